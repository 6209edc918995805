//! The schemas of single values.

use serde_json::{Value, json};

/// A `sys_id`.
pub const SYS_ID: &str = "^[0-9a-fA-F]{32}$";

/// A time in an accepted form.
pub const TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}|[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?))$";

/// Values in other forms than a text.
pub fn schemas() -> Vec<(String, Value)> {
    let shown = json!({
        "title": "A value with what people read for it",
        "description": "In answers: a reference has a `link`; `sysparm_display_value=all` gives `value` and `display_value`.",
        "type": "object",
        "properties": {
            "display_value": { "type": "string" },
            "value": { "type": "string" },
            "link": { "type": "string", "format": "uri" },
        },
        "minProperties": 2,
        "additionalProperties": false,
    });
    let sent_back = json!({
        "title": "A value as it was read",
        "description": "An object of an answer, sent back. `value` counts.",
        "type": "object",
        "properties": {
            "display_value": {},
            "value": { "type": "string" },
            "link": {},
        },
        "required": ["value"],
        "anyOf": [{ "required": ["link"] }, { "required": ["display_value"] }],
    });
    vec![("ShownValue".to_owned(), shown), ("SentBackValue".to_owned(), sent_back)]
}
