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

/// What is logged of a job.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JobLog {
    level: &'static str,
    job: &'static str,
    /// How many records were deleted, by a job that deletes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<u64>,
    /// How many records are left for the next run, where the time was over before all were deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl JobLog {
    /// The line of a job that has done nothing yet.
    #[must_use]
    pub const fn new(job: &'static str) -> Self {
        Self { level: "info", job, deleted: None, left: None, reason: None }
    }

    /// The line of a job that failed. The reason is what an operator has to know to act.
    #[must_use]
    pub fn failed(job: &'static str, reason: &str) -> Self {
        let mut log = Self::new(job);
        log.fail(reason);
        log
    }

    /// The job failed. The reason is what an operator has to know to act.
    pub fn fail(&mut self, reason: &str) {
        self.level = "error";
        self.reason = Some(reason.to_owned());
    }

    /// Whether the job failed.
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
