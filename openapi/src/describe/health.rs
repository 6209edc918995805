//! Health checks (contract, section 8).

use super::{Description, success};
use crate::example::json_content;
use crate::schemas::reference;
use serde_json::json;

pub fn all() -> Vec<Description> {
    let check = |path, id, summary, word: &str| Description {
        summary,
        parameters: vec!["traceparent"],
        successes: vec![success(
            200,
            "All is well",
            &["X-D1-Bookmark"],
            json_content(&reference("Health"), &[("All is well", json!({ "status": word }))]),
        )],
        ..Description::new(path, "GET", id, "Operation")
    };
    vec![
        check("/healthz", "isAlive", "Whether the service runs", "ok"),
        check("/readyz", "isReady", "Whether its database answers", "ready"),
    ]
}
