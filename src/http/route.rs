//! Which resource a method and a path name.

use crate::table::Table;

/// A resource with the method it is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// `POST …/helprequest/action/create_or_update`.
    CreateOrUpdate,
    /// `GET /healthz`.
    Healthz,
    /// `GET /readyz`.
    Readyz,
    /// `…/table/{table}`, `…/table/{table}/{sys_id}`, `…/stats/{table}`.
    Table(TableRoute<'a>),
}

/// A resource of the Table API or the Aggregate API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableRoute<'a> {
    /// The version in the path.
    pub version: Version,
    /// The table.
    pub table: &'static Table,
    /// What is to be done with it.
    pub operation: Operation<'a>,
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

/// What is to be done with a table. The texts are where a `sys_id` stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    /// Read a list of records.
    List,
    /// Summarise records.
    Stats,
    /// Read one record.
    Read(&'a str),
    /// Create a record.
    Insert,
    /// Change a record.
    Update(&'a str),
    /// Delete a record.
    Delete(&'a str),
}

/// Why a method and a path name nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteError<'a> {
    /// There is no such path: 400 in the ServiceNow family, not 404.
    UnknownUri,
    /// There is no table of that name.
    UnknownTable(&'a str),
    /// The path exists, for the given methods only.
    MethodNotAllowed(Vec<&'static str>),
}

impl Version {
    /// What stands in front of `table/`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Latest => "/api/now/",
            Self::V1 => "/api/now/v1/",
            Self::V2 => "/api/now/v2/",
        }
    }
}

/// Finds the resource. `path` is without the query.
///
/// # Errors
/// [`RouteError`] where the path or the method does not exist.
pub fn route<'a>(method: &str, path: &'a str) -> Result<Route<'a>, RouteError<'a>> {
    let health = |route| allowed(method, &[("GET", route), ("HEAD", route)]);
    match path {
        "/healthz" => health(Route::Healthz),
        "/readyz" => health(Route::Readyz),
        _ => {
            let (version, rest) = [Version::V1, Version::V2, Version::Latest]
                .into_iter()
                .find_map(|version| Some((version, path.strip_prefix(version.prefix())?)))
                .ok_or(RouteError::UnknownUri)?;
            match rest {
                "helprequest/action/create_or_update" => allowed(method, &[("POST", Route::CreateOrUpdate)]),
                rest => table_route(method, version, rest),
            }
        }
    }
}

fn table_route<'a>(method: &str, version: Version, rest: &'a str) -> Result<Route<'a>, RouteError<'a>> {
    let (api, rest) = rest.split_once('/').ok_or(RouteError::UnknownUri)?;
    let (name, id) = rest.split_once('/').map_or((rest, None), |(name, id)| (name, Some(id)));
    let is_one = id.is_none_or(|id| !id.is_empty() && !id.contains('/'));
    if name.is_empty() || !is_one || !matches!((api, id), ("table", _) | ("stats", None)) {
        return Err(RouteError::UnknownUri);
    }
    let table = Table::named(name).ok_or(RouteError::UnknownTable(name))?;
    let route = |operation| Route::Table(TableRoute { version, table, operation });
    match (api, id) {
        ("stats", _) => {
            let stats = route(Operation::Stats);
            allowed(method, &[("GET", stats), ("HEAD", stats)])
        }
        (_, None) => {
            let list = route(Operation::List);
            allowed(method, &[("GET", list), ("HEAD", list), ("POST", route(Operation::Insert))])
        }
        (_, Some(id)) => {
            let (read, update) = (route(Operation::Read(id)), route(Operation::Update(id)));
            let delete = route(Operation::Delete(id));
            allowed(method, &[("GET", read), ("HEAD", read), ("PUT", update), ("PATCH", update), ("DELETE", delete)])
        }
    }
}

fn allowed<'a>(method: &str, routes: &[(&'static str, Route<'a>)]) -> Result<Route<'a>, RouteError<'a>> {
    let found = routes.iter().find(|(allowed, _)| *allowed == method).map(|(_, route)| *route);
    found.ok_or_else(|| RouteError::MethodNotAllowed(routes.iter().map(|(allowed, _)| *allowed).collect()))
}
