//! The schemas of bodies.

mod faults;
mod feed;
mod help_request;
mod others;
mod tables;
mod value;

use serde_json::{Map, Value, json};

pub use value::SYS_ID;

/// All schemas, for `components`.
pub fn components() -> Map<String, Value> {
    [
        tables::schemas(),
        help_request::schemas(),
        feed::schemas(),
        faults::schemas(),
        others::schemas(),
        value::schemas(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A reference to a schema.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// An object with exactly these members, all of them required.
pub fn object(members: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        members.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}

/// The envelope of an answer: `{"result": …}`.
pub fn result(schema: &Value) -> Value {
    let mut envelope = object(&[("result", schema.clone())]);
    envelope["xml"] = json!({ "name": "response" });
    envelope
}
