//! Which resource a method and a path name.

/// A resource with the method it is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// `POST …/helprequest/action/create_or_update`.
    CreateOrUpdate,
    /// `GET /healthz`.
    Healthz,
    /// `GET /readyz`.
    Readyz,
}

/// Why a method and a path name nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteError {
    /// There is no such path: 400 in the ServiceNow family, not 404.
    UnknownUri,
    /// The path exists, for the given methods only.
    MethodNotAllowed(&'static [&'static str]),
}

/// Finds the resource. `path` is without the query, which is ignored.
///
/// # Errors
/// [`RouteError`] where the path or the method does not exist.
pub fn route(method: &str, path: &str) -> Result<Route, RouteError> {
    let (route, allowed): (_, &[&str]) = match path {
        "/healthz" => (Route::Healthz, &["GET", "HEAD"]),
        "/readyz" => (Route::Readyz, &["GET", "HEAD"]),
        _ => match without_version(path) {
            Some("helprequest/action/create_or_update") => (Route::CreateOrUpdate, &["POST"]),
            _ => return Err(RouteError::UnknownUri),
        },
    };
    if allowed.contains(&method) { Ok(route) } else { Err(RouteError::MethodNotAllowed(allowed)) }
}

/// What follows `/api/now/`, `/api/now/v1/` or `/api/now/v2/`.
fn without_version(path: &str) -> Option<&str> {
    let path = path.strip_prefix("/api/now/")?;
    Some(path.strip_prefix("v1/").or_else(|| path.strip_prefix("v2/")).unwrap_or(path))
}
