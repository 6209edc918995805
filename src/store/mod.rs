//! The store: statements with their parameters, which D1 runs as one transaction in one round trip.
//!
//! A batch changes rows only if all that the contract demands is true, and yields whether they now are as wanted; only that is
//! success. Repeating a batch after a lost answer therefore does no harm and finds the same. The statements of a capability
//! stand in its own folder and are built with [`SqlBuilder`].

mod error;
pub mod idempotency;
mod sql_builder;
mod write_context;

pub use error::{DEADLINE_MS, DatabaseError};
pub use sql_builder::{Param, SqlBuilder, Statement, balanced};
pub use write_context::WriteContext;

/// What a statement yields where the rows are as wanted; else it yields facts in JSON. A text, so that no answer of the database
/// that lacks it can be taken for success.
pub const DONE: &str = "done";

/// A row of a statement that yields one value: a text or `NULL`.
#[derive(serde::Deserialize)]
pub struct ValueRow {
    /// The value.
    pub value: Option<String>,
}
