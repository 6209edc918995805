//! The statements of the relay. Each may run twice.

mod status;
mod step;

pub use status::{ChangesRow, oldest_waiting, retry, status};
pub use step::{End, OthersRow, PORTION, Plan, StateRow, Step};

/// The clock of the database, in milliseconds since 1970.
const DATABASE_NOW: &str = "cast(unixepoch('subsec') * 1000 AS INTEGER)";

/// SQL for the first change of a help action that no run has read yet, among the next thousand changes.
const FIRST_UNREAD: &str = "(SELECT min(sequence) FROM (SELECT sequence, tablename FROM record_change \
     WHERE sequence > (SELECT position FROM relay WHERE id = 1) ORDER BY sequence LIMIT 1000) \
     WHERE tablename = 'supervisor_help_action')";
