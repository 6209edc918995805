use crate::support::{DOCUMENT, at, members, methods};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if name == "$ref" => {
                        found.insert(text);
                    }
                    value => references(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn the_file_is_up_to_date() {
    let file = fs::read_to_string(openapi::FILE).unwrap();
    assert!(file == openapi::text(), "run `cargo run --package openapi`, and look at what has changed");
}

#[test]
fn references_lead_somewhere_and_all_components_are_used() {
    let mut found = BTreeSet::new();
    references(&DOCUMENT, &mut found);
    for reference in &found {
        at(reference.trim_start_matches('#'));
    }
    for kind in ["schemas", "parameters", "headers", "requestBodies", "responses"] {
        for name in members(at(&format!("/components/{kind}"))).keys() {
            assert!(found.contains(format!("#/components/{kind}/{name}").as_str()), "{kind}/{name} is not used");
        }
    }
}

#[test]
fn ids_are_unique_and_parameters_of_paths_are_described() {
    let mut ids = BTreeSet::new();
    for (path, name, method) in methods() {
        assert!(ids.insert(method["operationId"].as_str().unwrap()), "{name} {path}");
        let parameters = method["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| at(each["$ref"].as_str().unwrap().trim_start_matches('#')));
        let described: BTreeSet<&str> =
            parameters.filter(|each| each["in"] == "path").map(|each| each["name"].as_str().unwrap()).collect();
        let named: BTreeSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(described, named, "{name} {path}");
    }
}
