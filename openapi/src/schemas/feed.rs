//! The answer of the feed (contract, section 10).

use super::object;
use help_request_edge::feed::TABLES;
use serde_json::{Value, json};

pub fn schemas() -> Vec<(String, Value)> {
    let text = json!({ "type": ["string", "null"] });
    let pair = json!({ "type": "array", "items": text, "minItems": 2, "maxItems": 2, "description": "The old and the new value." });
    let id = json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" });
    let change = object(&[
        ("sequence", json!({ "type": "integer", "minimum": 1, "description": "Grows with each change." })),
        ("table", json!({ "enum": TABLES })),
        ("sys_id", id.clone()),
        ("interaction", json!({ "type": ["string", "null"], "description": "The interaction whose record it is." })),
        ("operation", json!({ "enum": ["insert", "update", "delete"] })),
        ("recorded_at", json!({ "type": "string", "format": "date-time" })),
        ("user", json!({ "type": ["string", "null"] })),
        ("transaction_id", json!({ "type": ["string", "null"] })),
        (
            "changes",
            json!({ "type": "object", "additionalProperties": pair, "description": "The fields that differ." }),
        ),
    ]);
    let next = json!({ "type": "string", "description": "Opaque. Send it as `after`." });
    let mut answer = object(&[("result", json!({ "type": "array", "items": change })), ("next", next)]);
    answer["xml"] = json!({ "name": "response" });
    vec![("ChangesAnswer".to_owned(), answer)]
}
