use help_request_edge::http::{Route, RouteError, route};

const PATHS: [&str; 3] = [
    "/api/now/helprequest/action/create_or_update",
    "/api/now/v1/helprequest/action/create_or_update",
    "/api/now/v2/helprequest/action/create_or_update",
];

#[test]
fn the_endpoint_is_found_with_and_without_a_version() {
    for path in PATHS {
        assert_eq!(route("POST", path), Ok(Route::CreateOrUpdate), "{path}");
    }
}

#[test]
fn another_method_is_not_allowed() {
    for path in PATHS {
        for method in ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "post", "Post", "", "POST "] {
            assert_eq!(route(method, path), Err(RouteError::MethodNotAllowed(vec!["POST"])), "{method} {path}");
        }
    }
}

#[test]
fn another_version_or_path_is_unknown() {
    for path in [
        "",
        "/",
        "/api/now",
        "/api/now/",
        "/api/now/v1",
        "/api/now/v1/",
        "/api/now/v0/helprequest/action/create_or_update",
        "/api/now/v3/helprequest/action/create_or_update",
        "/api/now/v10/helprequest/action/create_or_update",
        "/api/now/V1/helprequest/action/create_or_update",
        "/api/now/v1/v1/helprequest/action/create_or_update",
        "/api/now/v1/v2/helprequest/action/create_or_update",
        "/api/now/latest/helprequest/action/create_or_update",
        "/api/now//helprequest/action/create_or_update",
        "/api//now/helprequest/action/create_or_update",
        "//api/now/helprequest/action/create_or_update",
        "/api/now/helprequest/action/create_or_update/",
        "/api/now/helprequest/action/create_or_update/x",
        "/api/now/helprequest/action/create_or_update?x=1",
        "/api/now/helprequest/action/Create_or_update",
        "/api/now/helprequest/action/create_or_updat",
        "/api/now/helprequest/action/create_or_updates",
        "/api/now/helprequest/action/create%5For%5Fupdate",
        "/api/now/helprequest/action",
        "/api/v1/helprequest/action/create_or_update",
        "/now/helprequest/action/create_or_update",
        "api/now/helprequest/action/create_or_update",
        "/API/NOW/helprequest/action/create_or_update",
    ] {
        for method in ["POST", "GET"] {
            assert_eq!(route(method, path), Err(RouteError::UnknownUri), "{method} {path}");
        }
    }
}

#[test]
fn health_checks_are_read_only() {
    for (path, expected) in [("/healthz", Route::Healthz), ("/readyz", Route::Readyz)] {
        assert_eq!(route("GET", path), Ok(expected));
        assert_eq!(route("HEAD", path), Ok(expected));
        assert_eq!(route("POST", path), Err(RouteError::MethodNotAllowed(vec!["GET", "HEAD"])));
        assert_eq!(route("GET", &format!("{path}/")), Err(RouteError::UnknownUri));
        assert_eq!(route("GET", &format!("/api/now{path}")), Err(RouteError::UnknownUri));
    }
}
