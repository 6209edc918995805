//! The bodies of failures (contract, section 3).

use super::object;
use help_request_edge::fault::{FaultCode, MAX_FAULTS};
use serde_json::{Value, json};

/// The descriptions of the codes are the comments in this source.
const SOURCE: &str = include_str!("../../../src/fault.rs");

pub fn schemas() -> Vec<(String, Value)> {
    let text = json!({ "type": "string" });
    let codes: Vec<Value> =
        FaultCode::ALL.iter().map(|code| json!({ "const": code.as_str(), "description": comment(*code) })).collect();
    let fault = object(&[
        ("field", json!({ "type": ["string", "null"], "description": "Null for the body as a whole." })),
        ("code", json!({ "type": "string", "oneOf": codes })),
        ("message", text.clone()),
    ]);
    let detail = json!({ "type": ["string", "null"] });
    let error = object(&[("message", text.clone()), ("detail", detail.clone())]);
    let faults = json!({
        "type": "array", "items": { "$ref": "#/components/schemas/Fault" }, "maxItems": MAX_FAULTS + 1,
        "description": "All faults of the request; with 400 alone.",
    });
    let mut with_faults = object(&[("message", text.clone()), ("detail", detail), ("faults", faults)]);
    with_faults["required"] = json!(["message", "detail"]);
    let status = json!({ "const": "failure" });
    let failed = object(&[("success", json!({ "enum": [false, "false"] })), ("message", text.clone())]);
    let mut table = object(&[("error", error), ("status", status.clone())]);
    table["xml"] = json!({ "name": "response" });
    let mut help_request = object(&[("result", failed), ("error", with_faults), ("status", status)]);
    help_request["required"] = json!(["error", "status"]);
    help_request["xml"] = json!({ "name": "response" });
    let oauth = object(&[("error_description", text), ("error", json!({ "const": "server_error" }))]);
    [("Fault", fault), ("Failure", table), ("HelpRequestFailure", help_request), ("OAuthFailure", oauth)]
        .map(|(name, schema)| (name.to_owned(), schema))
        .into()
}

/// The comment of the code in the source.
fn comment(code: FaultCode) -> String {
    let variant = format!("    {code:?},");
    let lines: Vec<&str> = SOURCE.lines().collect();
    let at = lines.iter().position(|line| *line == variant).unwrap_or_default();
    let comments = lines.iter().take(at).rev().map_while(|line| line.trim().strip_prefix("/// "));
    let mut comments: Vec<&str> = comments.collect();
    comments.reverse();
    comments.join(" ")
}
