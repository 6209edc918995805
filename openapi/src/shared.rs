//! Answers and request bodies that several methods have. Each is once in `components`, under the name of the first method that
//! has it: `readRecord.404` is the answer 404 of `readRecord`.

use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The shared answers and request bodies.
#[derive(Default)]
pub struct Shared {
    pub responses: Map<String, Value>,
    pub request_bodies: Map<String, Value>,
}

/// Moves what several methods have out of the paths, and leaves references there.
pub fn share(paths: &mut Map<String, Value>) -> Shared {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for operation in operations(paths) {
        for (_, part) in parts(operation) {
            *counts.entry(part.to_string()).or_default() += 1;
        }
    }
    let mut shared = Shared::default();
    let mut names: HashMap<String, String> = HashMap::new();
    for operation in operations(paths) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        for (status, part) in parts(operation) {
            let text = part.to_string();
            if counts.get(&text).is_none_or(|count| *count == 1) {
                continue;
            }
            let (kind, components) = match status {
                Some(_) => ("responses", &mut shared.responses),
                None => ("requestBodies", &mut shared.request_bodies),
            };
            let name = names.entry(text).or_insert_with(|| {
                let name = status.map_or_else(|| id.clone(), |status| format!("{id}.{status}"));
                components.insert(name.clone(), part.clone());
                name
            });
            *part = json!({ "$ref": format!("#/components/{kind}/{name}") });
        }
    }
    shared
}

fn operations(paths: &mut Map<String, Value>) -> impl Iterator<Item = &mut Value> {
    paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut)
}

/// The answers of a method, each with its status, and its request body.
fn parts(operation: &mut Value) -> impl Iterator<Item = (Option<String>, &mut Value)> {
    let members = operation.as_object_mut().into_iter().flatten();
    members.flat_map(|(name, value)| match (name.as_str(), value) {
        ("responses", Value::Object(responses)) => {
            responses.iter_mut().map(|(status, response)| (Some(status.clone()), response)).collect()
        }
        ("requestBody", body) => vec![(None, body)],
        _ => Vec::new(),
    })
}
