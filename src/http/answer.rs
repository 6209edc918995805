//! An answer, complete but for its way through the platform.

use super::envelope::{self, Envelope};
use super::{ApiError, Format};
use crate::help_action::Done;

/// The headers that every answer has. A year of `Strict-Transport-Security`.
const COMMON_HEADERS: [(&str, &str); 3] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
];

/// How much of a failure is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailureShape {
    /// Message and detail.
    #[default]
    Plain,
    /// The result and the list of faults too, if there are any.
    Full,
}

/// Status, headers and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The format of the body; `None` where there is none.
    pub format: Option<Format>,
    /// The headers beside the [common ones](Answer::common_headers); a name may occur more than once.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// 200 with the result of a committed command.
    #[must_use]
    pub fn done(done: &Done, format: Format) -> Self {
        Self::new(200, format, Envelope::from(done).render(format))
    }

    /// The answer with the mark of one that was given before.
    #[must_use]
    pub fn replayed(mut self) -> Self {
        self.headers.push(("Idempotency-Replayed", "true".to_owned()));
        self
    }

    /// A failure in the caller's format.
    #[must_use]
    pub fn failed(error: ApiError, shape: FailureShape, format: Format) -> Self {
        let (status, headers) = (error.status(), error.headers());
        let failure = error.failure();
        let failure = match shape {
            FailureShape::Full => failure,
            FailureShape::Plain => failure.plain(),
        };
        let mut answer = Self::new(status, format, Envelope::Failure(failure).render(format));
        answer.headers.extend(headers);
        answer
    }

    /// One record, a JSON object as the database has made it.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if it is none.
    pub fn record(status: u16, record: Option<&str>, format: Format) -> Result<Self, ApiError> {
        Self::of_database(status, record.and_then(|record| envelope::record(record, format)), format)
    }

    /// A list of records in XML, each of which the database has made as a JSON object.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if one is none.
    pub fn list_in_xml(records: impl IntoIterator<Item = Option<String>>) -> Result<Self, ApiError> {
        Self::of_database(200, envelope::list_in_xml(records), Format::Xml)
    }

    /// A list of records in JSON, whose body the shell makes: it never enters the memory of Wasm.
    #[must_use]
    pub fn list_in_json() -> Self {
        Self::new(200, Format::Json, String::new())
    }

    fn of_database(status: u16, body: Option<String>, format: Format) -> Result<Self, ApiError> {
        let body = body.ok_or_else(|| ApiError::Internal("what the database yielded is no record".to_owned()))?;
        Ok(Self::new(status, format, body))
    }

    /// 204: done, and nothing to show.
    #[must_use]
    pub fn no_content() -> Self {
        Self { status: 204, format: None, headers: Vec::new(), body: String::new() }
    }

    /// The answer with further headers.
    #[must_use]
    pub fn with_headers(mut self, headers: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// 200 of a health check, which carries one word and no details.
    #[must_use]
    pub fn health(word: &str) -> Self {
        Self::new(200, Format::Json, format!("{{\"status\":\"{word}\"}}"))
    }

    /// The headers that all answers of one format have.
    pub fn common_headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let content_type = self.format.map(|format| match format {
            Format::Json => ("Content-Type", "application/json;charset=UTF-8"),
            Format::Xml => ("Content-Type", "application/xml;charset=UTF-8"),
        });
        COMMON_HEADERS.into_iter().chain(content_type)
    }

    fn new(status: u16, format: Format, body: String) -> Self {
        Self { status, format: Some(format), headers: Vec::new(), body }
    }

    /// The answer with the id under which the log knows the request.
    #[must_use]
    pub fn with_transaction_id(mut self, id: &str) -> Self {
        self.headers.push(("X-Transaction-ID", id.to_owned()));
        self
    }
}
