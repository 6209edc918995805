//! The store: each command as one batch of statements, which D1 runs as one transaction in one round trip.
//!
//! [`sql`] holds the statements, [`plan`](fn@plan) chooses and binds them. A batch changes the rows only if all that the
//! contract demands is true, and yields whether they now are as the command wants them; only that is success. Repeating a
//! batch after a lost answer therefore does no harm and finds the same.

mod fault;
mod plan;
pub mod sql;

use serde::Serialize;
use std::borrow::Cow;

pub use fault::{DEADLINE_MS, DatabaseFault};
pub use plan::{Change, Plan, plan};

/// A statement with its parameters. All columns that are written are texts, so a parameter is a text or NULL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// One of the texts of [`sql`], or one that [`table`](crate::table) has made of its own words.
    pub sql: Cow<'static, str>,
    /// The values of `?1`, `?2`, …
    pub parameters: Vec<Option<String>>,
}

impl Statement {
    /// A statement of that text.
    pub fn new(sql: impl Into<Cow<'static, str>>, parameters: Vec<Option<String>>) -> Self {
        Self { sql: sql.into(), parameters }
    }
}
