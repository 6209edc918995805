//! The way to D1: one call runs all statements as one transaction.

use super::platform::{self, now_ms};
use super::request::Exchange;
use crate::store::{DEADLINE_MS, DatabaseFault, Statement};
use futures_util::future::select;
use js_sys::{Array, JsString, Object, Reflect};
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::worker_sys::types::D1Database as RawDatabase;
use worker::{Delay, Env};

/// The rows that one statement has yielded.
pub(super) struct Rows(Array);

impl Rows {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        usize::try_from(self.0.length()).unwrap_or(usize::MAX)
    }

    /// The first column of the first row, if it is a text.
    pub(super) fn first(&self) -> Option<String> {
        first_column(&self.0.get(0))
    }

    /// The first column of the first rows. An empty text stands for NULL.
    pub(super) fn texts(&self, how_many: usize) -> impl Iterator<Item = String> {
        self.0.iter().take(how_many).map(|row| first_column(&row).unwrap_or_default())
    }

    /// The same, joined by commas without leaving JavaScript.
    pub(super) fn joined(&self, how_many: usize) -> JsString {
        let texts: Array =
            self.0.iter().take(how_many).map(|row| Object::values(row.unchecked_ref::<Object>()).get(0)).collect();
        texts.join(",")
    }

    /// Whether the first column of the last row is NULL.
    pub(super) fn ends_with_null(&self) -> bool {
        self.len() > 0 && first_column(&self.0.at(-1)).is_none()
    }
}

fn first_column(row: &JsValue) -> Option<String> {
    row.dyn_ref::<Object>().and_then(|row| Object::values(row).get(0).as_string())
}

/// Where a batch may be run, with D1's Sessions API.
#[derive(Clone, Copy)]
pub(super) enum Session<'a> {
    /// On the primary database, with nothing to remember.
    None,
    /// On the primary database. The caller gets a bookmark of what was written.
    Write,
    /// As [`Session::Write`], but not repeated after a fault that leaves open what was done.
    WriteOnce,
    /// On any copy of the database that is as new as the bookmark.
    Read(Option<&'a str>),
}

impl Session<'_> {
    /// What D1 is told (D1 documentation, "Global read replication"); `None` for no session.
    const fn constraint(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Write | Self::WriteOnce => Some("first-primary"),
            Self::Read(Some(bookmark)) => Some(bookmark),
            Self::Read(None) => Some("first-unconstrained"),
        }
    }
}

/// Runs the statements, and again if the database failed in passing.
///
/// # Errors
/// See [`DatabaseFault`]. Nothing was changed then, or, where the answer got lost, nobody knows.
pub(super) async fn batch(
    exchange: &Exchange,
    statements: &[Statement],
    session: Session<'_>,
) -> Result<Vec<Rows>, DatabaseFault> {
    let asked_at = now_ms();
    let mut repetitions = 0;
    let result = loop {
        exchange.note_statements(statements.len());
        let fault = match attempt(exchange, statements, session).await {
            Ok((rows, bookmark)) => {
                exchange.note_bookmark(bookmark);
                break Ok(rows);
            }
            Err(fault) => fault,
        };
        match fault.pause_ms(repetitions, exchange.elapsed_ms(), platform::jitter()) {
            Some(pause) if !matches!(session, Session::WriteOnce) => {
                Delay::from(Duration::from_millis(pause.into())).await;
            }
            _ => break Err(fault),
        }
        repetitions += 1;
    };
    exchange.note_d1_time(now_ms() - asked_at);
    result
}

/// One attempt, which is given up at the deadline: D1 has been seen to take minutes.
async fn attempt(
    exchange: &Exchange,
    statements: &[Statement],
    session: Session<'_>,
) -> Result<(Vec<Rows>, Option<String>), DatabaseFault> {
    let left_ms = u64::try_from(DEADLINE_MS - exchange.elapsed_ms()).unwrap_or_default();
    let deadline = async {
        Delay::from(Duration::from_millis(left_ms)).await;
        Err(DatabaseFault::Unavailable("no answer before the deadline".to_owned()))
    };
    let work = async { run(&exchange.env, statements, session).await.map_err(|error| fault(&error)) };
    select(pin!(work), pin!(deadline)).await.factor_first().0
}

/// Runs the statements once. With a session, the bookmark of what the database was then comes too.
pub(super) async fn run(
    env: &Env,
    statements: &[Statement],
    session: Session<'_>,
) -> Result<(Vec<Rows>, Option<String>), JsValue> {
    let database: RawDatabase = Reflect::get(env, &"DB".into())?.unchecked_into();
    if database.is_undefined() {
        return Err(js_sys::Error::new("D1_TYPE_ERROR: there is no binding DB").into());
    }
    let session = match session.constraint() {
        Some(constraint) => Some(database.with_session(Some(constraint))?),
        None => None,
    };
    let batch = Array::new();
    for statement in statements {
        let prepared = database.prepare(&statement.sql)?;
        let parameters: Array = statement
            .parameters
            .iter()
            .map(|value| value.as_deref().map_or(JsValue::NULL, JsValue::from_str))
            .collect();
        batch.push(&JsValue::from(prepared.bind(parameters)?));
    }
    let promise = match &session {
        Some(session) => session.session_batch(batch)?,
        None => database.batch(batch)?,
    };
    let results: Array = JsFuture::from(promise).await?.dyn_into()?;
    let rows = results.iter().map(|result| Ok(Rows(Reflect::get(&result, &"results".into())?.dyn_into()?)));
    let rows = rows.collect::<Result<_, JsValue>>()?;
    let bookmark = match session {
        Some(session) => session.get_bookmark()?,
        None => None,
    };
    Ok((rows, bookmark))
}

/// Classifies what D1 threw, by its own words. Not by way of the `Display` of `worker::Error`, which can hang on it.
pub(super) fn fault(error: &JsValue) -> DatabaseFault {
    let error = error.dyn_ref::<js_sys::Error>();
    DatabaseFault::of_message(error.map_or_else(|| "no reason given".to_owned(), |error| error.message().into()))
}
