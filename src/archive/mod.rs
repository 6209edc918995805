//! The archive of the log in R2 (contract, section 13): which changes an object has, and how far the archive goes.
//!
//! An object is made in four steps: the range and the key are kept in the database, the object is put if it is not there yet, it
//! is read back and compared, and the database is told. A run that ends between two steps is repeated from the kept range.

mod object;
mod settings;
mod sql;

pub use object::{ArchiveObject, Range};
pub use settings::{BINDING, is_on};
pub use sql::{RangeRow, StateRow, lines, next, note_archived, plan};
