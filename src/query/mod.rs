//! Queries: which records to read, and in which order (`docs/table-api.md`, "Encoded queries").
//!
//! `encoded_query` reads a `sysparm_query` into a valid [`Query`], and `sql` turns that into SQL. The text of a statement
//! has only names from [`schema`](crate::schema) and words of this module. Everything from the caller is a parameter.

mod calendar;
mod condition;
mod condition_sql;
mod date_part;
mod display;
mod driving;
mod encoded_query;
mod field_path;
mod filter;
mod from;
mod model;
mod operands;
mod operators;
mod order;
mod sql;
mod time_functions;
mod value;

pub use calendar::Unit;
pub use condition::{Comparison, Condition, Direction, Distance, Test};
pub use condition_sql::IndexStart;
pub use date_part::DatePart;
pub use driving::Driving;
pub use encoded_query::{MAX_QUERY_BYTES, MAX_TERMS};
pub use field_path::{FieldPath, MAX_REFERENCES};
pub use from::from_clause;
use model::invalid;
pub use model::{All, Any, MAX_SCANS, MAX_VALUES, Order, PARAMETER, Query};
pub use order::{OrderColumn, order_clause};
pub use value::Value;
