//! A response, before the platform sends it.

use crate::error::{ApiError, ErrorFormat};
use crate::format::{Format, render, write_records};
use crate::help_action::{CarriedOut, Outcome};
use crate::relay::Status;
use crate::table::MAX_CHARACTERS;
use js_sys::JsString;
use serde::Serialize;

/// The headers of every answer. `Strict-Transport-Security` lasts a year. It is for this host only, because other hosts are
/// the choice of the domain's owner.
const COMMON_HEADERS: [(&str, &str); 3] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Strict-Transport-Security", "max-age=31536000"),
];

/// Status, headers and body.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// The format of the body; `None` if there is no body.
    pub format: Option<Format>,
    /// The headers besides the [common ones](Response::common_headers). A name may occur more than once.
    pub headers: Vec<(&'static str, String)>,
    /// Empty if there is no body.
    pub body: Body,
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// A Rust string.
    Text(String),
    /// A JavaScript string. It keeps a long list of records out of the memory of Wasm, which never shrinks.
    Js(JsString),
}

/// ServiceNow's body of a success. The order of its members is part of the contract.
#[derive(Serialize)]
struct ResultBody<'a> {
    result: HelpActionResult<'a>,
}

/// A body with any other result.
#[derive(Serialize)]
struct AnyResult<T> {
    result: T,
}

#[derive(Serialize)]
struct RetryResult {
    success: bool,
    message: String,
    retried: u32,
}

#[derive(Serialize)]
struct HelpActionResult<'a> {
    success: bool,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_sys_id: Option<&'a str>,
}

impl Response {
    /// 200 for a command that the database has committed.
    #[must_use]
    pub fn carried_out(carried_out: &CarriedOut, format: Format) -> Self {
        let outcome: &Outcome = &carried_out.outcome;
        let action_sys_id = outcome.action_sys_id().map(crate::sys_id::SysId::as_str);
        let result = HelpActionResult { success: true, message: outcome.message(), action_sys_id };
        let mut response = Self::text(200, format, render(&ResultBody { result }, format));
        if carried_out.is_replay {
            response.headers.push(("Idempotency-Replayed", "true".to_owned()));
        }
        response
    }

    /// How the relay stands.
    #[must_use]
    pub fn relay_status(status: &Status, format: Format) -> Self {
        Self::text(200, format, render(&AnyResult { result: status }, format))
    }

    /// How many parked records the relay tries again.
    #[must_use]
    pub fn relay_retried(retried: u32, format: Format) -> Self {
        let message = format!("Parked records that are tried again: {retried}");
        let result = RetryResult { success: true, message, retried };
        Self::text(200, format, render(&AnyResult { result }, format))
    }

    /// An error response, in the format of the answer.
    #[must_use]
    pub fn error(error: ApiError, error_format: ErrorFormat, format: Format) -> Self {
        let (status, headers) = (error.status(), error.headers());
        // A path that does not exist looks the same everywhere.
        if error_format == ErrorFormat::OAuth && error != ApiError::UnknownUri {
            return Self::json(status, &error.oauth_body()).with_headers(headers);
        }
        Self::text(status, format, render(&error.body(error_format), format)).with_headers(headers)
    }

    /// One record. It is a JSON object, as the database built it.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if the record is missing, or not JSON where XML is made of it.
    pub fn record(status: u16, record: Option<&str>, format: Format) -> Result<Self, ApiError> {
        let body = match format {
            Format::Json => record.map(|record| format!("{{\"result\":{record}}}")),
            Format::Xml => write_records([record], usize::MAX, None).map(|(body, _)| body),
        };
        Ok(Self::text(status, format, body.ok_or_else(no_record)?))
    }

    /// A list of records in XML, and how many of them the answer holds. Each is a JSON object, as the database built it.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if one is missing or not JSON.
    pub fn records_as_xml(records: impl IntoIterator<Item = Option<String>>) -> Result<(Self, usize), ApiError> {
        let max_bytes = usize::try_from(MAX_CHARACTERS).unwrap_or(usize::MAX);
        let (body, written) = write_records(records, max_bytes, None).ok_or_else(no_record)?;
        Ok((Self::text(200, Format::Xml, body), written))
    }

    /// A list of records in JSON. `body` is the whole body.
    #[must_use]
    pub fn records_as_json(body: JsString) -> Self {
        Self { status: 200, format: Some(Format::Json), headers: Vec::new(), body: Body::Js(body) }
    }

    /// The changes of the feed in XML, each of which the database built as a JSON object, and where the reader goes on.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if one is not JSON.
    pub fn changes_as_xml(changes: impl IntoIterator<Item = Option<String>>, next: &str) -> Result<Self, ApiError> {
        let (body, _) = write_records(changes, usize::MAX, Some(next)).ok_or_else(no_record)?;
        Ok(Self::text(200, Format::Xml, body))
    }

    /// An answer with this body.
    #[must_use]
    pub fn of(status: u16, body: &impl Serialize, format: Format) -> Self {
        Self::text(status, format, render(body, format))
    }

    /// A success without a body: a deleted record, or a write whose record the caller does not want to see.
    #[must_use]
    pub fn without_body(status: u16) -> Self {
        Self { status, format: None, headers: Vec::new(), body: Body::Text(String::new()) }
    }

    /// The response as this method gets it: HEAD gets no body.
    #[must_use]
    pub fn to_method(mut self, method: &str) -> Self {
        if method == "HEAD" {
            self.body = Body::Text(String::new());
        }
        self
    }

    /// 200 of a health check: one word and no details.
    #[must_use]
    pub fn health(word: &str) -> Self {
        Self::text(200, Format::Json, format!("{{\"status\":\"{word}\"}}"))
    }

    /// A body that is always JSON.
    #[must_use]
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        Self::text(status, Format::Json, render(body, Format::Json))
    }

    fn text(status: u16, format: Format, body: String) -> Self {
        Self { status, format: Some(format), headers: Vec::new(), body: Body::Text(body) }
    }

    /// Adds headers.
    #[must_use]
    pub fn with_headers(mut self, headers: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// All headers of the response.
    #[must_use]
    pub fn all_headers(&self) -> Vec<(&str, &str)> {
        let mut headers: Vec<(&str, &str)> = Self::common_headers(self.format).collect();
        let own = self.headers.iter().filter(|(_, value)| !value.is_empty());
        headers.extend(own.map(|(name, value)| (*name, value.as_str())));
        headers
    }

    /// The headers that all responses of one format have.
    pub fn common_headers(format: Option<Format>) -> impl Iterator<Item = (&'static str, &'static str)> {
        COMMON_HEADERS.into_iter().chain(format.map(|format| ("Content-Type", format.content_type())))
    }
}

fn no_record() -> ApiError {
    ApiError::Internal("what the database yielded is no record".to_owned())
}
