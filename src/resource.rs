//! The list of all resources: their paths, their methods, and who may use them.
//!
//! [`app`](crate::app) looks up the path here and runs the checks. 405 and `Allow` also come from this list.

use crate::auth::{MAX_FORM_BYTES, Role};
use crate::batch::MAX_BATCH_BYTES;
use crate::error::{ApiError, ErrorFormat};
use crate::format::MAX_BODY_BYTES;

/// A path and its methods.
#[derive(Debug, PartialEq, Eq)]
pub struct Resource {
    /// The path. A segment `{…}` matches any one segment; such segments are last. [`API_PREFIX`] also matches `/api/now/v1/`
    /// and `/api/now/v2/`.
    pub path: &'static str,
    /// The methods, in the order of `Allow`.
    pub methods: &'static [Method],
    /// The form of its errors.
    pub errors: ErrorFormat,
}

/// What a method of a resource does.
#[derive(Debug, PartialEq, Eq)]
pub struct Method {
    /// The HTTP method.
    pub name: &'static str,
    /// The function of `api` that runs.
    pub operation: Operation,
    /// Who may use the method.
    pub access: Access,
    /// The body that the request has.
    pub body: Body,
}

/// The body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// None. A body that is sent is ignored.
    None,
    /// Fields, in JSON or XML.
    Fields,
    /// Bytes that the resource reads itself, at most this many.
    Bytes(usize),
}

/// The operations of the service. Each is a function in `api`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Create, update or end help actions.
    CreateOrUpdate,
    /// Read the feed of changes.
    Changes,
    /// Show the state of the relay.
    RelayStatus,
    /// Try again what the relay has parked.
    RelayRetry,
    /// Read a list of records.
    List,
    /// Create a record.
    Insert,
    /// Read one record.
    Read,
    /// Change a record.
    Update,
    /// Delete a record.
    Delete,
    /// Aggregate records.
    Stats,
    /// Issue a token.
    Token,
    /// Carry out several requests.
    Batch,
    /// Take a telephony system's event.
    CtiEvent,
    /// Answer a telephony system that asks whether it may send.
    CtiHandshake,
    /// Report what has come in from telephony systems.
    CtiReport,
    /// Read the external id of an interaction.
    ReadExternalId,
    /// Register the external id of an interaction.
    PutExternalId,
    /// Report that the Worker runs.
    Healthz,
    /// Report that the database answers.
    Readyz,
}

/// Who may use a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, without credentials.
    Everybody,
    /// Callers whose credentials the resource checks itself, such as the signature of a webhook.
    OwnCredentials,
    /// Callers with any role, or none: each request of a batch has its own access.
    AnyCaller,
    /// Callers with this role.
    Role(Role),
    /// Callers with the role that the table needs for reading.
    TableReader,
    /// Like [`Access::TableReader`], but only for tables that the Table API may write.
    TableWriter,
}

/// The beginning of the paths of ServiceNow's REST APIs. `v1/` or `v2/` may follow.
pub const API_PREFIX: &str = "/api/now/";

/// The headers with which a POST asks for another method, for clients that cannot send every method. ServiceNow knows only
/// the first. The others mean the same here: a POST that ignored them would create a record.
pub const METHOD_OVERRIDES: [&str; 3] = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

/// The method that the values of [`METHOD_OVERRIDES`] ask for; `None` without values. If they contradict each other, returns
/// all of them, which no resource has as a method (405).
pub fn overriding_method(values: impl Iterator<Item = String>) -> Option<String> {
    let mut asked: Vec<String> =
        values.filter(|value| !value.is_empty()).map(|value| value.to_ascii_uppercase()).collect();
    asked.dedup();
    (!asked.is_empty()).then(|| asked.join(", "))
}

const fn method(name: &'static str, operation: Operation, access: Access) -> Method {
    let body = match operation {
        Operation::CreateOrUpdate
        | Operation::RelayRetry
        | Operation::Insert
        | Operation::Update
        | Operation::PutExternalId => Body::Fields,
        Operation::Token => Body::Bytes(MAX_FORM_BYTES),
        Operation::Batch => Body::Bytes(MAX_BATCH_BYTES),
        Operation::CtiEvent => Body::Bytes(MAX_BODY_BYTES),
        _ => Body::None,
    };
    Method { name, operation, access, body }
}

/// All resources.
pub static RESOURCES: [Resource; 14] = [
    Resource {
        path: "/api/now/helprequest/action/create_or_update",
        methods: &[method("POST", Operation::CreateOrUpdate, Access::Role(Role::IntegrationUser))],
        errors: ErrorFormat::HelpRequest,
    },
    Resource {
        path: "/api/now/helprequest/changes",
        methods: &[
            method("GET", Operation::Changes, Access::Role(Role::IntegrationUser)),
            method("HEAD", Operation::Changes, Access::Role(Role::IntegrationUser)),
        ],
        errors: ErrorFormat::HelpRequest,
    },
    Resource {
        path: "/api/now/helprequest/relay",
        methods: &[method("GET", Operation::RelayStatus, Access::Role(Role::Admin))],
        errors: ErrorFormat::HelpRequest,
    },
    Resource {
        path: "/api/now/helprequest/relay/retry",
        methods: &[method("POST", Operation::RelayRetry, Access::Role(Role::Admin))],
        errors: ErrorFormat::HelpRequest,
    },
    Resource {
        path: "/api/now/helprequest/cti",
        methods: &[method("GET", Operation::CtiReport, Access::Role(Role::Admin))],
        errors: ErrorFormat::HelpRequest,
    },
    Resource {
        path: "/cti/{source}",
        methods: &[
            method("POST", Operation::CtiEvent, Access::OwnCredentials),
            method("OPTIONS", Operation::CtiHandshake, Access::OwnCredentials),
        ],
        errors: ErrorFormat::Table,
    },
    Resource {
        path: "/api/sn_ct_ctr_it_core/external_id_mapping/table/interaction/documentId/{sys_id}",
        methods: &[
            method("GET", Operation::ReadExternalId, Access::Role(Role::IntegrationUser)),
            method("PUT", Operation::PutExternalId, Access::Role(Role::IntegrationUser)),
        ],
        errors: ErrorFormat::Table,
    },
    Resource {
        path: "/api/now/table/{table}",
        methods: &[
            method("GET", Operation::List, Access::TableReader),
            method("HEAD", Operation::List, Access::TableReader),
            method("POST", Operation::Insert, Access::TableWriter),
        ],
        errors: ErrorFormat::Table,
    },
    Resource {
        path: "/api/now/table/{table}/{sys_id}",
        methods: &[
            method("GET", Operation::Read, Access::TableReader),
            method("HEAD", Operation::Read, Access::TableReader),
            method("PUT", Operation::Update, Access::TableWriter),
            method("PATCH", Operation::Update, Access::TableWriter),
            method("DELETE", Operation::Delete, Access::TableWriter),
        ],
        errors: ErrorFormat::Table,
    },
    Resource {
        path: "/api/now/stats/{table}",
        methods: &[
            method("GET", Operation::Stats, Access::TableReader),
            method("HEAD", Operation::Stats, Access::TableReader),
        ],
        errors: ErrorFormat::Table,
    },
    Resource {
        path: "/oauth_token.do",
        methods: &[method("POST", Operation::Token, Access::OwnCredentials)],
        errors: ErrorFormat::OAuth,
    },
    Resource {
        path: "/api/now/batch",
        methods: &[method("POST", Operation::Batch, Access::AnyCaller)],
        errors: ErrorFormat::Table,
    },
    Resource {
        path: "/healthz",
        methods: &[
            method("GET", Operation::Healthz, Access::Everybody),
            method("HEAD", Operation::Healthz, Access::Everybody),
        ],
        errors: ErrorFormat::Table,
    },
    Resource {
        path: "/readyz",
        methods: &[
            method("GET", Operation::Readyz, Access::Everybody),
            method("HEAD", Operation::Readyz, Access::Everybody),
        ],
        errors: ErrorFormat::Table,
    },
];

/// The resource of a path, with the variable parts of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route<'a> {
    /// The resource.
    pub resource: &'static Resource,
    /// The version of the API in the path.
    pub version: Version,
    /// The values of the segments `{…}`, in their order.
    pub segments: Vec<&'a str>,
}

/// A version of the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// `/api/now/`.
    #[default]
    Latest,
    /// `/api/now/v1/`: an empty list is 404.
    V1,
    /// `/api/now/v2/`.
    V2,
}

impl Version {
    /// The path in front of `table/`, for links.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Latest => API_PREFIX,
            Self::V1 => "/api/now/v1/",
            Self::V2 => "/api/now/v2/",
        }
    }
}

impl<'a> Route<'a> {
    /// Finds the resource of a path. `path` has no query.
    ///
    /// # Errors
    /// [`ApiError::UnknownUri`]: 400 as in ServiceNow, not 404.
    pub fn find(path: &'a str) -> Result<Self, ApiError> {
        let version = [Version::V1, Version::V2].into_iter().find(|version| path.starts_with(version.prefix()));
        let version = version.unwrap_or_default();
        let rest = path.strip_prefix(version.prefix());
        let matching = |resource: &'static Resource| {
            let segments = match (resource.path.strip_prefix(API_PREFIX), rest) {
                (Some(pattern), Some(rest)) => segments(pattern, rest)?,
                (None, _) => segments(resource.path, path)?,
                (Some(_), None) => return None,
            };
            Some(Self { resource, version, segments })
        };
        RESOURCES.iter().find_map(matching).ok_or(ApiError::UnknownUri)
    }

    /// The method of this name, if the resource has it.
    ///
    /// # Errors
    /// [`ApiError::MethodNotAllowed`].
    pub fn method(&self, name: &str) -> Result<&'static Method, ApiError> {
        let methods = self.resource.methods;
        let found = methods.iter().find(|method| method.name == name);
        found.ok_or_else(|| ApiError::MethodNotAllowed(methods.iter().map(|method| method.name).collect()))
    }

    /// The value of the segment `{…}` with this index, from 0; empty if the path has none.
    #[must_use]
    pub fn segment(&self, at: usize) -> &'a str {
        self.segments.get(at).copied().unwrap_or_default()
    }
}

/// The values of a pattern's segments `{…}`, which are at its end; `None` if the path does not match the pattern.
fn segments<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let (fixed, variable) = pattern.split_at(pattern.find('{').unwrap_or(pattern.len()));
    let rest = path.strip_prefix(fixed)?;
    if variable.is_empty() {
        return rest.is_empty().then(Vec::new);
    }
    let segments: Vec<&str> = rest.split('/').collect();
    let matches = segments.len() == variable.split('/').count() && segments.iter().all(|segment| !segment.is_empty());
    matches.then_some(segments)
}
