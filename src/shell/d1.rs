//! The way to D1: one call runs all statements as one transaction.

use super::platform::{self, now_ms};
use super::request::Exchange;
use super::task::settled;
use crate::store::{DEADLINE_MS, DatabaseFault, Statement};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use worker::Env;

/// What a batch has yielded: D1's bookmark, and the rows of each statement.
pub(super) struct Results(Array);

impl Results {
    /// The rows of one of the statements.
    pub(super) fn rows(&self, statement: u32) -> Rows {
        Rows(self.0.get(statement + 1).unchecked_into())
    }

    /// The rows of all statements, those of the last statement first.
    pub(super) fn last_first(&self) -> impl Iterator<Item = Rows> {
        (1..self.0.length()).rev().map(|at| Rows(self.0.get(at).unchecked_into()))
    }

    /// Of a batch in a session: how new the database is in which it was run.
    fn bookmark(&self) -> Option<String> {
        self.0.get(0).as_string()
    }
}

/// The first column of the rows that a statement has yielded.
pub(super) struct Rows(Array);

impl Rows {
    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.0.length()
    }

    /// The first one, if it is a text.
    pub(super) fn first(&self) -> Option<String> {
        self.0.get(0).as_string()
    }

    /// The first ones. An empty text stands for NULL.
    pub(super) fn texts(&self, how_many: u32) -> impl Iterator<Item = String> {
        (0..how_many).map(|at| self.0.get(at).as_string().unwrap_or_default())
    }

    /// The first ones as a list in JSON, made without leaving JavaScript.
    pub(super) fn list(&self, how_many: u32) -> JsValue {
        platform::list(&self.0, how_many)
    }

    /// Whether the last one is NULL.
    pub(super) fn ends_with_null(&self) -> bool {
        self.len() > 0 && self.0.at(-1).is_null()
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
                exchange.note_bookmark(results.bookmark());
                break Ok(results);
            }
            Err(fault) => fault,
        };
        match fault.pause_ms(repetitions, exchange.elapsed_ms(), platform::jitter()) {
            Some(pause) if !matches!(session, Session::WriteOnce) => {
                let _: Result<_, _> = settled(platform::pause(pause)).await;
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
    let statements = serde_json::to_string(statements).unwrap_or_default();
    let within_ms = u32::try_from(within_ms).unwrap_or_default();
    let results = settled(platform::batch(env, session.constraint(), &statements, within_ms)).await;
    results.map(|results| Results(results.unchecked_into())).map_err(DatabaseFault::of_message)
}
