//! The formats of requests and answers: JSON and XML.
//!
//! `media_type` chooses the format by `Content-Type` and `Accept`. `json_body` or `xml_body` reads a request body into
//! [`RawFields`]; whoever asked for the fields decides what they mean. [`render`] writes an answer in either format.

mod json_body;
mod media_type;
mod raw_fields;
mod xml;
mod xml_body;
mod xml_grammar;

pub use media_type::{JSON_OR_XML, MAX_BODY_BYTES, accepts_json, answer_format, request_format};
pub use raw_fields::{RawFields, RawValue};
pub use xml::write_records;
pub(crate) use xml_grammar::is_char;

use crate::fault::{Fault, Faults};
use serde::Serialize;

/// A format of request and response bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// `application/json`.
    #[default]
    Json,
    /// `application/xml`.
    Xml,
}

impl Format {
    /// The `Content-Type` of an answer.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=UTF-8",
            Self::Xml => "application/xml;charset=UTF-8",
        }
    }
}

/// Reads a request body into `fields`, which must have no values yet. Ignores a byte order mark at the beginning.
///
/// # Errors
/// One fault that says why the body is not UTF-8, not a JSON object, or not an XML document of fields.
pub fn decode(format: Format, body: &[u8], fields: RawFields) -> Result<RawFields, Faults> {
    let text = std::str::from_utf8(body)
        .map_err(|e| Fault::body(format!("the body is not UTF-8: byte {} does not belong there", e.valid_up_to())))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let fields = match format {
        Format::Json => json_body::decode(text, fields),
        Format::Xml => xml_body::decode(text, fields),
    };
    Ok(fields?)
}

/// Writes the body of an answer. XML has the same members as JSON, under the root `response`. A list becomes one element
/// for each item.
#[must_use]
pub fn render(body: &impl Serialize, format: Format) -> String {
    match format {
        // Writing to memory cannot fail. If it did, the tests would see an empty body.
        Format::Json => serde_json::to_string(body).unwrap_or_default(),
        Format::Xml => xml::write(&serde_json::to_value(body).unwrap_or_default()),
    }
}
