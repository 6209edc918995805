//! The document as a whole.

use crate::describe::TAGS;
use crate::shared::{Shared, share};
use crate::{headers, parameters, paths, schemas, security};
use help_request_edge::auth::{MAX_AUTHORIZATION_BYTES, MAX_FORM_BYTES};
use help_request_edge::batch::{MAX_BATCH_BYTES, MAX_REQUESTS};
use help_request_edge::fault::MAX_FAULTS;
use help_request_edge::format::MAX_BODY_BYTES;
use help_request_edge::query::{MAX_QUERY_BYTES, MAX_SCANS, MAX_TERMS, MAX_VALUES};
use help_request_edge::schema::OwnName;
use help_request_edge::store::idempotency::{KEPT_DAYS, MAX_KEY_LENGTH};
use help_request_edge::{feed, table};
use serde_json::{Map, Value, json};

/// The OpenAPI document.
#[must_use]
pub fn document() -> Value {
    let tags = TAGS.into_iter().chain([
        ("Version 1", "The same under `/api/now/v1/`. An empty list is 404 there."),
        ("Version 2", "The same under `/api/now/v2/`."),
    ]);
    let mut paths = paths::paths();
    let tags: Vec<Value> = tags
        .filter(|(name, _)| used(&paths, name))
        .map(|(name, words)| json!({ "name": name, "description": words }))
        .collect();
    let Shared { responses, request_bodies } = share(&mut paths);
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Help Request API",
            "version": "0.1.0",
            "summary": "Records the help that supervisors give agents on calls, as ServiceNow's Help Request API does.",
            "description": words(),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "servers": [{ "url": "/", "description": "This service" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas::components(),
            "parameters": parameters::components(),
            "headers": headers::components(),
            "requestBodies": request_bodies,
            "responses": responses,
            "securitySchemes": security::schemes(),
        },
        "x-limits": limits().into_iter().map(|(name, limit)| (name.to_owned(), json!(limit))).collect::<Map<_, _>>(),
    })
}

fn used(paths: &Map<String, Value>, tag: &str) -> bool {
    let mut operations = paths.values().filter_map(Value::as_object).flat_map(Map::values);
    operations.any(|operation| operation.pointer("/tags/0").and_then(Value::as_str) == Some(tag))
}

/// The limits of the service.
fn limits() -> Vec<(&'static str, u64)> {
    let number = |limit: usize| u64::try_from(limit).unwrap_or(u64::MAX);
    vec![
        ("body_bytes", number(MAX_BODY_BYTES)),
        ("batch_bytes", number(MAX_BATCH_BYTES)),
        ("batch_requests", number(MAX_REQUESTS)),
        ("form_bytes", number(MAX_FORM_BYTES)),
        ("authorization_bytes", number(MAX_AUTHORIZATION_BYTES)),
        ("faults", number(MAX_FAULTS)),
        ("idempotency_key_characters", number(MAX_KEY_LENGTH)),
        ("idempotency_key_days", KEPT_DAYS.unsigned_abs()),
        ("page_records", table::MAX_LIMIT),
        ("page_characters", table::MAX_CHARACTERS),
        ("url_parameters", number(table::MAX_PARAMETERS)),
        ("query_bytes", number(MAX_QUERY_BYTES)),
        ("query_terms", number(MAX_TERMS)),
        ("query_values", number(MAX_VALUES)),
        ("query_searches", number(MAX_SCANS)),
        ("own_columns", number(OwnName::MAX_PER_RECORD)),
        ("feed_changes", feed::MAX_LIMIT.unsigned_abs()),
        ("feed_wait_seconds", feed::MAX_WAIT_SECONDS.unsigned_abs()),
    ]
}

fn words() -> String {
    let limits: Vec<String> = limits().into_iter().map(|(name, limit)| format!("`{name}` {limit}")).collect();
    let limits = limits.join(", ");
    format!(
        "A client that was written for ServiceNow changes only the host.\n\n\
         - The paths under `/api/now/` are also under `/api/now/v1/` and `/api/now/v2/`.\n\
         - Request bodies are JSON or XML by `Content-Type`, answers by `Accept`.\n\
         - Any other path is 400 `Requested URI does not represent any resource`, any other method 405.\n\
         - The checks come in this order: path, method, credentials, role, rate limit, `Accept`, `Content-Type`, size, syntax, \
         values, existence. A call that is answered with 4xx changes nothing.\n\
         - Limits: {limits}."
    )
}
