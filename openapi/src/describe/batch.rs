//! The Batch API (contract, section 15).

use super::{Description, body, success};
use crate::example::json_content;
use crate::schemas::reference;
use help_request_edge::batch::{MAX_BATCH_BYTES, MAX_MS, MAX_REQUESTS};
use serde_json::json;

pub fn all() -> Vec<Description> {
    let request = json!({ "id": "a", "method": "GET", "url": "/api/now/table/interaction?sysparm_limit=1&sysparm_fields=number" });
    let request = json!({ "batch_request_id": "1", "rest_requests": [request] });
    let serviced = json!({
        "id": "a", "body": "eyJyZXN1bHQiOlt7Im51bWJlciI6IklNUzAwMDAwMDEifV19", "status_code": 200, "status_text": "OK", "headers": [],
        "execution_time": 12,
    });
    let answer = json!({ "batch_request_id": "1", "serviced_requests": [serviced], "unserviced_requests": [] });
    vec![Description {
        summary: "Carry out several requests",
        words: format!(
            "One after the other, each answered as if it had come alone. At most {MAX_REQUESTS} requests, {MAX_BATCH_BYTES} bytes and {} seconds; \
             what does not fit is in `unserviced_requests`. ServiceNow's clients call it under `/api/now/v1/`.",
            MAX_MS / 1000
        ),
        parameters: vec!["X-HTTP-Method-Override", "traceparent"],
        body: body(&json_content(&reference("Batch"), &[("One request", request)])),
        successes: vec![success(
            200,
            "The requests were carried out, each with its own status",
            &["X-D1-Bookmark"],
            json_content(&reference("BatchAnswer"), &[("One answer", answer)]),
        )],
        ..Description::new("/api/now/batch", "POST", "sendBatch", "Batch API")
    }]
}
