//! The Table API and the Aggregate API (contract, section 7): records read, summarised and registered.
//!
//! `description` says which tables and fields there are; everything else is made from it. A list goes from the parameters of
//! the URL (`parameters`, `encoded_query`, `view`) to statements (`list`, `condition`), a summary likewise (`stats`); a
//! record that is written goes from the body through `record` to statements and back to what came of them (`change`).
//! Statements hold the description's own words; all that a caller has written is a parameter of them.

mod change;
mod condition;
mod description;
pub mod encoded_query;
mod list;
mod parameters;
mod path;
mod query;
mod record;
mod statement;
mod stats;
mod value;
mod view;

pub use change::{NotWritten, Writing, read};
pub use description::{Field, Kind, Origin, Reference, Table};
pub use list::{List, MAX_CHARACTERS, MAX_LIMIT, MAX_LINKED_BYTES, MAX_OFFSET};
pub use parameters::UrlParameters;
pub use path::Path;
pub use record::{Purpose, Record};
pub use stats::Stats;
pub use value::Value;
pub use view::{Display, View};
