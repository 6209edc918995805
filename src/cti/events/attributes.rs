//! The attributes of a `CloudEvent` (`CloudEvents` 1.0, and its bindings to HTTP and JSON).

use crate::cti::json::{member, parse, required, time};
use crate::cti::{CtiRequest, MAX_ID, Malformed};
use crate::fault::excerpt;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The content mode: how an event is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The attributes are headers, the body is the data.
    Binary,
    /// The body is the event.
    Structured,
    /// The body is a list of events.
    Batch,
}

/// The content mode, by `Content-Type`.
pub(super) fn mode(request: &CtiRequest<'_>) -> Result<Mode, Malformed> {
    let media_type = request.media_type();
    let format = |prefix: &str| media_type.strip_prefix(prefix).map(str::to_owned);
    // The type of a batch begins with that of a single event.
    let (mode, format) = match (format("application/cloudevents-batch"), format("application/cloudevents")) {
        (Some(format), _) => (Mode::Batch, format),
        (None, Some(format)) => (Mode::Structured, format),
        (None, None) if media_type.is_empty() || media_type == "application/json" || media_type.ends_with("+json") => {
            (Mode::Binary, String::new())
        }
        (None, None) => return Err(Malformed::new("the data is not of the type application/json")),
    };
    if format.is_empty() || format == "+json" { Ok(mode) } else { Err(Malformed::Format) }
}

/// The attributes that are read here, as they were sent: those of other types may be anything.
pub(super) struct Attributes {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) event_type: String,
    pub(super) subject: Option<String>,
    /// In milliseconds since 1970.
    pub(super) time: Option<i64>,
    spec_version: String,
}

impl Attributes {
    /// The attributes of an event in JSON.
    pub(super) fn of_json(event: &Value) -> Result<Self, Malformed> {
        let object = event.as_object().ok_or_else(|| Malformed::new("an event has to be an object"))?;
        // Names of attributes are in lower case.
        let given = |name: &str| match object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(required(name, "a text")),
        };
        Self::read(given)
    }

    /// The attributes of an event in headers.
    pub(super) fn of_headers(request: &CtiRequest<'_>) -> Result<Self, Malformed> {
        Self::read(|name| {
            let header = (request.header)(&format!("ce-{name}"));
            header.map(|value| decoded(name, &value)).transpose()
        })
    }

    fn read(given: impl Fn(&str) -> Result<Option<String>, Malformed>) -> Result<Self, Malformed> {
        let wanted = |name: &str| {
            let value = given(name)?.filter(|value| !value.is_empty());
            value.ok_or_else(|| required(name, "a text that is not empty"))
        };
        Ok(Self {
            spec_version: wanted("specversion")?,
            id: wanted("id")?,
            source: wanted("source")?,
            event_type: wanted("type")?,
            subject: given("subject")?,
            time: given("time")?.map(|text| time("time", &text)).transpose()?,
        })
    }

    /// Checks what does not depend on the type of the event.
    pub(super) fn check(&self) -> Result<(), Malformed> {
        if self.spec_version == "1.0" {
            Ok(())
        } else {
            Err(Malformed::new(format!("specversion \"{}\" is not 1.0", excerpt(&self.spec_version))))
        }
    }
}

/// The data of an event in JSON. Data in Base64 has to be JSON too.
pub(super) fn data(event: &Value) -> Result<Value, Malformed> {
    match (event.get("data"), member(event, "data_base64")) {
        (Some(_), Some(_)) => Err(Malformed::new("data and data_base64 exclude each other")),
        (data, None) => Ok(data.cloned().unwrap_or(Value::Null)),
        (None, Some(encoded)) => {
            let bytes = encoded.as_str().and_then(|text| STANDARD.decode(text).ok());
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            parse(&text.ok_or_else(|| required("data_base64", "the Base64 of JSON"))?)
        }
    }
}

/// The value of a header: without quotation marks around it, and percent-decoded once (HTTP binding, section 3.1.3.2).
fn decoded(name: &str, value: &str) -> Result<String, Malformed> {
    let value = value.trim();
    // A character has up to 4 bytes, each of which is up to 3 characters when encoded.
    if value.len() > 3 * MAX_ID * 4 {
        return Err(Malformed::new(format!("ce-{name} is too long")));
    }
    let value = match value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
        Some(quoted) => unescaped(quoted),
        None => value.to_owned(),
    };
    let not_utf8 = || Malformed::new(format!("ce-{name} is not UTF-8 with percent-encoding"));
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let hex = (*byte == b'%').then(|| after.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        let hex = hex.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = after.get(2..).unwrap_or_default();
            }
            None if *byte == b'%' => return Err(not_utf8()),
            None => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| not_utf8())
}

/// The content of a quoted string: a backslash stands before a character that means itself (RFC 9110, section 5.6.4).
fn unescaped(quoted: &str) -> String {
    let mut text = String::with_capacity(quoted.len());
    let mut characters = quoted.chars();
    while let Some(c) = characters.next() {
        text.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    text
}
