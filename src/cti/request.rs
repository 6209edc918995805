//! The request of a vendor, and what it means.

use super::{Observation, Reason};

/// A request of a vendor.
pub struct CtiRequest<'a> {
    /// The value of a header. The name may be in any case.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// The whole URL, as the runtime has it.
    pub url: &'a str,
    /// The body as it was sent, because signatures cover its bytes.
    pub body: &'a [u8],
    /// When it arrived, in milliseconds since 1970.
    pub now: i64,
}

/// What an event means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It says something about legs.
    Observed(Vec<Observation>),
    /// It has no meaning here.
    Ignored(Reason),
    /// Zoom asks for the HMAC of this text, to check that the receiver has the secret.
    UrlValidation(String),
}

/// Why a request is not an event of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The text says what to change (400).
    Content(String),
    /// It is a `CloudEvent` in a format other than JSON (415).
    Format,
}

impl Malformed {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self::Content(reason.into())
    }
}

impl CtiRequest<'_> {
    /// The query of the URL, without its question mark.
    #[must_use]
    pub fn query(&self) -> &str {
        self.url.split_once('?').map_or("", |(_, query)| query)
    }

    /// The type of the body: `Content-Type` without parameters, in lower case.
    pub(super) fn media_type(&self) -> String {
        let given = (self.header)("Content-Type").unwrap_or_default();
        given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The body as text.
    pub(super) fn text(&self) -> Result<&str, Malformed> {
        let text = std::str::from_utf8(self.body).map_err(|error| {
            Malformed::new(format!("the body is not UTF-8: byte {} does not belong there", error.valid_up_to()))
        })?;
        Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
    }
}

/// The parts of a request as one event: all their observations, or the reason why the first part was ignored.
pub(super) fn together(parts: Vec<Event>) -> Event {
    let mut observations = Vec::new();
    let mut ignored = None;
    for part in parts {
        match part {
            Event::Observed(more) => observations.extend(more),
            other => ignored = ignored.or(Some(other)),
        }
    }
    if observations.is_empty() {
        ignored.unwrap_or(Event::Ignored(Reason::NoSupervisor))
    } else {
        Event::Observed(observations)
    }
}
