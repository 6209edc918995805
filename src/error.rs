//! All errors of a call: their status, their text for the caller, and their text for the log.

use crate::auth::{AuthError, MissingRole, OAuthError, Role};
use crate::config::ConfigError;
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::feed::Cursor;
use crate::refusal::{Conflict, NotFound, Refusal};
use crate::schema::Table;
use crate::store::DatabaseError;
use serde::Serialize;

/// `Retry-After` of 503, and of 429 for too many calls, in seconds. Short, because pysnc waits exactly that long.
pub const RETRY_AFTER_SECONDS: u32 = 2;

/// The protection space of both challenges (RFC 9110, section 11.5).
const REALM: &str = "help-request-api";

/// Why a call failed.
///
/// [`ApiError::body`] has the text for the caller. For 500 and 503 it never has the reason, which goes only to the log
/// ([`ApiError::log_reason`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No resource has this path.
    UnknownUri,
    /// The resource does not have this method. Holds those that it has.
    MethodNotAllowed(Vec<&'static str>),
    /// There is no table of this name.
    UnknownTable(String),
    /// The credentials are missing or wrong.
    NotAuthenticated(AuthError),
    /// The caller lacks this role.
    NotAuthorized(Role),
    /// The Table API does not write this table. Holds its name.
    ReadOnly(&'static str),
    /// The caller has called too often, or failed to sign in too often. May call again after this many seconds.
    RateLimited(u32),
    /// The caller accepts none of the formats that the answer can have. Holds their media types.
    NotAcceptable(&'static str),
    /// The body has an unsupported type, charset or content coding. Holds the media types that it may have.
    UnsupportedMediaType(&'static str),
    /// The body is larger than this many bytes.
    PayloadTooLarge(usize),
    /// The log no longer has the changes that follow for this reader of the feed. Holds where the reader can continue; `None`
    /// is the beginning.
    Gone(Option<Cursor>),
    /// The request was understood, but its content cannot be carried out.
    Refused(Refusal),
    /// A defect of the service, or a faulty setting. The text is for the log.
    Internal(String),
    /// The database or a key server cannot answer now. The text is for the log.
    Unavailable(String),
    /// Like [`ApiError::Unavailable`], but the write may have been made.
    OutcomeUnknown(RetryAdvice, String),
    /// The database is full, and nothing was written. The text is for the log.
    DatabaseFull(String),
}

/// What a caller should do who does not know whether a write was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAdvice {
    /// Send the request again, because it has an idempotency key.
    SameKey,
    /// Look for the change first, and use idempotency keys from now on.
    UseKey,
    /// Look for the record first. The request cannot have an idempotency key.
    LookFirst,
}

impl RetryAdvice {
    const fn advice(self) -> &'static str {
        match self {
            Self::SameKey => {
                "The change may have been made; send the same request again with the same Idempotency-Key after the seconds in \
                 Retry-After"
            }
            Self::UseKey => {
                "The change may have been made; look for it before you send the request again, and give requests an \
                 Idempotency-Key, with which they can be repeated"
            }
            Self::LookFirst => "The change may have been made; look for the record before you send the request again",
        }
    }
}

/// The form of an error in an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorFormat {
    /// Only message and detail. aiosnow cannot read an error with other members.
    #[default]
    Table,
    /// Also `result`, and the list of faults if there are any.
    HelpRequest,
    /// The error of OAuth (RFC 6749, section 5.2), always in JSON.
    OAuth,
}

/// The body of every error (`docs/api.md`, "Answers").
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorBody {
    /// Repeats the message, for callers who read only `result`.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<FailedResult>,
    error: ErrorDetails,
    status: &'static str,
}

/// The body of an error of OAuth, as ServiceNow has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OAuthErrorBody {
    error_description: String,
    error: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct FailedResult {
    success: bool,
    message: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ErrorDetails {
    message: String,
    /// Always present: aiosnow cannot read an error without it.
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<Fault>,
}

impl ApiError {
    /// The HTTP status code.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::UnknownUri | Self::UnknownTable(_) | Self::Refused(Refusal::Invalid(_)) => 400,
            Self::NotAuthenticated(_) => 401,
            Self::NotAuthorized(_) | Self::ReadOnly(_) => 403,
            Self::Refused(Refusal::NotFound(_)) => 404,
            Self::MethodNotAllowed(_) => 405,
            Self::NotAcceptable(_) => 406,
            Self::Refused(Refusal::Conflict(_)) => 409,
            Self::Gone(_) => 410,
            Self::PayloadTooLarge(_) => 413,
            Self::UnsupportedMediaType(_) => 415,
            Self::Refused(Refusal::KeyReused) => 422,
            Self::RateLimited(_) => 429,
            Self::Refused(Refusal::Unexplained) | Self::Internal(_) => 500,
            Self::Unavailable(_) | Self::OutcomeUnknown(..) | Self::DatabaseFull(_) => 503,
        }
    }

    /// A stable code for the log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownUri => "unknown_uri",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::NotAuthenticated(error) => error.code(),
            Self::NotAuthorized(_) => "role_missing",
            Self::UnknownTable(_) => "unknown_table",
            Self::ReadOnly(_) => "read_only",
            Self::RateLimited(_) => "rate_limited",
            Self::NotAcceptable(_) => "not_acceptable",
            Self::UnsupportedMediaType(_) => "unsupported_media_type",
            Self::Gone(_) => "changes_gone",
            Self::PayloadTooLarge(_) => "payload_too_large",
            Self::Refused(Refusal::Invalid(_)) => "invalid_request",
            Self::Refused(Refusal::NotFound(NotFound::Record)) => "no_record",
            Self::Refused(Refusal::NotFound(NotFound::CtiSource(_))) => "unknown_cti_source",
            Self::Refused(Refusal::NotFound(_)) => "not_found",
            Self::Refused(Refusal::Conflict(Conflict::Exists { .. })) => "exists",
            Self::Refused(Refusal::Conflict(Conflict::InUse(_))) => "in_use",
            Self::Refused(Refusal::Conflict(Conflict::ExternalId { .. })) => "external_id_taken",
            Self::Refused(Refusal::KeyReused) => "idempotency_key_of_other_request",
            Self::Refused(Refusal::Unexplained) | Self::Internal(_) => "internal_error",
            Self::Unavailable(_) => "unavailable",
            Self::OutcomeUnknown(..) => "outcome_unknown",
            Self::DatabaseFull(_) => "database_full",
        }
    }

    /// The reason, for the operator. `None` unless the fault is on our side.
    #[must_use]
    pub fn log_reason(&self) -> Option<&str> {
        match self {
            Self::Internal(reason)
            | Self::Unavailable(reason)
            | Self::OutcomeUnknown(_, reason)
            | Self::DatabaseFull(reason) => Some(reason),
            Self::Refused(Refusal::Unexplained) => {
                Some("the database neither did what was asked in full nor gave a reason")
            }
            _ => None,
        }
    }

    /// The headers that go with the status: `Allow`, `WWW-Authenticate` or `Retry-After`.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::MethodNotAllowed(allowed) => vec![("Allow", allowed.join(", "))],
            Self::NotAuthenticated(error) => {
                let bearer = error.description().map_or(String::new(), |description| {
                    format!(", error=\"invalid_token\", error_description=\"{description}\"")
                });
                vec![
                    ("WWW-Authenticate", format!("Basic realm=\"{REALM}\", charset=\"UTF-8\"")),
                    ("WWW-Authenticate", format!("Bearer realm=\"{REALM}\"{bearer}")),
                ]
            }
            Self::RateLimited(seconds) => vec![("Retry-After", seconds.to_string())],
            Self::Unavailable(_) | Self::OutcomeUnknown(..) | Self::DatabaseFull(_) => {
                vec![("Retry-After", RETRY_AFTER_SECONDS.to_string())]
            }
            _ => Vec::new(),
        }
    }

    /// The body for the caller.
    #[must_use]
    pub fn body(self, format: ErrorFormat) -> ErrorBody {
        let is_of_content = matches!(&self, Self::Refused(refusal) if *refusal != Refusal::Unexplained);
        let faults = match &self {
            Self::Refused(Refusal::Invalid(faults)) => faults.clone().into_list(),
            _ => Vec::new(),
        };
        let (message, detail) = self.message_and_detail(&faults);
        match format {
            ErrorFormat::HelpRequest => {
                let result = is_of_content.then(|| FailedResult { success: false, message: message.clone() });
                ErrorBody { result, error: ErrorDetails { message, detail, faults }, status: "failure" }
            }
            ErrorFormat::Table | ErrorFormat::OAuth => {
                let detail = match faults.as_slice() {
                    [] | [Fault { code: FaultCode::NotPositive, .. }] => detail,
                    _ => Some("Correct what the message names and send the request again".to_owned()),
                };
                let error = ErrorDetails { message, detail, faults: Vec::new() };
                ErrorBody { result: None, error, status: "failure" }
            }
        }
    }

    /// The body of an error of OAuth. Almost all refusals look the same, as in ServiceNow, so that nobody can find out which
    /// clients and users exist.
    #[must_use]
    pub fn oauth_body(&self) -> OAuthErrorBody {
        let error_description = match self {
            Self::NotAuthenticated(AuthError::OAuth(error)) => error.description().to_owned(),
            Self::NotAuthenticated(_) => OAuthError::WrongClient.description().to_owned(),
            error => error.message_and_detail(&[]).0,
        };
        OAuthErrorBody { error_description, error: "server_error" }
    }

    /// The message and the detail for the caller.
    fn message_and_detail(&self, faults: &[Fault]) -> (String, Option<String>) {
        let (message, detail) = match self {
            Self::UnknownUri => return (UNKNOWN_URI.to_owned(), None),
            Self::MethodNotAllowed(allowed) => {
                ("Method not allowed", format!("This resource is called with {}", allowed.join(" or ")))
            }
            Self::NotAuthenticated(_) => ("User Not Authenticated", "Required to provide Auth information".to_owned()),
            Self::UnknownTable(name) => {
                let known = Table::ALL.map(|table| table.name).join(", ");
                (UNKNOWN_URI, format!("There is no table \"{}\"; the tables are {known}", excerpt(name)))
            }
            Self::NotAuthorized(role) => ("User Not Authorized", format!("The caller needs the role {}", role.name())),
            Self::ReadOnly(table) => (
                "User Not Authorized",
                format!(
                    "{table} is read only here; help actions are written with helprequest/action/create_or_update, and their \
                     history with them"
                ),
            ),
            Self::RateLimited(_) => ("Rate limit exceeded", "Call again after the seconds in Retry-After".to_owned()),
            Self::NotAcceptable(types) => {
                ("Not acceptable", format!("Answers are {types}; name one of them in Accept"))
            }
            Self::UnsupportedMediaType(types) => {
                ("Unsupported media type", format!("Send {types}, charset UTF-8, without Content-Encoding"))
            }
            Self::Gone(oldest) => {
                let oldest = oldest.as_ref().map_or_else(|| "0".to_owned(), ToString::to_string);
                ("The changes are no longer kept", format!("Read the records anew, and go on with after={oldest}"))
            }
            Self::PayloadTooLarge(most) => ("Request body too large", format!("A body has at most {most} bytes")),
            Self::Refused(Refusal::Invalid(_)) => {
                // ServiceNow's words, where this is the only fault.
                if let [Fault { field: Some(field), code: FaultCode::NotPositive, message }] = faults {
                    return (format!("Invalid value given for {field}"), Some(message.clone()));
                }
                let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
                let detail = "Nothing was changed; correct what faults lists and send the request again";
                return (format!("Invalid request: {}", messages.join("; ")), Some(detail.to_owned()));
            }
            Self::Refused(Refusal::NotFound(not_found)) => {
                let (message, detail) = not_found.message_and_detail();
                return (message, Some(detail));
            }
            Self::Refused(Refusal::Conflict(conflict)) => {
                let (message, detail) = conflict.message_and_detail();
                return (message, Some(detail));
            }
            Self::Refused(Refusal::KeyReused) => (
                "Idempotency-Key was used with another request",
                "Nothing was changed; give each request a key of its own, and repeat a request as it was".to_owned(),
            ),
            Self::Refused(Refusal::Unexplained) | Self::Internal(_) => {
                ("Internal server error", "The fault is ours and has been logged under the X-Transaction-ID".to_owned())
            }
            Self::OutcomeUnknown(repetition, _) => (UNAVAILABLE, repetition.advice().to_owned()),
            Self::DatabaseFull(_) => {
                (UNAVAILABLE, "The storage of the service is full; its operator has to make room".to_owned())
            }
            Self::Unavailable(_) => {
                (UNAVAILABLE, "Send the same request again after the seconds in Retry-After".to_owned())
            }
        };
        (message.to_owned(), Some(detail))
    }
}

/// ServiceNow's message for an unknown path, version or table.
const UNKNOWN_URI: &str = "Requested URI does not represent any resource";

/// The message if the service, or something that it needs, cannot answer now.
const UNAVAILABLE: &str = "Service temporarily unavailable";

impl ApiError {
    /// The error of a failed write. Says if the write may have been made in spite of it.
    #[must_use]
    pub fn of_write(error: DatabaseError, advice: RetryAdvice) -> Self {
        let is_unknown = error.may_have_run();
        match Self::from(error) {
            Self::Unavailable(reason) if is_unknown => Self::OutcomeUnknown(advice, reason),
            error => error,
        }
    }
}

impl From<Faults> for ApiError {
    fn from(faults: Faults) -> Self {
        Self::Refused(Refusal::Invalid(faults))
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<AuthError> for ApiError {
    fn from(error: AuthError) -> Self {
        Self::NotAuthenticated(error)
    }
}

impl From<OAuthError> for ApiError {
    fn from(error: OAuthError) -> Self {
        Self::NotAuthenticated(error.into())
    }
}

impl From<MissingRole> for ApiError {
    fn from(MissingRole(role): MissingRole) -> Self {
        Self::NotAuthorized(role)
    }
}

impl From<ConfigError> for ApiError {
    fn from(ConfigError { variable, reason }: ConfigError) -> Self {
        Self::Internal(format!("configuration: {variable} {reason}"))
    }
}

impl From<DatabaseError> for ApiError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Refused(message) | DatabaseError::Defect(message) => {
                Self::Internal(format!("D1: {message}"))
            }
            DatabaseError::Transient(message)
            | DatabaseError::Overloaded(message)
            | DatabaseError::Unavailable(message) => Self::Unavailable(format!("D1: {message}")),
            DatabaseError::Full(message) => Self::DatabaseFull(format!("D1: {message}")),
        }
    }
}
