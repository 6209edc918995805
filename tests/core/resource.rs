use crate::support::table;
use help_request_edge::http::{Operation, Route, RouteError, TableRoute, Version, route};
use help_request_edge::table::Table;

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

const VERSIONS: [(Version, &str); 3] =
    [(Version::Latest, "/api/now/"), (Version::V1, "/api/now/v1/"), (Version::V2, "/api/now/v2/")];

const ID: &str = "d4dec70f3b4bfe101baa9f7e53e45a5d";

#[test]
fn every_table_is_found_under_every_version() {
    for (version, prefix) in VERSIONS {
        assert_eq!(version.prefix(), prefix);
        for table in Table::ALL {
            let name = table.name;
            let found = |operation| Ok(Route::Table(TableRoute { version, table, operation }));
            let list = format!("{prefix}table/{name}");
            assert_eq!(route("GET", &list), found(Operation::List));
            assert_eq!(route("HEAD", &list), found(Operation::List));
            assert_eq!(route("POST", &list), found(Operation::Insert));
            let record = format!("{prefix}table/{name}/{ID}");
            assert_eq!(route("GET", &record), found(Operation::Read(ID)));
            assert_eq!(route("HEAD", &record), found(Operation::Read(ID)));
            assert_eq!(route("PATCH", &record), found(Operation::Update(ID)));
            assert_eq!(route("PUT", &record), found(Operation::Update(ID)));
            assert_eq!(route("DELETE", &record), found(Operation::Delete(ID)));
            let stats = format!("{prefix}stats/{name}");
            assert_eq!(route("GET", &stats), found(Operation::Stats));
            assert_eq!(route("HEAD", &stats), found(Operation::Stats));
        }
    }
}

#[test]
fn other_methods_of_tables_are_not_allowed() {
    for (_, prefix) in VERSIONS {
        for (path, methods) in [
            ("table/interaction", ["GET", "HEAD", "POST"].as_slice()),
            ("table/supervisor_help_action/x", ["GET", "HEAD", "PUT", "PATCH", "DELETE"].as_slice()),
            ("stats/sys_audit", ["GET", "HEAD"].as_slice()),
        ] {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", ""] {
                let path = format!("{prefix}{path}");
                let is_allowed = methods.contains(&method);
                let result = route(method, &path).map(|_| ());
                let expected = if is_allowed { Ok(()) } else { Err(RouteError::MethodNotAllowed(methods.to_vec())) };
                assert_eq!(result, expected, "{method} {path}");
            }
        }
    }
}

#[test]
fn what_stands_where_a_sys_id_belongs_is_left_as_it_is() {
    for id in ["1", "D4DE", "%20", "..", "a b", "?", "interaction"] {
        let expected = TableRoute { version: Version::V1, table: table("interaction"), operation: Operation::Read(id) };
        assert_eq!(route("GET", &format!("/api/now/v1/table/interaction/{id}")), Ok(Route::Table(expected)));
    }
}

#[test]
fn an_unknown_table_is_named() {
    for (path, name) in [
        ("table/sys_user", "sys_user"),
        ("table/Interaction", "Interaction"),
        ("table/interaction%20", "interaction%20"),
        ("table/sys_user/1", "sys_user"),
        ("stats/idempotency_record", "idempotency_record"),
    ] {
        for (_, prefix) in VERSIONS {
            for method in ["GET", "DELETE", "OPTIONS"] {
                assert_eq!(route(method, &format!("{prefix}{path}")), Err(RouteError::UnknownTable(name)));
            }
        }
    }
}

#[test]
fn no_other_path_of_tables_exists() {
    for path in [
        "table",
        "table/",
        "table//",
        "table//1",
        "table/interaction/",
        "table/interaction//",
        "table/interaction/1/",
        "table/interaction/1/2",
        "stats",
        "stats/",
        "stats/interaction/",
        "stats/interaction/1",
        "Table/interaction",
        "tables/interaction",
        "v3/table/interaction",
        "interaction",
        "import/interaction",
    ] {
        for (_, prefix) in VERSIONS {
            assert_eq!(route("GET", &format!("{prefix}{path}")), Err(RouteError::UnknownUri), "{prefix}{path}");
        }
    }
    for path in [
        "/api/table/interaction",
        "/table/interaction",
        "/api/now/v1/v1/table/interaction",
        "/api/now/V1/table/interaction",
    ] {
        assert_eq!(route("GET", path), Err(RouteError::UnknownUri), "{path}");
    }
}
