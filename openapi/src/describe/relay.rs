//! The state of the relay (contract, section 11).

use super::{Description, body, success};
use crate::example::{HELP_ACTION, INTERACTION, answer_content, fields_content};
use crate::schemas::{SYS_ID, object, result};
use help_request_edge::error::ApiError;
use help_request_edge::fault::Fault;
use help_request_edge::refusal::{NotFound, Refusal};
use help_request_edge::sys_id::SysId;
use serde_json::{Value, json};

pub fn all() -> Vec<Description> {
    vec![status(), retry()]
}

fn status() -> Description {
    let parked = json!({
        "sys_id": HELP_ACTION, "interaction": INTERACTION, "sent": { "interaction": INTERACTION, "action": "coach" }, "status": 400,
        "message": "Invalid request", "parked_at": "2026-11-28T10:02:11Z",
    });
    let paused = json!({ "result": {
        "state": "paused", "pause": { "reason": "asleep", "pauses": 3, "next_try": "2026-11-28T10:15:00Z" }, "waiting": 12,
        "oldest_seconds": 95, "delivered": 4711, "parked_count": 1, "parked": [parked],
    } });
    let answers = [("Off", json!({ "result": { "state": "off" } })), ("Paused", paused)];
    Description {
        summary: "Show the state of the relay",
        parameters: vec!["traceparent"],
        successes: vec![success(200, "The state", &["X-D1-Bookmark"], answer_content(&result(&state()), &answers))],
        ..Description::new("/api/now/helprequest/relay", "GET", "readRelay", "Operation")
    }
}

fn state() -> Value {
    let text = json!({ "type": "string" });
    let count = json!({ "type": "integer", "minimum": 0 });
    let pause = object(&[
        ("reason", text.clone()),
        ("pauses", count.clone()),
        ("next_try", json!({ "type": "string", "format": "date-time" })),
    ]);
    let parked = object(&[
        ("sys_id", text.clone()),
        ("interaction", text.clone()),
        ("sent", json!({ "description": "What was sent." })),
        ("status", json!({ "type": "integer" })),
        ("message", text),
        ("parked_at", json!({ "type": "string", "format": "date-time" })),
    ]);
    let mut state = object(&[
        ("state", json!({ "enum": ["off", "running", "paused"] })),
        ("pause", json!({ "anyOf": [pause, { "type": "null" }] })),
        ("waiting", count.clone()),
        ("oldest_seconds", json!({ "type": ["integer", "null"] })),
        ("delivered", count.clone()),
        ("parked_count", count),
        ("parked", json!({ "type": "array", "items": parked, "description": "The first hundred." })),
    ]);
    state["required"] = json!(["state"]);
    state
}

/// The failure for a record that is not parked.
fn not_parked() -> ApiError {
    ApiError::Refused(Refusal::NotFound(SysId::parse(HELP_ACTION).map_or(NotFound::Record, NotFound::Parked)))
}

fn retry() -> Description {
    let request = json!({
        "type": "object", "properties": { "sys_id": { "type": ["string", "null"], "pattern": SYS_ID } }, "additionalProperties": false,
        "xml": { "name": "request" },
    });
    let retried = object(&[
        ("success", json!({ "const": true })),
        ("message", json!({ "type": "string" })),
        ("retried", json!({ "type": "integer", "minimum": 0 })),
    ]);
    let one =
        json!({ "result": { "success": true, "message": "Parked records that are tried again: 1", "retried": 1 } });
    let mut content = body(&fields_content(&request, &[("One record", json!({ "sys_id": HELP_ACTION }))]));
    if let Some(content) = &mut content {
        content["required"] = json!(false);
    }
    Description {
        summary: "Try parked records again",
        words: "All of them, which also ends a pause, or the one that the body names.".to_owned(),
        parameters: vec!["X-HTTP-Method-Override", "traceparent"],
        body: content,
        successes: vec![success(
            200,
            "How many are tried again",
            &["X-D1-Bookmark"],
            answer_content(&result(&retried), &[("One", one)]),
        )],
        failures: vec![
            ApiError::Refused(Refusal::Invalid(Fault::body("the relay is off; set RELAY_URL first").into())),
            not_parked(),
        ],
        ..Description::new("/api/now/helprequest/relay/retry", "POST", "retryRelay", "Operation")
    }
}
