use crate::support::methods;
use help_request_edge::resource::{API_PREFIX, RESOURCES, Route, Version};
use openapi::describe;
use std::collections::BTreeSet;

#[test]
fn every_method_of_every_resource_has_a_description() {
    let described: BTreeSet<_> = describe::all().iter().map(|each| (each.path, each.method)).collect();
    for resource in &RESOURCES {
        for method in resource.methods {
            // HEAD is GET without the body.
            let name = if method.name == "HEAD" { "GET" } else { method.name };
            assert!(
                described.contains(&(resource.path, name)),
                "{name} {} has no description: add one in openapi/src/describe",
                resource.path
            );
        }
    }
}

#[test]
fn every_description_has_its_method() {
    let mut seen = BTreeSet::new();
    for description in describe::all() {
        let (path, name) = (description.path, description.method);
        assert!(seen.insert((path, name)), "{name} {path} is described twice");
        let methods = RESOURCES.iter().find(|resource| resource.path == path).map(|resource| resource.methods);
        let has_method = methods.is_some_and(|methods| methods.iter().any(|method| method.name == name));
        assert!(has_method, "no resource has {name} {path}");
    }
}

#[test]
fn the_document_has_the_routes_of_the_code_under_each_version() {
    let described: BTreeSet<(String, String)> = methods().map(|(path, name, _)| (path.to_owned(), name)).collect();
    let mut expected = BTreeSet::new();
    for resource in &RESOURCES {
        let paths = match resource.path.strip_prefix(API_PREFIX) {
            Some(rest) => [Version::Latest, Version::V1, Version::V2]
                .map(|version| format!("{}{rest}", version.prefix()))
                .to_vec(),
            None => vec![resource.path.to_owned()],
        };
        for path in paths {
            expected.extend(resource.methods.iter().map(|method| (path.clone(), method.name.to_owned())));
        }
    }
    assert_eq!(described, expected);
}

#[test]
fn the_code_finds_each_path_of_the_document() {
    for (path, name, described) in methods() {
        let called = path.replace("{table}", "interaction").replace(['{', '}'], "");
        let route = Route::find(&called).unwrap_or_else(|_| panic!("{path} is no path"));
        assert!(route.method(&name).is_ok(), "{name} {path}");
        assert_eq!(
            described["requestBody"].is_object(),
            route.method(&name).unwrap().body != help_request_edge::resource::Body::None,
            "{name} {path}"
        );
    }
}

/// Only lists differ: without records they are 404 under version 1.
#[test]
fn the_versions_are_described_alike() {
    let of = |wanted: &str| {
        methods().find(|(path, name, _)| format!("{name} {path}") == wanted).map(|(_, _, described)| described)
    };
    let mut compared = 0;
    for (path, name, described) in methods().filter(|(path, ..)| path.starts_with("/api/now/v")) {
        let latest = of(&format!("{name} {}", path.replace("/v1/", "/").replace("/v2/", "/"))).unwrap();
        let mut responses = described["responses"].clone();
        if path == "/api/now/v1/table/{table}" && name != "POST" {
            assert!(responses.as_object_mut().unwrap().remove("404").is_some());
        }
        for member in ["parameters", "security", "requestBody", "summary"] {
            assert_eq!(described[member], latest[member], "{name} {path}: {member}");
        }
        assert_eq!(responses, latest["responses"], "{name} {path}");
        compared += 1;
    }
    assert!(compared > 20);
}
