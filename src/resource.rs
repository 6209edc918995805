//! The list of all resources: their paths, their methods, and who may use them.
//!
//! [`app`](crate::app) finds the resource of a path here and makes its checks; `405` and `Allow` follow from the list.

use crate::auth::Role;
use crate::error::{ApiError, ErrorFormat};

/// A path and what its methods do.
#[derive(Debug, PartialEq, Eq)]
pub struct Resource {
    /// The path. `{…}` stands for any one segment, and [`NOW`] also for the versions of it.
    pub path: &'static str,
    /// What each method does, in the order of `Allow`.
    pub methods: &'static [Method],
    /// How much its answers tell of an error.
    pub errors: ErrorFormat,
}

/// What a method does with a resource.
#[derive(Debug, PartialEq, Eq)]
pub struct Method {
    /// The method.
    pub name: &'static str,
    /// What it does.
    pub operation: Operation,
    /// Who may use it.
    pub access: Access,
    /// Whether it has a body with fields.
    pub has_body: bool,
}

/// What can be done with the service. Each has a function in `api`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Create, update or end help actions.
    CreateOrUpdate,
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
    /// Summarise records.
    Stats,
    /// Say that the Worker runs.
    Healthz,
    /// Say that the database answers.
    Readyz,
}

/// Who may use a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, without credentials.
    Everybody,
    /// Callers with this role.
    Role(Role),
    /// Callers with the role that the table's description names.
    TableReader,
    /// As [`Access::TableReader`], if the table is writable.
    TableWriter,
}

/// How the paths of ServiceNow's REST APIs begin. `v1` or `v2` may follow.
pub const NOW: &str = "/api/now/";

const fn method(name: &'static str, operation: Operation, access: Access) -> Method {
    let has_body = matches!(operation, Operation::CreateOrUpdate | Operation::Insert | Operation::Update);
    Method { name, operation, access, has_body }
}

/// All resources.
pub static RESOURCES: [Resource; 6] = [
    Resource {
        path: "/api/now/helprequest/action/create_or_update",
        methods: &[method("POST", Operation::CreateOrUpdate, Access::Role(Role::IntegrationUser))],
        errors: ErrorFormat::HelpRequest,
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

/// The resource that a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route<'a> {
    /// The resource.
    pub resource: &'static Resource,
    /// The version in the path.
    pub version: Version,
    /// What stands for the segments `{…}` of the path, in their order.
    pub segments: Vec<&'a str>,
}

/// The version of the API that the path names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// `/api/now/`.
    #[default]
    Latest,
    /// `/api/now/v1/`: an empty list is not found.
    V1,
    /// `/api/now/v2/`.
    V2,
}

impl Version {
    /// What stands in front of `table/`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Latest => NOW,
            Self::V1 => "/api/now/v1/",
            Self::V2 => "/api/now/v2/",
        }
    }
}

impl<'a> Route<'a> {
    /// Finds the resource of a path, which is without the query.
    ///
    /// # Errors
    /// [`ApiError::UnknownUri`]: 400 in the ServiceNow family, not 404.
    pub fn find(path: &'a str) -> Result<Self, ApiError> {
        let version = [Version::V1, Version::V2].into_iter().find(|version| path.starts_with(version.prefix()));
        let version = version.unwrap_or_default();
        let rest = path.strip_prefix(version.prefix());
        let matching = |resource: &'static Resource| {
            let segments = match (resource.path.strip_prefix(NOW), rest) {
                (Some(pattern), Some(rest)) => segments(pattern, rest)?,
                (None, _) => segments(resource.path, path)?,
                (Some(_), None) => return None,
            };
            Some(Self { resource, version, segments })
        };
        RESOURCES.iter().find_map(matching).ok_or(ApiError::UnknownUri)
    }

    /// What a method does.
    ///
    /// # Errors
    /// [`ApiError::MethodNotAllowed`].
    pub fn method(&self, name: &str) -> Result<&'static Method, ApiError> {
        let methods = self.resource.methods;
        let found = methods.iter().find(|method| method.name == name);
        found.ok_or_else(|| ApiError::MethodNotAllowed(methods.iter().map(|method| method.name).collect()))
    }

    /// The text that stands for the segment of that number; empty if the path has fewer.
    #[must_use]
    pub fn segment(&self, at: usize) -> &'a str {
        self.segments.get(at).copied().unwrap_or_default()
    }
}

/// What stands for the segments `{…}` of a pattern, which are at its end; `None` if the path does not match it.
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
