//! The store: statements and their parameters. D1 runs a batch of them as one transaction, in one round trip.
//!
//! A batch changes rows only if all rules are met, and yields whether the rows are now as the caller wants them. Only that
//! counts as success. So a batch can be retried after a lost answer: it finds in the log that it has run, changes nothing
//! twice and yields the same.
//!
//! Each capability has its statements in its own folder, and builds them with [`SqlBuilder`].

pub mod change_log;
mod deletable;
mod error;
pub mod idempotency;
mod sql_builder;
mod write_context;

pub use deletable::{Deletable, WAITS_FOR_RELAY};
pub use error::{DEADLINE_MS, DatabaseError};
pub use sql_builder::{Param, SqlBuilder, Statement, balanced};
pub use write_context::WriteContext;

/// What a statement yields if the rows are as the caller wants them. Otherwise it yields facts in JSON. A word, so that an
/// empty or incomplete answer of the database never counts as success.
pub const DONE: &str = "done";

/// A row of a statement that yields one value: a text or NULL.
#[derive(serde::Deserialize)]
pub struct ValueRow {
    /// `None` is NULL.
    pub value: Option<String>,
}
