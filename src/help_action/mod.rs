//! The help action: what a caller may ask for, read from JSON or XML into a command that is valid.
//!
//! A body goes through `json` or `xml` into [`RawFields`], and from there into a [`Command`]. The two
//! formats meet in [`RawFields`]; `values` has the rules for single values, `operation` those for what is given together.

mod command;
mod field;
mod json;
mod operation;
mod outcome;
mod raw_fields;
mod values;
mod xml;
mod xml_grammar;

pub use command::{Action, Command, Create, EndAll, Update};
pub use field::Field;
pub use outcome::{Done, FailureFacts, NotDone};
pub use raw_fields::{RawFields, RawValue};

use crate::fault::{Fault, Faults};
use crate::http::Format;

/// Decodes a request body into its fields.
///
/// A byte order mark is passed over. Faults of single fields are kept in the result, to be reported
/// together with what [`Command::from_raw`] finds.
///
/// # Errors
/// One fault that says why the body is not a JSON object or an XML document of fields.
pub fn decode(format: Format, body: &[u8]) -> Result<RawFields, Faults> {
    let text = std::str::from_utf8(body)
        .map_err(|e| Fault::body(format!("the body is not UTF-8: byte {} does not belong there", e.valid_up_to())))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let raw = match format {
        Format::Json => json::decode(text),
        Format::Xml => xml::decode(text),
    };
    Ok(raw?)
}
