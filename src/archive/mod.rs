//! The archive of the log in R2 (contract, section 13): which changes an object has, and how far the archive goes.
//!
//! An object is made in four steps. The database stores its range and key; the object is put, unless it exists; it is read back
//! and compared; the database stores that it is archived. If a run ends in between, the next one continues with the stored range.

mod object;
mod settings;
mod sql;

pub use object::{ArchiveObject, Range};
pub use settings::{BINDING, is_on};
pub use sql::{RangeRow, StateRow, lines, next, note_archived, plan};
