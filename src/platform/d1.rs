//! Access to D1. A batch of statements runs as one transaction, in one round trip.

use super::clock::jitter;
use super::{Platform, RequestContext, now_ms, sleep};
use crate::store::{DatabaseError, Param, Statement};
use futures_util::future::{Either, select};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::JsValue;
use worker::{D1PreparedStatement, D1Result, Delay, Error, serde_wasm_bindgen};

/// The results of a batch.
pub struct Results {
    results: Vec<D1Result>,
    /// The session's bookmark: how new its copy of the database was. `None` without a session.
    bookmark: Option<String>,
}

/// A row of a list. Its value stays in JavaScript, so that a long list never enters the memory of Wasm, which never
/// shrinks.
#[derive(Deserialize)]
struct JsRow {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    value: JsValue,
}

/// A row of a list that has positions.
#[derive(Deserialize)]
struct PositionedRow {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    value: JsValue,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    position: JsValue,
}

/// A change of the log. The value is null if the reader does not want changes of its table.
#[derive(Deserialize)]
pub struct Change {
    pub sequence: i64,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub value: JsValue,
}

impl Results {
    /// The changes that one of the statements yields.
    ///
    /// # Errors
    /// See [`Results::rows`].
    pub fn changes(&self, statement: usize) -> Result<Vec<Change>, DatabaseError> {
        self.rows(statement)
    }

    /// The rows of the statement with this index.
    ///
    /// # Errors
    /// [`DatabaseError::Defect`] if the rows do not fit the type.
    pub fn rows<T: DeserializeOwned>(&self, statement: usize) -> Result<Vec<T>, DatabaseError> {
        let result = self.results.get(statement).ok_or_else(|| DatabaseError::Defect("no result".to_owned()))?;
        result.results().map_err(|error| DatabaseError::Defect(message(error)))
    }

    /// The first row of the statement with this index.
    ///
    /// # Errors
    /// See [`Results::rows`].
    pub fn first<T: DeserializeOwned>(&self, statement: usize) -> Result<Option<T>, DatabaseError> {
        Ok(self.rows(statement)?.into_iter().next())
    }

    /// The column `value` of each row: JavaScript strings or null.
    ///
    /// # Errors
    /// See [`Results::rows`].
    pub fn values(&self, statement: usize) -> Result<Vec<JsValue>, DatabaseError> {
        Ok(self.rows::<JsRow>(statement)?.into_iter().map(|row| row.value).collect())
    }

    /// The column `value` of each row, and the column `position` of each row: JavaScript strings or null.
    ///
    /// # Errors
    /// See [`Results::rows`].
    pub fn positioned_values(&self, statement: usize) -> Result<(Vec<JsValue>, Vec<JsValue>), DatabaseError> {
        Ok(self.rows::<PositionedRow>(statement)?.into_iter().map(|row| (row.value, row.position)).unzip())
    }
}

/// Where a batch may run: the kinds of sessions in D1's Sessions API.
#[derive(Clone, Copy)]
pub enum Session<'a> {
    /// On the primary database, without a session and its bookmark.
    None,
    /// On the primary database. The caller gets a bookmark, to read what was written.
    Write,
    /// On any copy of the database that is at least as new as the bookmark. Without a bookmark, on the primary database, so that
    /// clients without bookmarks also read what they have written.
    Read(Option<&'a str>),
}

impl Session<'_> {
    /// D1's word for it (D1 documentation, "Global read replication"); `None` for no session.
    const fn constraint(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Write | Self::Read(None) => Some("first-primary"),
            Self::Read(Some(bookmark)) => Some(bookmark),
        }
    }
}

/// Runs the statements, and retries them after a transient error. Gives up at the deadline, in milliseconds since 1970,
/// because D1 can take minutes.
///
/// # Errors
/// See [`DatabaseError`]. [`DatabaseError::may_have_run`] says whether the batch may have run.
pub async fn batch(
    context: &RequestContext,
    statements: &[Statement],
    session: Session<'_>,
    deadline: i64,
) -> Result<Results, DatabaseError> {
    let asked_at = now_ms();
    let mut repetitions = 0;
    let result = loop {
        context.log_statements(statements.len());
        let left_ms = deadline - now_ms();
        let error = match attempt(&context.platform, statements, session, left_ms, repetitions > 0).await {
            Ok(results) => {
                context.set_bookmark(results.bookmark.clone());
                break Ok(results);
            }
            Err(error) => error,
        };
        match error.pause_ms(repetitions, deadline - now_ms(), jitter()) {
            Some(pause) => sleep(Duration::from_millis(pause.into())).await,
            None => break Err(error),
        }
        repetitions += 1;
    };
    context.log_d1_time(now_ms() - asked_at);
    result
}

/// Runs the statements once. Gives up after `within_ms` milliseconds.
///
/// # Errors
/// See [`batch`].
pub async fn run(
    platform: &Platform,
    statements: &[Statement],
    session: Session<'_>,
    within_ms: i64,
) -> Result<Results, DatabaseError> {
    attempt(platform, statements, session, within_ms, false).await
}

async fn attempt(
    platform: &Platform,
    statements: &[Statement],
    session: Session<'_>,
    within_ms: i64,
    is_repetition: bool,
) -> Result<Results, DatabaseError> {
    let work = pin!(run_batch(platform, statements, session, is_repetition));
    let deadline = pin!(Delay::from(Duration::from_millis(within_ms.try_into().unwrap_or_default())));
    match select(work, deadline).await {
        Either::Left((results, _)) => results.map_err(|error| DatabaseError::classify(message(error))),
        Either::Right(_) => Err(DatabaseError::Unavailable("no answer before the deadline".to_owned())),
    }
}

async fn run_batch(
    platform: &Platform,
    statements: &[Statement],
    session: Session<'_>,
    is_repetition: bool,
) -> worker::Result<Results> {
    let database =
        platform.env.d1("DB").map_err(|_| Error::RustError("D1_TYPE_ERROR: there is no binding DB".to_owned()))?;
    let (results, bookmark) = match session.constraint() {
        None => {
            let prepared = bound(statements, is_repetition, |sql| database.prepare(sql))?;
            (database.batch(prepared).await?, None)
        }
        Some(constraint) => {
            let session = database.with_session(Some(constraint))?;
            let prepared = bound(statements, is_repetition, |sql| session.prepare(sql))?;
            let results = session.batch(prepared).await?;
            (results, session.get_bookmark()?)
        }
    };
    Ok(Results { results, bookmark })
}

fn bound(
    statements: &[Statement],
    is_repetition: bool,
    prepare: impl Fn(&str) -> D1PreparedStatement,
) -> worker::Result<Vec<D1PreparedStatement>> {
    let bound = statements.iter().map(|statement| {
        let params: Vec<JsValue> = statement.params.iter().map(|param| js_value(param, is_repetition)).collect();
        prepare(&statement.sql).bind(&params)
    });
    bound.collect()
}

#[expect(clippy::cast_precision_loss, reason = "the numbers of the service are far below 2^53")]
fn js_value(param: &Param, is_repetition: bool) -> JsValue {
    match param {
        Param::Null => JsValue::NULL,
        Param::Text(text) => JsValue::from_str(text),
        Param::OnRepetition(_) if !is_repetition => JsValue::from_f64(0.0),
        Param::Integer(number) | Param::OnRepetition(number) => JsValue::from_f64(*number as f64),
    }
}

/// The error's message. Does not use `Display` of `worker`'s D1 error: it throws an exception that nothing catches, and the
/// call hangs.
pub(super) fn message(error: Error) -> String {
    match error {
        Error::D1(error) => AsRef::<js_sys::Error>::as_ref(&error).message().into(),
        Error::UnknownJsError { message, .. } => message,
        other => other.to_string(),
    }
}
