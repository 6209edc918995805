//! Telephony systems (contract, section 12).

use super::{Description, body, empty, success};
use crate::example::{INTERACTION, answer_content, fields_content, json_content};
use crate::schemas::{object, result};
use help_request_edge::auth::{AuthError, Role};
use help_request_edge::cti::MAX_ID;
use help_request_edge::error::ApiError;
use help_request_edge::fault::{Fault, FaultCode};
use help_request_edge::refusal::{Conflict, NotFound, Refusal};
use serde_json::{Value, json};

const EVENT: &str = "/cti/{source}";
const MAPPING: &str = "/api/sn_ct_ctr_it_core/external_id_mapping/table/interaction/documentId/{sys_id}";
const TAG: &str = "Telephony";

pub fn all() -> Vec<Description> {
    vec![event(), handshake(), report(), read_mapping(), put_mapping()]
}

fn event() -> Description {
    let answer = result(&json!({
        "type": "object",
        "properties": {
            "status": { "enum": ["recorded", "duplicate", "ignored", "waiting"] },
            "reason": { "type": ["string", "null"] },
            "dry_run": { "const": true },
            "changes": { "type": "array", "items": { "type": "object" }, "description": "What the event would change." },
        },
        "required": ["status", "reason"],
    }));
    let validation =
        object(&[("plainToken", json!({ "type": "string" })), ("encryptedToken", json!({ "type": "string" }))]);
    let examples = [
        ("Recorded", json!({ "result": { "status": "recorded", "reason": null } })),
        ("Not registered yet", json!({ "result": { "status": "waiting", "reason": "call_not_registered" } })),
    ];
    Description {
        summary: "Take a telephony system's event",
        words: "The event as the vendor sends it, with the vendor's own signature. With `dry_run=true`, and the credentials of an \
                `admin` instead of the signature, the answer says what the event would change."
            .to_owned(),
        parameters: vec!["source", "dry_run", "traceparent"],
        body: body(&json!({
            "application/json": { "schema": { "type": ["object", "array"] } },
            "application/x-www-form-urlencoded": { "schema": { "type": "object" } },
        })),
        successes: vec![success(
            200,
            "The event is understood; Zoom's validation of the URL has another answer",
            &["X-D1-Bookmark"],
            json_content(&json!({ "anyOf": [answer, validation] }), &examples),
        )],
        failures: vec![
            ApiError::Refused(Refusal::Invalid(Fault::body("the body is not an event of this kind").into())),
            ApiError::NotAuthenticated(AuthError::Missing),
            ApiError::NotAuthorized(Role::Admin),
            unknown_source(),
            ApiError::UnsupportedMediaType("application/json"),
        ],
        ..Description::new(EVENT, "POST", "sendEvent", TAG)
    }
}

fn handshake() -> Description {
    Description {
        summary: "Answer the handshake of CloudEvents",
        parameters: vec!["source", "traceparent"],
        successes: vec![empty(200, "The sender may send", &["Allow"])],
        failures: vec![unknown_source()],
        ..Description::new(EVENT, "OPTIONS", "askToSend", TAG)
    }
}

fn report() -> Description {
    let objects = json!({ "type": "array", "items": { "type": "object" } });
    let answer = result(&json!({
        "type": "object",
        "properties": { "sources": objects, "waiting": objects },
        "description": "For each source the number of events by status and reason, and the calls that wait.",
    }));
    Description {
        summary: "Report which events came in",
        parameters: vec!["traceparent"],
        successes: vec![success(
            200,
            "The report",
            &["X-D1-Bookmark"],
            answer_content(&answer, &[("Nothing yet", json!({ "result": { "sources": [], "waiting": [] } }))]),
        )],
        ..Description::new("/api/now/helprequest/cti", "GET", "readTelephonyReport", TAG)
    }
}

fn mapping() -> Value {
    let text = json!({ "type": "string" });
    let data = object(&[
        ("document_table", json!({ "const": "interaction" })),
        ("document_id", text.clone()),
        ("external_id", text.clone()),
        ("external_provider", text),
    ]);
    let example = json!({ "result": { "data": {
        "document_table": "interaction", "document_id": INTERACTION, "external_id": "CA17", "external_provider": "twilio",
    } } });
    answer_content(&result(&object(&[("data", data)])), &[("A call", example)])
}

fn unknown_source() -> ApiError {
    ApiError::Refused(Refusal::NotFound(NotFound::CtiSource("other".to_owned())))
}

fn wrong_id() -> ApiError {
    let message = "sys_id \"17\" is not 32 hexadecimal digits";
    ApiError::Refused(Refusal::Invalid(Fault::field("sys_id", FaultCode::InvalidSysId, message).into()))
}

fn read_mapping() -> Description {
    Description {
        summary: "Read the external id of an interaction",
        parameters: vec!["sys_id", "traceparent"],
        successes: vec![success(200, "The external id", &["X-D1-Bookmark"], mapping())],
        failures: vec![wrong_id(), ApiError::Refused(Refusal::NotFound(NotFound::Record))],
        ..Description::new(MAPPING, "GET", "readExternalId", TAG)
    }
}

fn put_mapping() -> Description {
    let text = |longest: usize| json!({ "type": "string", "minLength": 1, "maxLength": longest });
    let mut request = object(&[("external_id", text(MAX_ID)), ("external_provider", text(100))]);
    request["xml"] = json!({ "name": "request" });
    let example = json!({ "external_id": "CA17", "external_provider": "twilio" });
    Description {
        summary: "Register the external id of an interaction",
        parameters: vec!["sys_id", "traceparent"],
        body: body(&fields_content(&request, &[("A call", example)])),
        successes: vec![
            success(200, "The interaction has another external id now", &["X-D1-Bookmark"], mapping()),
            success(201, "The interaction has its first external id", &["X-D1-Bookmark"], mapping()),
        ],
        failures: vec![
            wrong_id(),
            ApiError::Refused(Refusal::NotFound(NotFound::Record)),
            ApiError::Refused(Refusal::Conflict(Conflict::ExternalId { interaction: INTERACTION.to_owned() })),
        ],
        ..Description::new(MAPPING, "PUT", "putExternalId", TAG)
    }
}
