//! Reads the state of calls, and writes what follows from it.

use crate::cti::State;
use crate::cti::sql::Writing;
use crate::error::ApiError;
use crate::platform::d1::{self, Results, Session};
use crate::platform::{RelayWish, RequestContext};
use crate::store::{DONE, DatabaseError, ValueRow};

/// How often a plan is tried. It is made again if somebody else has written meanwhile, and of several writers one always
/// succeeds.
pub const MAX_TRIES: usize = 12;

/// Runs the batch of a plan for a call. Returns false if somebody else has written first.
///
/// # Errors
/// The database failed.
pub async fn write_plan(context: &RequestContext, writing: &Writing<'_>, deadline: i64) -> Result<bool, ApiError> {
    let statements = writing.statements();
    let is_done = is_written(d1::batch(context, &statements, Session::None, deadline).await, statements.len())?;
    if is_done {
        context.want_relay(RelayWish::Send);
    }
    Ok(is_done)
}

/// Whether the batch of a plan, which has this many statements, was carried out. False if somebody else has written first.
///
/// # Errors
/// The database failed.
pub fn is_written(results: Result<Results, DatabaseError>, statements: usize) -> Result<bool, ApiError> {
    match results {
        Ok(results) => {
            let outcome = results.first::<ValueRow>(statements - 1)?.and_then(|row| row.value);
            Ok(outcome.as_deref() == Some(DONE))
        }
        // The interaction was deleted or registered elsewhere since it was read.
        Err(DatabaseError::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Reads the results of [`sql::state`](crate::cti::sql::state). Its first statement has the index `first`.
///
/// # Errors
/// An observation in the database cannot be read.
pub fn state(results: &Results, first: usize) -> Result<State, ApiError> {
    let state = State::new(
        results.rows(first)?,
        results.rows(first + 1)?,
        results.rows(first + 2)?,
        results.rows(first + 3)?,
        results.rows(first + 4)?,
    );
    state.ok_or_else(|| ApiError::Internal("an observation in the database cannot be read".to_owned()))
}
