use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

pub static DOCUMENT: LazyLock<Value> = LazyLock::new(openapi::document);

/// A member of the document.
pub fn at(pointer: &str) -> &'static Value {
    DOCUMENT.pointer(pointer).unwrap_or_else(|| panic!("there is no {pointer}"))
}

/// What a reference leads to; anything else itself.
pub fn resolved(value: &'static Value) -> &'static Value {
    value["$ref"].as_str().map_or(value, |reference| at(reference.trim_start_matches('#')))
}

/// The schema of this name.
pub fn schema(name: &str) -> &'static Value {
    at(&format!("/components/schemas/{name}"))
}

/// All methods of the document: path, method in upper case, description.
pub fn methods() -> impl Iterator<Item = (&'static str, String, &'static Value)> {
    let methods = |(path, methods): (&'static String, &'static Value)| {
        members(methods).iter().map(move |(method, described)| (path.as_str(), method.to_ascii_uppercase(), described))
    };
    members(at("/paths")).iter().flat_map(methods)
}

/// The answers of a method, by their status.
pub fn responses(method: &'static Value) -> impl Iterator<Item = (&'static str, &'static Value)> {
    members(&method["responses"]).iter().map(|(status, response)| (status.as_str(), resolved(response)))
}

pub fn members(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

pub fn names(value: &Value) -> BTreeSet<&str> {
    members(value).keys().map(String::as_str).collect()
}

pub fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

/// A source file, or all of a folder and of those in it.
pub fn source(path: &str) -> String {
    read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../src").join(path))
}

fn read(path: PathBuf) -> String {
    match fs::read_dir(&path) {
        Ok(folder) => folder.map(|entry| read(entry.unwrap().path())).collect(),
        Err(_) => fs::read_to_string(path).unwrap(),
    }
}

/// The texts in quotation marks.
pub fn literals(source: &str) -> BTreeSet<&str> {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect()
}
