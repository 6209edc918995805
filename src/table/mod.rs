//! The Table API and the Aggregate API (`docs/table-api.md`): reading, aggregating and writing records.
//!
//! Parameters of the URL (`parameters`, `projection`) become the statements of a list (`list`), of one record (`read`) or of an
//! aggregate (`stats`). A request body becomes checked values (`record_input`), then the statements that write them, whose
//! results say whether they were written (`write`).

pub mod ignored;
mod list;
mod new_values;
mod own_rows;
mod parameters;
mod position;
mod projection;
mod read;
mod record_input;
mod settings;
mod stats;
mod write;

pub use list::{List, MAX_CHARACTERS, MAX_LIMIT, MAX_LINK_BYTES, MAX_OFFSET};
use own_rows::own_rows;
pub use parameters::{MAX_FOLLOWED, MAX_PARAMETERS, UrlParameters};
pub use projection::{DisplayMode, Projection};
pub use read::read_statement;
pub use record_input::{InputRules, Purpose, RecordInput};
pub use settings::{TableSettings, UnknownFields};
pub use stats::{MAX_TERMS as MAX_GROUP_TERMS, Stats};
pub use write::TableWrite;
