//! The Table API and the Aggregate API (contract, section 7): records read, summarised and registered.
//!
//! A list goes from the parameters of the URL (`parameters`, `projection`) to statements (`list`), a summary likewise (`stats`). A
//! record that is written goes from the body through `record_input` to statements and back to what came of them (`write`).

mod list;
mod parameters;
mod projection;
mod record_input;
mod stats;
mod write;

pub use list::{List, MAX_CHARACTERS, MAX_LIMIT, MAX_LINKED_BYTES, MAX_OFFSET};
pub use parameters::{MAX_PARAMETERS, UrlParameters};
pub use projection::{Display, Projection};
pub use record_input::{Purpose, RecordInput};
pub use stats::Stats;
pub use write::{TableWrite, read};
