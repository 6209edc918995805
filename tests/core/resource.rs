//! Paths and methods: which resource they name, and who may use it (contract, sections 2, 7 and 8).

use help_request_edge::auth::{MAX_FORM_BYTES, Role};
use help_request_edge::batch::MAX_BATCH_BYTES;
use help_request_edge::error::{ApiError, ErrorFormat};
use help_request_edge::format::MAX_BODY_BYTES;
use help_request_edge::resource::{
    Access, Body, METHOD_OVERRIDES, Operation, RESOURCES, Route, Version, overriding_method,
};
use help_request_edge::schema::Table;

/// Operation, version and segments.
type Found<'a> = (Operation, Version, Vec<&'a str>);

fn route<'a>(method: &str, path: &'a str) -> Result<Found<'a>, ApiError> {
    let route = Route::find(path)?;
    let operation = route.method(method)?.operation;
    Ok((operation, route.version, route.segments))
}

const PATHS: [(Version, &str); 3] = [
    (Version::Latest, "/api/now/helprequest/action/create_or_update"),
    (Version::V1, "/api/now/v1/helprequest/action/create_or_update"),
    (Version::V2, "/api/now/v2/helprequest/action/create_or_update"),
];

#[test]
fn the_endpoint_is_found_with_and_without_a_version() {
    for (version, path) in PATHS {
        assert_eq!(route("POST", path), Ok((Operation::CreateOrUpdate, version, vec![])), "{path}");
    }
}

#[test]
fn another_method_is_not_allowed() {
    for (_, path) in PATHS {
        for method in ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "post", "Post", "", "POST "] {
            assert_eq!(route(method, path), Err(ApiError::MethodNotAllowed(vec!["POST"])), "{method} {path}");
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
        "/API/API_PREFIX/helprequest/action/create_or_update",
    ] {
        assert_eq!(Route::find(path), Err(ApiError::UnknownUri), "{path}");
    }
}

#[test]
fn the_feed_is_read_by_those_who_record_help_actions() {
    for (version, prefix) in VERSIONS {
        let path = format!("{prefix}helprequest/changes");
        assert_eq!(route("GET", &path), Ok((Operation::Changes, version, vec![])), "{path}");
        let found = Route::find(&path).unwrap();
        let method = found.method("GET").unwrap();
        assert_eq!((method.access, method.body), (Access::Role(Role::IntegrationUser), Body::None));
        assert_eq!(route("HEAD", &path), Ok((Operation::Changes, version, vec![])), "{path}");
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", ""] {
            assert_eq!(route(method, &path), Err(ApiError::MethodNotAllowed(vec!["GET", "HEAD"])), "{method} {path}");
        }
        for unknown in [format!("{path}/"), format!("{path}/1"), format!("{prefix}helprequest/change")] {
            assert_eq!(Route::find(&unknown), Err(ApiError::UnknownUri), "{unknown}");
        }
    }
}

#[test]
fn the_relay_is_seen_and_resumed_by_administrators() {
    for (version, prefix) in VERSIONS {
        let path = format!("{prefix}helprequest/relay");
        assert_eq!(route("GET", &path), Ok((Operation::RelayStatus, version, vec![])), "{path}");
        assert_eq!(route("POST", &path), Err(ApiError::MethodNotAllowed(vec!["GET"])), "{path}");
        let path = format!("{path}/retry");
        assert_eq!(route("POST", &path), Ok((Operation::RelayRetry, version, vec![])), "{path}");
        assert_eq!(route("GET", &path), Err(ApiError::MethodNotAllowed(vec!["POST"])), "{path}");
    }
}

#[test]
fn health_checks_are_read_only() {
    for (path, operation) in [("/healthz", Operation::Healthz), ("/readyz", Operation::Readyz)] {
        assert_eq!(route("GET", path), Ok((operation, Version::Latest, vec![])));
        assert_eq!(route("HEAD", path), Ok((operation, Version::Latest, vec![])));
        assert_eq!(route("POST", path), Err(ApiError::MethodNotAllowed(vec!["GET", "HEAD"])));
        for prefix in ["/api/now", "/api/now/v1", "/v1"] {
            assert_eq!(route("GET", &format!("{prefix}{path}")), Err(ApiError::UnknownUri));
        }
        assert_eq!(route("GET", &format!("{path}/")), Err(ApiError::UnknownUri));
    }
}

const VERSIONS: [(Version, &str); 3] =
    [(Version::Latest, "/api/now/"), (Version::V1, "/api/now/v1/"), (Version::V2, "/api/now/v2/")];

const ID: &str = "d4dec70f3b4bfe101baa9f7e53e45a5d";

#[test]
fn every_table_is_found_under_every_version() {
    for (version, prefix) in VERSIONS {
        assert_eq!(version.prefix(), prefix);
        for Table { name, .. } in Table::ALL {
            let (list, of_list) = (format!("{prefix}table/{name}"), |operation| Ok((operation, version, vec![*name])));
            assert_eq!(route("GET", &list), of_list(Operation::List));
            assert_eq!(route("HEAD", &list), of_list(Operation::List));
            assert_eq!(route("POST", &list), of_list(Operation::Insert));
            let record = format!("{prefix}table/{name}/{ID}");
            let of_record = |operation| Ok((operation, version, vec![*name, ID]));
            assert_eq!(route("GET", &record), of_record(Operation::Read));
            assert_eq!(route("HEAD", &record), of_record(Operation::Read));
            assert_eq!(route("PATCH", &record), of_record(Operation::Update));
            assert_eq!(route("PUT", &record), of_record(Operation::Update));
            assert_eq!(route("DELETE", &record), of_record(Operation::Delete));
            let stats = format!("{prefix}stats/{name}");
            assert_eq!(route("GET", &stats), of_list(Operation::Stats));
            assert_eq!(route("HEAD", &stats), of_list(Operation::Stats));
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
                let expected = if is_allowed { Ok(()) } else { Err(ApiError::MethodNotAllowed(methods.to_vec())) };
                assert_eq!(result, expected, "{method} {path}");
            }
        }
    }
}

#[test]
fn what_stands_where_a_sys_id_belongs_is_left_as_it_is() {
    for id in ["1", "D4DE", "%20", "..", "a b", "?", "interaction"] {
        let expected = Ok((Operation::Read, Version::V1, vec!["interaction", id]));
        assert_eq!(route("GET", &format!("/api/now/v1/table/interaction/{id}")), expected);
    }
}

/// Whether there is such a table is looked up later: who may not call does not hear of it.
#[test]
fn what_stands_where_a_table_belongs_is_left_as_it_is() {
    for (path, operation, segments) in [
        ("table/sys_users", Operation::List, vec!["sys_users"]),
        ("table/Interaction", Operation::List, vec!["Interaction"]),
        ("table/interaction%20", Operation::List, vec!["interaction%20"]),
        ("table/sys_users/1", Operation::Read, vec!["sys_users", "1"]),
        ("stats/idempotency_record", Operation::Stats, vec!["idempotency_record"]),
        ("table/{table}", Operation::List, vec!["{table}"]),
    ] {
        for (version, prefix) in VERSIONS {
            assert_eq!(route("GET", &format!("{prefix}{path}")), Ok((operation, version, segments.clone())));
        }
        assert_eq!(Table::named(segments[0]), None);
    }
}

#[test]
fn a_segment_that_the_path_has_not_is_empty() {
    let route = Route::find("/api/now/table/interaction/1").unwrap();
    assert_eq!([0, 1, 2, usize::MAX].map(|at| route.segment(at)), ["interaction", "1", "", ""]);
    assert_eq!(Route::find("/healthz").unwrap().segment(0), "");
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
            assert_eq!(route("GET", &format!("{prefix}{path}")), Err(ApiError::UnknownUri), "{prefix}{path}");
        }
    }
    for path in [
        "/api/table/interaction",
        "/table/interaction",
        "/api/now/v1/v1/table/interaction",
        "/api/now/V1/table/interaction",
    ] {
        assert_eq!(route("GET", path), Err(ApiError::UnknownUri), "{path}");
    }
}

#[test]
fn only_health_checks_are_for_everybody() {
    for resource in &RESOURCES {
        let is_health_check = ["/healthz", "/readyz"].contains(&resource.path);
        for method in resource.methods {
            let is_open = method.access == Access::Everybody;
            assert_eq!(is_open, is_health_check, "{} {}", method.name, resource.path);
        }
    }
}

#[test]
fn telephony_systems_and_who_asks_for_a_token_prove_themselves_to_the_resource() {
    for resource in &RESOURCES {
        let is_own = resource.path.starts_with("/cti/") || resource.path == "/oauth_token.do";
        for method in resource.methods {
            assert_eq!(method.access == Access::OwnCredentials, is_own, "{} {}", method.name, resource.path);
        }
    }
}

#[test]
fn telephony_systems_are_found_by_name() {
    assert_eq!(route("POST", "/cti/twilio"), Ok((Operation::CtiEvent, Version::Latest, vec!["twilio"])));
    assert_eq!(route("OPTIONS", "/cti/x"), Ok((Operation::CtiHandshake, Version::Latest, vec!["x"])));
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        assert_eq!(route(method, "/cti/twilio"), Err(ApiError::MethodNotAllowed(vec!["POST", "OPTIONS"])));
    }
    for path in ["/cti", "/cti/", "/cti/a/b", "/api/now/cti/twilio", "/CTI/twilio"] {
        assert_eq!(Route::find(path), Err(ApiError::UnknownUri), "{path}");
    }
    for (version, prefix) in VERSIONS {
        assert_eq!(route("GET", &format!("{prefix}helprequest/cti")), Ok((Operation::CtiReport, version, vec![])));
    }
}

#[test]
fn external_ids_are_those_of_interactions() {
    let prefix = "/api/sn_ct_ctr_it_core/external_id_mapping/table";
    let path = format!("{prefix}/interaction/documentId/{ID}");
    assert_eq!(route("GET", &path), Ok((Operation::ReadExternalId, Version::Latest, vec![ID])));
    assert_eq!(route("PUT", &path), Ok((Operation::PutExternalId, Version::Latest, vec![ID])));
    assert_eq!(route("POST", &path), Err(ApiError::MethodNotAllowed(vec!["GET", "PUT"])));
    for path in
        [format!("{prefix}/task/documentId/{ID}"), format!("{prefix}/interaction/documentId"), format!("{path}/x")]
    {
        assert_eq!(Route::find(&path), Err(ApiError::UnknownUri), "{path}");
    }
}

#[test]
fn who_writes_a_table_is_asked_of_those_methods_that_write_one() {
    for method in RESOURCES.iter().flat_map(|resource| resource.methods) {
        let access = match method.operation {
            Operation::CreateOrUpdate | Operation::Changes | Operation::ReadExternalId | Operation::PutExternalId => {
                Access::Role(Role::IntegrationUser)
            }
            Operation::RelayStatus | Operation::RelayRetry | Operation::CtiReport => Access::Role(Role::Admin),
            Operation::Insert | Operation::Update | Operation::Delete => Access::TableWriter,
            Operation::List | Operation::Read | Operation::Stats => Access::TableReader,
            Operation::Token | Operation::CtiEvent | Operation::CtiHandshake => Access::OwnCredentials,
            Operation::Batch => Access::AnyCaller,
            Operation::Healthz | Operation::Readyz => Access::Everybody,
        };
        assert_eq!(method.access, access, "{method:?}");
        let body = match (method.name, method.operation) {
            (_, Operation::Token) => Body::Bytes(MAX_FORM_BYTES),
            (_, Operation::Batch) => Body::Bytes(MAX_BATCH_BYTES),
            (_, Operation::CtiEvent) => Body::Bytes(MAX_BODY_BYTES),
            ("POST" | "PUT" | "PATCH", _) => Body::Fields,
            _ => Body::None,
        };
        assert_eq!(method.body, body, "{method:?}");
    }
}

#[test]
fn the_source_document_has_its_own_errors() {
    for resource in &RESOURCES {
        let is_its_own = resource.path.contains("/helprequest/");
        assert_eq!(resource.errors == ErrorFormat::HelpRequest, is_its_own, "{}", resource.path);
    }
}

/// A path is never one of two resources, or the first one in the list would hide the second.
#[test]
fn every_resource_is_found_by_its_own_path() {
    for resource in &RESOURCES {
        assert_eq!(Route::find(resource.path).unwrap().resource, resource);
    }
}

#[test]
fn a_header_asks_for_another_method() {
    let method = |values: &[&str]| overriding_method(values.iter().map(|value| (*value).to_owned()));
    assert_eq!(method(&[]), None);
    assert_eq!(method(&["", ""]), None);
    for value in ["PATCH", "patch", "Patch"] {
        assert_eq!(method(&[value]).as_deref(), Some("PATCH"));
    }
    assert_eq!(method(&["PATCH", "", "patch"]).as_deref(), Some("PATCH"));
    // What contradicts itself, or is sent twice, is the name of no method.
    assert_eq!(method(&["PATCH", "GET"]).as_deref(), Some("PATCH, GET"));
    assert_eq!(method(&["PATCH, PATCH"]).as_deref(), Some("PATCH, PATCH"));
    assert_eq!(METHOD_OVERRIDES, ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]);
}
