//! The way to D1: one call runs all statements as one transaction.

use super::platform::{self, now_ms};
use super::request::Exchange;
use crate::store::{DEADLINE_MS, DatabaseFault, Statement};
use futures_util::future::{Either, select};
use serde::Deserialize;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::JsValue;
use worker::{D1PreparedStatement, D1Result, Delay, Env, Error, serde_wasm_bindgen};

/// What a batch yielded. The values are JavaScript's own: those of a long list never enter the memory of Wasm, which never
/// shrinks.
pub(super) struct Results {
    /// For each statement the values of its rows, texts or null.
    rows: Vec<Vec<JsValue>>,
    /// Of a batch in a session: how new the database is in which it was run.
    bookmark: Option<String>,
}

impl Results {
    /// The rows of one of the statements.
    pub(super) fn rows(&self, statement: usize) -> &[JsValue] {
        self.rows.get(statement).map_or(&[], Vec::as_slice)
    }

    /// The first row of one of the statements.
    pub(super) fn first(&self, statement: usize) -> Option<String> {
        self.rows(statement).first()?.as_string()
    }

    /// The first row of each statement, the last statement first.
    pub(super) fn last_first(&self) -> impl Iterator<Item = Option<String>> {
        (0..self.rows.len()).rev().map(|statement| self.first(statement))
    }
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
) -> Result<Results, DatabaseFault> {
    let asked_at = now_ms();
    let mut repetitions = 0;
    let result = loop {
        exchange.note_statements(statements.len());
        // D1 has been seen to take minutes.
        let fault = match run(&exchange.env, statements, session, DEADLINE_MS - exchange.elapsed_ms()).await {
            Ok(results) => {
                exchange.note_bookmark(results.bookmark.clone());
                break Ok(results);
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

/// Runs the statements once, and gives up after so many milliseconds.
///
/// # Errors
/// See [`DatabaseFault`].
pub(super) async fn run(
    env: &Env,
    statements: &[Statement],
    session: Session<'_>,
    within_ms: i64,
) -> Result<Results, DatabaseFault> {
    let work = pin!(run_to_its_end(env, statements, session));
    let deadline = pin!(Delay::from(Duration::from_millis(within_ms.try_into().unwrap_or_default())));
    match select(work, deadline).await {
        Either::Left((results, _)) => results.map_err(|error| DatabaseFault::of_message(message(error))),
        Either::Right(_) => Err(DatabaseFault::Unavailable("no answer before the deadline".to_owned())),
    }
}

async fn run_to_its_end(env: &Env, statements: &[Statement], session: Session<'_>) -> worker::Result<Results> {
    let database = env.d1("DB").map_err(|_| Error::RustError("D1_TYPE_ERROR: there is no binding DB".to_owned()))?;
    let (results, bookmark) = match session.constraint() {
        None => {
            let prepared = bound(statements, |sql| database.prepare(sql))?;
            (database.batch(prepared).await?, None)
        }
        Some(constraint) => {
            let session = database.with_session(Some(constraint))?;
            let prepared = bound(statements, |sql| session.prepare(sql))?;
            let results = session.batch(prepared).await?;
            (results, session.get_bookmark()?)
        }
    };
    let rows = results.iter().map(values).collect::<worker::Result<_>>()?;
    Ok(Results { rows, bookmark })
}

fn bound(
    statements: &[Statement],
    prepare: impl Fn(&str) -> D1PreparedStatement,
) -> worker::Result<Vec<D1PreparedStatement>> {
    let parameter = |value: &Option<String>| value.as_deref().map_or(JsValue::NULL, JsValue::from_str);
    let bound = statements.iter().map(|statement| {
        let parameters: Vec<JsValue> = statement.parameters.iter().map(parameter).collect();
        prepare(&statement.sql).bind(&parameters)
    });
    bound.collect()
}

/// A row of every statement that yields rows.
#[derive(Deserialize)]
struct Row {
    #[serde(with = "serde_wasm_bindgen::preserve")]
    value: JsValue,
}

fn values(result: &D1Result) -> worker::Result<Vec<JsValue>> {
    Ok(result.results::<Row>()?.into_iter().map(|row| row.value).collect())
}

/// What went wrong. `Display` of the crate's error of D1 ends in an exception that nothing catches, and the call hangs.
fn message(error: Error) -> String {
    match error {
        Error::D1(error) => AsRef::<js_sys::Error>::as_ref(&error).message().into(),
        Error::UnknownJsError { message, .. } => message,
        other => other.to_string(),
    }
}
