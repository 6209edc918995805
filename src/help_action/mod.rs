//! The help action: what a caller may ask for, read from JSON or XML into a command that is valid.
//!
//! A body goes through [`body`] into [`RawFields`], and from there into a [`Command`]. `values` looks at each value,
//! `operation` has the rules for what is given together.

mod command;
mod field;
mod operation;
mod outcome;
mod values;

pub use command::{Action, Command, Create, EndAll, TooLate, Update};
pub use field::Field;
pub use outcome::{Done, FailureFacts, NotDone};

use crate::body::{self, RawFields};
use crate::fault::Faults;
use crate::http::Format;

/// Decodes a request body into its fields: see [`body::decode`].
///
/// # Errors
/// One fault that says why the body is not a JSON object or an XML document of fields.
pub fn decode(format: Format, body: &[u8]) -> Result<RawFields, Faults> {
    body::decode(format, body, RawFields::new(Field::ALL.iter().map(|field| field.name())))
}
