//! Everything that can go wrong with a call: its status, its words for the caller and its words for the log.

use super::envelope::Failure;
use super::media_type::MAX_BODY_BYTES;
use super::missing::Missing;
use super::route::RouteError;
use crate::auth::AuthFailure;
use crate::fault::{Faults, quoted};
use crate::help_action::NotDone;
use crate::sys_id::SysId;
use crate::table::{NotWritten, Table};

/// What `Retry-After` says with 429 and 503, in seconds. Short: pysnc waits exactly as long as it is told.
pub const RETRY_AFTER_SECONDS: u32 = 2;

/// Why a call was not answered with success.
///
/// What the caller reads is in [`ApiError::failure`]; of 500 and 503 it is constant, and the reason goes to the log
/// alone ([`ApiError::log_reason`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// No such path or version.
    UnknownUri,
    /// The path exists for other methods, which are named.
    MethodNotAllowed(Vec<&'static str>),
    /// There is no such table.
    UnknownTable(String),
    /// Credentials missing or wrong.
    NotAuthenticated(AuthFailure),
    /// The caller lacks this role.
    NotAuthorized(&'static str),
    /// The table is read, but not written here.
    ReadOnly(&'static str),
    /// The caller has called, or failed to sign in, too often; to come back after these seconds.
    RateLimited(u32),
    /// Neither JSON nor XML may be answered.
    NotAcceptable,
    /// The body has another type, charset or coding.
    UnsupportedMediaType,
    /// The body has more than [`MAX_BODY_BYTES`].
    PayloadTooLarge,
    /// The body's content is faulty.
    Invalid(Faults),
    /// What the body refers to does not exist.
    NotFound(Missing),
    /// There is no such record, or under version 1 none in the list.
    NoRecord,
    /// Another record has the `sys_id` already.
    Exists {
        /// The table.
        table: &'static str,
        /// The id.
        sys_id: SysId,
    },
    /// Records of these tables refer to the record.
    InUse(Vec<&'static str>),
    /// The idempotency key was used for another request.
    KeyOfOtherRequest,
    /// A defect of ours or a faulty configuration; the text is for the log.
    Internal(String),
    /// Something we depend on does not answer; the text is for the log.
    Unavailable(String),
}

impl ApiError {
    /// The status code.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::UnknownUri | Self::UnknownTable(_) | Self::Invalid(_) => 400,
            Self::NotAuthenticated(_) => 401,
            Self::NotAuthorized(_) | Self::ReadOnly(_) => 403,
            Self::NotFound(_) | Self::NoRecord => 404,
            Self::MethodNotAllowed(_) => 405,
            Self::NotAcceptable => 406,
            Self::Exists { .. } | Self::InUse(_) => 409,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::KeyOfOtherRequest => 422,
            Self::RateLimited(_) => 429,
            Self::Internal(_) => 500,
            Self::Unavailable(_) => 503,
        }
    }

    /// A stable word for the log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownUri => "unknown_uri",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::NotAuthenticated(failure) => failure.code(),
            Self::NotAuthorized(_) => "role_missing",
            Self::UnknownTable(_) => "unknown_table",
            Self::ReadOnly(_) => "read_only",
            Self::NoRecord => "no_record",
            Self::Exists { .. } => "exists",
            Self::InUse(_) => "in_use",
            Self::RateLimited(_) => "rate_limited",
            Self::NotAcceptable => "not_acceptable",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::PayloadTooLarge => "payload_too_large",
            Self::Invalid(_) => "invalid_request",
            Self::NotFound(_) => "not_found",
            Self::KeyOfOtherRequest => "idempotency_key_of_other_request",
            Self::Internal(_) => "internal_error",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// What an operator has to know of a fault on our side.
    #[must_use]
    pub fn log_reason(&self) -> Option<&str> {
        match self {
            Self::Internal(reason) | Self::Unavailable(reason) => Some(reason),
            _ => None,
        }
    }

    /// The headers that belong to the status.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::MethodNotAllowed(allowed) => vec![("Allow", allowed.join(", "))],
            Self::NotAuthenticated(failure) => {
                let bearer = failure.description().map_or(String::new(), |description| {
                    format!(", error=\"invalid_token\", error_description=\"{description}\"")
                });
                vec![
                    ("WWW-Authenticate", format!("Basic realm=\"{REALM}\", charset=\"UTF-8\"")),
                    ("WWW-Authenticate", format!("Bearer realm=\"{REALM}\"{bearer}")),
                ]
            }
            Self::RateLimited(seconds) => vec![("Retry-After", seconds.to_string())],
            Self::Unavailable(_) => vec![("Retry-After", RETRY_AFTER_SECONDS.to_string())],
            _ => Vec::new(),
        }
    }

    /// The body for the caller.
    #[must_use]
    pub fn failure(self) -> Failure {
        match self {
            Self::UnknownUri => Failure::new("Requested URI does not represent any resource", None),
            Self::MethodNotAllowed(allowed) => Failure::new(
                "Method not allowed",
                Some(format!("This resource is called with {}", allowed.join(" or "))),
            ),
            Self::NotAuthenticated(_) => {
                Failure::new("User Not Authenticated", Some("Required to provide Auth information".into()))
            }
            Self::UnknownTable(name) => {
                let known = Table::ALL.map(|table| table.name).join(", ");
                let detail = format!("There is no table \"{}\"; the tables are {known}", quoted(&name));
                Failure::new("Requested URI does not represent any resource", Some(detail))
            }
            Self::NotAuthorized(role) => {
                Failure::new("User Not Authorized", Some(format!("The caller needs the role {role}")))
            }
            Self::ReadOnly(table) => Failure::new(
                "User Not Authorized",
                Some(format!(
                    "{table} is read only here; help actions are written with helprequest/action/create_or_update, and their \
                     history with them"
                )),
            ),
            Self::NoRecord => Failure::new(
                "No Record found",
                Some("Record doesn't exist or ACL restricts the record retrieval".into()),
            ),
            Self::Exists { table, sys_id } => Failure::new(
                format!("{table} has a record {sys_id} already"),
                Some("Nothing was changed; change that record, or create one with another sys_id or none".into()),
            ),
            Self::InUse(tables) => Failure::new(
                format!("The record is referred to by {}", tables.join(" and ")),
                Some("Nothing was changed; delete what refers to the record first, or leave it where it is".into()),
            ),
            Self::RateLimited(_) => {
                Failure::new("Rate limit exceeded", Some("Call again after the seconds in Retry-After".into()))
            }
            Self::NotAcceptable => Failure::new(
                "Not acceptable",
                Some("Answers are application/json or application/xml; name one of them in Accept".into()),
            ),
            Self::UnsupportedMediaType => Failure::new(
                "Unsupported media type",
                Some("Send application/json or application/xml, charset UTF-8, without Content-Encoding".into()),
            ),
            Self::PayloadTooLarge => {
                Failure::new("Request body too large", Some(format!("A body has at most {MAX_BODY_BYTES} bytes")))
            }
            Self::Invalid(faults) => {
                let faults = faults.into_list();
                let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
                let message = format!("Invalid request: {}", messages.join("; "));
                let detail = "Nothing was changed; correct what faults lists and send the request again";
                Failure::of_content(message, Some(detail.into()), faults)
            }
            Self::NotFound(missing) => {
                let (message, detail) = missing.words();
                Failure::of_content(message, Some(detail), Vec::new())
            }
            Self::KeyOfOtherRequest => Failure::of_content(
                "Idempotency-Key was used with another request",
                Some("Nothing was changed; give each request a key of its own, and repeat a request as it was".into()),
                Vec::new(),
            ),
            Self::Internal(_) => Failure::new(
                "Internal server error",
                Some("The fault is ours and has been logged under the X-Transaction-ID".into()),
            ),
            Self::Unavailable(_) => Failure::new(
                "Service temporarily unavailable",
                Some("Send the same request again after the seconds in Retry-After".into()),
            ),
        }
    }
}

impl From<Faults> for ApiError {
    fn from(faults: Faults) -> Self {
        Self::Invalid(faults)
    }
}

impl From<AuthFailure> for ApiError {
    fn from(failure: AuthFailure) -> Self {
        Self::NotAuthenticated(failure)
    }
}

impl From<NotDone> for ApiError {
    fn from(not_done: NotDone) -> Self {
        Self::NotFound(match not_done {
            NotDone::NoInteraction(id) => Missing::Interaction(id),
            NotDone::NoHelpRequest(id) => Missing::HelpRequest(id),
            NotDone::NoAction(id) => Missing::Action(id),
            NotDone::ActionElsewhere { action_sys_id, interaction } => {
                Missing::ActionElsewhere { action_sys_id, interaction }
            }
            NotDone::NothingToEnd(id) => Missing::AnyAction(id),
            NotDone::Invalid(faults) => return Self::Invalid(faults),
            NotDone::Unexplained => {
                return Self::Internal("the database carried a command out neither in full nor with a reason".into());
            }
        })
    }
}

impl From<NotWritten> for ApiError {
    fn from(not_written: NotWritten) -> Self {
        match not_written {
            NotWritten::NoRecord => Self::NoRecord,
            NotWritten::Exists { table, sys_id } => Self::Exists { table, sys_id },
            NotWritten::InUse(tables) => Self::InUse(tables),
            NotWritten::Invalid(faults) => Self::Invalid(faults),
            NotWritten::Unexplained => {
                Self::Internal("the database wrote a record neither in full nor gave a reason".into())
            }
        }
    }
}

impl From<RouteError<'_>> for ApiError {
    fn from(error: RouteError<'_>) -> Self {
        match error {
            RouteError::UnknownUri => Self::UnknownUri,
            RouteError::UnknownTable(name) => Self::UnknownTable(name.to_owned()),
            RouteError::MethodNotAllowed(allowed) => Self::MethodNotAllowed(allowed),
        }
    }
}

/// The protection space of both challenges (RFC 9110, section 11.5).
const REALM: &str = "help-request-api";
