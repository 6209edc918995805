//! The paths: all resources, with the methods that they have, under each version of the API.

use crate::describe::{self, Description, Success};
use crate::errors::{self, Call};
use crate::headers;
use crate::parameters::references;
use crate::security;
use help_request_edge::error::ErrorFormat;
use help_request_edge::resource::{API_PREFIX, Access, Body, Method, Operation, RESOURCES, Resource, Version};
use serde_json::{Map, Value, json};

/// All paths. A method without a description is left out; `tests/core/routes.rs` finds it.
pub fn paths() -> Map<String, Value> {
    let descriptions = describe::all();
    let mut paths = Map::new();
    for version in [Version::Latest, Version::V1, Version::V2] {
        for resource in &RESOURCES {
            let path = match resource.path.strip_prefix(API_PREFIX) {
                Some(rest) => format!("{}{rest}", version.prefix()),
                None if version == Version::Latest => resource.path.to_owned(),
                None => continue,
            };
            paths.insert(path, Value::Object(methods(resource, version, &descriptions)));
        }
    }
    paths
}

fn methods(resource: &'static Resource, version: Version, descriptions: &[Description]) -> Map<String, Value> {
    let mut methods = Map::new();
    for method in resource.methods {
        // HEAD is GET without the body.
        let described = if method.name == "HEAD" { "GET" } else { method.name };
        let description = descriptions.iter().find(|each| each.path == resource.path && each.method == described);
        if let Some(description) = description {
            let call = Call { resource, method, version };
            methods.insert(method.name.to_ascii_lowercase(), operation(call, description));
        }
    }
    methods
}

fn operation(call: Call, description: &Description) -> Value {
    let Call { resource, method, version } = call;
    let is_head = method.name == "HEAD";
    let mut responses: Map<String, Value> =
        description.successes.iter().map(|success| (success.status.to_string(), answer(success, is_head))).collect();
    responses.extend(errors::responses(call, &description.failures));
    let version_name = match version {
        Version::Latest => "",
        Version::V1 => "V1",
        Version::V2 => "V2",
    };
    let words = [
        words(method, version, &description.words),
        if is_head { "As GET, without the body.".to_owned() } else { String::new() },
    ];
    let mut operation = json!({
        "operationId": format!("{}{}{version_name}", description.id, if is_head { "Head" } else { "" }),
        "tags": [tag(version, description)],
        "summary": description.summary,
        "description": words.join(" ").trim(),
        "security": security::required(method.access, resource.errors == ErrorFormat::OAuth),
        "parameters": references(&description.parameters),
    });
    if let (Some(body), true) = (&description.body, method.body != Body::None) {
        operation["requestBody"] = body.clone();
    }
    operation["responses"] = Value::Object(responses);
    if let Access::Role(role) = method.access {
        operation["x-role"] = json!(role.name());
    }
    operation
}

/// The group in which the method is shown. Paths with a version have separate groups, because they say nothing new.
fn tag(version: Version, description: &Description) -> String {
    match version {
        Version::Latest => description.tag.to_owned(),
        Version::V1 => "Version 1".to_owned(),
        Version::V2 => "Version 2".to_owned(),
    }
}

fn words(method: &Method, version: Version, words: &str) -> String {
    let role = security::role(method.access).unwrap_or_default();
    let is_list = method.operation == Operation::List;
    let list = if version == Version::V1 && is_list { "An empty list is 404." } else { "" };
    [role.as_str(), words, list].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
}

fn answer(success: &Success, is_head: bool) -> Value {
    let mut answer = json!({ "description": success.words, "headers": headers::references(&success.headers) });
    if let (Some(content), false) = (&success.content, is_head) {
        answer["content"] = content.clone();
    }
    answer
}
