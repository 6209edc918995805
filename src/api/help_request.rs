//! `POST /api/now/helprequest/action/create_or_update`: syntax, values and existence, the steps after the checks of
//! [`app`](crate::app) (`docs/api.md`, "Answers").

use super::Call;
use crate::auth::Actor;
use crate::error::{ApiError, RetryAdvice};
use crate::fault::{Fault, Faults};
use crate::format::RawFields;
use crate::help_action::{self, Command, Plan};
use crate::platform::d1::{self, Results, Session};
use crate::platform::{RelayWish, new_id};
use crate::response::Response;
use crate::store::idempotency::{self, IdempotencyKey};
use crate::store::{DatabaseError, WriteContext};
use crate::time::UtcTime;

/// Creates, updates or ends help actions.
///
/// # Errors
/// All faults of the request, or why the database refused it.
pub async fn create_or_update(call: Call<'_>) -> Result<Response, ApiError> {
    let settings = call.context.platform.help_action_settings()?;
    // Syntax.
    let fields = help_action::decode(call.body.format, &call.body.bytes)?;
    // Values.
    let key = IdempotencyKey::parse(call.context.header(idempotency::HEADER).as_deref());
    let (command, key) = check(fields, call.now, key)?;
    // Existence. The database checks it in the transaction of the change.
    let actor = Actor::Caller(call.caller);
    let transaction_id = &call.context.transaction_id;
    let write = WriteContext { actor: &actor, now: call.now, transaction_id };
    let plan = Plan::new(&command, &write, &new_id(call.context.started_at), key.as_ref(), settings);
    let results = match d1::batch(call.context, &plan.statements, Session::Write, call.deadline).await {
        Err(DatabaseError::Refused(facts)) => return Err(command.explain(&facts).into()),
        Err(error) => {
            let repetition = if key.is_some() { RetryAdvice::SameKey } else { RetryAdvice::UseKey };
            return Err(ApiError::of_write(error, repetition));
        }
        Ok(results) => results,
    };
    let carried_out = plan.read(row(&results, plan.key_index)?, row(&results, plan.outcome_index)?)?;
    if !carried_out.is_replay {
        call.context.want_relay(RelayWish::Send);
    }
    Ok(Response::carried_out(&carried_out, call.format))
}

/// The command and the key, or the faults of both together.
fn check(
    fields: RawFields,
    now: UtcTime,
    key: Result<Option<IdempotencyKey>, Fault>,
) -> Result<(Command, Option<IdempotencyKey>), Faults> {
    let command = Command::from_raw(fields, now, matches!(key, Ok(Some(_))));
    match (command, key) {
        (Ok(command), Ok(key)) => Ok((command, key)),
        (Ok(_), Err(fault)) => Err(fault.into()),
        (Err(faults), Ok(_)) => Err(faults),
        (Err(mut faults), Err(fault)) => {
            faults.push(fault);
            Err(faults)
        }
    }
}

/// The first row of a statement, if the plan has that statement.
fn row<T: serde::de::DeserializeOwned>(
    results: &Results,
    statement: Option<usize>,
) -> Result<Option<T>, DatabaseError> {
    statement.map_or(Ok(None), |statement| results.first(statement))
}
