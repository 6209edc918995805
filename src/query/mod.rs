//! Queries: which records are asked for, and in which order (contract, section 7).
//!
//! `encoded_query` reads the language of `sysparm_query` into a [`Query`] that is valid; `sql` writes it as SQL. Statements hold
//! the words of [`schema`](crate::schema) and of this module; all that a caller has written is a parameter.

mod display;
mod encoded_query;
mod field_path;
mod model;
mod sql;
mod value;

pub use encoded_query::{MAX_QUERY_BYTES, MAX_TERMS};
pub use field_path::FieldPath;
use model::invalid;
pub use model::{All, Any, Comparison, Condition, MAX_SCANS, MAX_VALUES, Order, PARAMETER, Query, Test};
pub use value::Value;
