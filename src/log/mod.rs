//! The log: one JSON line for each request (contract, section 8).
//!
//! A line has no room for credentials, tokens or bodies; what is not a field here cannot be logged.

mod traceparent;

pub use traceparent::valid_traceparent;

use serde::Serialize;

/// How many bytes of the path are logged.
const MAX_PATH_BYTES: usize = 256;

/// What is logged of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RequestLog {
    /// `error` for a fault on our side, else `info`.
    pub level: &'static str,
    /// The id that the caller got in `X-Transaction-ID`.
    pub transaction_id: String,
    /// The method.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The status that was answered.
    pub status: u16,
    /// The stable word for the error, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// What an operator has to know to act, for faults on our side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The caller's identity, once it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// Time from the request to the answer in milliseconds.
    pub duration_ms: u64,
    /// Statements that D1 was given.
    pub d1_statements: u32,
    /// Time spent waiting for D1 in milliseconds.
    pub d1_ms: u64,
    /// The caller's `traceparent`, if it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
}

impl RequestLog {
    /// Fills in what is known once the request is answered.
    pub fn finish(&mut self, transaction_id: &str, method: &str, path: &str, status: u16) {
        self.level = if status >= 500 { "error" } else { "info" };
        transaction_id.clone_into(&mut self.transaction_id);
        method.clone_into(&mut self.method);
        path.get(..path.floor_char_boundary(MAX_PATH_BYTES)).unwrap_or_default().clone_into(&mut self.path);
        self.status = status;
    }

    /// The line.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What is logged of a scheduled clean-up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CleanUpLog {
    level: &'static str,
    job: &'static str,
    /// How many expired idempotency records were deleted.
    pub deleted: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl CleanUpLog {
    /// The line of a clean-up that has deleted nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { level: "info", job: "forget_idempotency_records", deleted: 0, reason: None }
    }

    /// The clean-up failed; the reason is what an operator has to know to act.
    pub fn fail(&mut self, reason: &str) {
        self.level = "error";
        self.reason = Some(reason.to_owned());
    }

    /// Whether the clean-up failed.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        self.reason.is_some()
    }

    /// The line.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Default for CleanUpLog {
    fn default() -> Self {
        Self::new()
    }
}
