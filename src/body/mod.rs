//! Request bodies: JSON or XML in, the fields as they were given out.
//!
//! The two formats meet in [`RawFields`]; `value` has the rules for single values. What the fields mean together is for
//! those who ask for them: [`help_action`](crate::help_action) and [`table`](crate::table).

mod json;
mod raw_fields;
mod value;
mod xml;
mod xml_grammar;

pub(crate) use raw_fields::AN_OBJECT;
pub use raw_fields::{RawFields, RawValue};
pub(crate) use value::{choice, empty, not_a_string, sys_id, time};
pub(crate) use xml_grammar::is_char;

use crate::fault::{Fault, Faults};
use crate::http::Format;

/// Decodes a request body into these fields, none of which has a value yet.
///
/// A byte order mark is passed over. Faults of single fields are kept in the result, to be reported together with what is
/// found later.
///
/// # Errors
/// One fault that says why the body is not a JSON object or an XML document of fields.
pub fn decode(format: Format, body: &[u8], fields: RawFields) -> Result<RawFields, Faults> {
    let text = std::str::from_utf8(body)
        .map_err(|e| Fault::body(format!("the body is not UTF-8: byte {} does not belong there", e.valid_up_to())))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let raw = match format {
        Format::Json => json::decode(text, fields),
        Format::Xml => xml::decode(text, fields),
    };
    Ok(raw?)
}
