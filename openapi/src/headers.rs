//! The headers of answers.

use help_request_edge::error::RETRY_AFTER_SECONDS;
use help_request_edge::response::Response;
use serde_json::{Map, Value, json};

/// A header of some answers: its name, its schema, what it says.
type Header = (&'static str, fn() -> Value, &'static str);

const TRANSACTION: &str = "X-Transaction-ID";

fn text() -> Value {
    json!({ "type": "string" })
}

fn id() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn seconds() -> Value {
    json!({ "type": "integer", "minimum": 1, "examples": [RETRY_AFTER_SECONDS] })
}

const OWN: [Header; 10] = [
    (TRANSACTION, id, "The id under which the operator finds the call in the log"),
    ("Allow", text, "The methods that the resource has"),
    ("WWW-Authenticate", text, "The ways to sign in, and what is wrong with a token"),
    ("Retry-After", seconds, "When to call again, in seconds"),
    ("Idempotency-Replayed", text, "`true` if this is the stored answer of an earlier call with the same key"),
    (
        "X-D1-Bookmark",
        text,
        "How new the database was. A later read that sends it back finds everything that was there",
    ),
    ("X-Ignored-Fields", text, "Unknown names, which were ignored, separated by commas"),
    ("X-Total-Count", count, "The number of records on all pages"),
    ("Link", text, "The pages `first`, `prev`, `next` and `last` (RFC 8288)"),
    ("Location", text, "The URL of the new record"),
];

/// All headers, for `components`.
pub fn components() -> Map<String, Value> {
    let own = OWN.iter().map(|(name, schema, words)| {
        let mut header = json!({ "description": words, "schema": schema() });
        if required(name) {
            header["required"] = json!(true);
        }
        ((*name).to_owned(), header)
    });
    let common = Response::common_headers(None).map(|(name, value)| {
        (
            name.to_owned(),
            json!({ "description": "The same in every answer", "required": true, "schema": { "const": value } }),
        )
    });
    own.chain(common).collect()
}

/// Whether an answer that may have the header always has it.
fn required(name: &str) -> bool {
    matches!(name, TRANSACTION | "Allow" | "WWW-Authenticate" | "Retry-After" | "Location")
}

/// References to the headers that every answer has, and to these.
pub fn references(names: &[&str]) -> Map<String, Value> {
    let common = Response::common_headers(None).map(|(name, _)| name);
    let all = [TRANSACTION].into_iter().chain(common).chain(names.iter().copied());
    all.map(|name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }))).collect()
}
