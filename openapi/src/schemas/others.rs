//! The bodies of the Batch and OAuth APIs and of the health checks (contract, sections 8 and 15).

use super::object;
use help_request_edge::auth::ACCESS_TOKEN_SECONDS;
use help_request_edge::batch::MAX_REQUESTS;
use serde_json::{Value, json};

pub fn schemas() -> Vec<(String, Value)> {
    [
        ("Batch", batch()),
        ("BatchAnswer", batch_answer()),
        ("TokenRequest", token_request()),
        ("TokenAnswer", token_answer()),
        ("Health", object(&[("status", json!({ "enum": ["ok", "ready"] }))])),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
    .into()
}

fn batch() -> Value {
    let id = json!({ "type": ["string", "number", "boolean"], "description": "Comes back as a text." });
    let header = object(&[("name", json!({ "type": "string" })), ("value", json!({ "type": "string" }))]);
    let base64 =
        json!({ "type": ["string", "null"], "contentEncoding": "base64", "description": "The body of the request." });
    json!({
        "type": "object",
        "properties": {
            "batch_request_id": { "anyOf": [id, { "type": "null" }] },
            "enforce_order": { "description": "Accepted. The order is kept always." },
            "rest_requests": {
                "type": "array",
                "description": format!("The first {MAX_REQUESTS} are carried out, in their order."),
                "items": {
                    "type": "object",
                    "properties": {
                        "id": id,
                        "method": { "type": "string", "pattern": "[^ ]", "examples": ["GET"] },
                        "url": { "type": "string", "pattern": "[^ ]", "examples": ["/api/now/table/interaction?sysparm_limit=1"] },
                        "headers": { "type": ["array", "null"], "items": header },
                        "body": base64,
                        "exclude_response_headers": { "type": ["boolean", "string", "null"], "default": false },
                    },
                    "required": ["id", "method", "url"],
                },
            },
        },
        "required": ["rest_requests"],
    })
}

fn batch_answer() -> Value {
    let text = json!({ "type": "string" });
    let header = object(&[("name", text.clone()), ("value", text.clone())]);
    let serviced = object(&[
        ("id", text.clone()),
        ("body", json!({ "type": "string", "contentEncoding": "base64" })),
        ("status_code", json!({ "type": "integer" })),
        ("status_text", text.clone()),
        ("headers", json!({ "type": "array", "items": header })),
        ("execution_time", json!({ "type": "integer", "minimum": 0, "description": "In milliseconds." })),
    ]);
    object(&[
        ("batch_request_id", text.clone()),
        ("serviced_requests", json!({ "type": "array", "items": serviced, "maxItems": MAX_REQUESTS })),
        (
            "unserviced_requests",
            json!({ "type": "array", "items": text, "description": "Not carried out. Send them again." }),
        ),
    ])
}

fn token_request() -> Value {
    let text = |words: &str| json!({ "type": "string", "description": words });
    json!({
        "type": "object",
        "properties": {
            "grant_type": { "enum": ["password", "refresh_token", "client_credentials"] },
            "client_id": text("Not with HTTP Basic."),
            "client_secret": text("Not with HTTP Basic."),
            "username": text("With `password`."),
            "password": { "type": "string", "format": "password", "description": "With `password`." },
            "refresh_token": text("With `refresh_token`."),
            "scope": { "enum": ["useraccount", ""] },
        },
        "required": ["grant_type"],
    })
}

fn token_answer() -> Value {
    let mut schema = object(&[
        ("access_token", json!({ "type": "string" })),
        ("refresh_token", json!({ "type": "string", "description": "Not with `client_credentials`." })),
        ("scope", json!({ "const": "useraccount" })),
        ("token_type", json!({ "const": "Bearer" })),
        ("expires_in", json!({ "type": "integer", "minimum": 1, "maximum": ACCESS_TOKEN_SECONDS })),
    ]);
    schema["required"] = json!(["access_token", "scope", "token_type", "expires_in"]);
    schema
}
