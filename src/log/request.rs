//! The log line of a request.

use serde::Serialize;

/// Most bytes of a path that are logged.
const MAX_PATH_BYTES: usize = 256;

/// Most bytes of a method that are logged. A header can ask for any.
const MAX_METHOD_BYTES: usize = 16;

/// The start of a text, of at most `bytes` bytes.
fn start(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

/// The log line of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RequestLog {
    /// `error` if the status is 500 or higher, else `info`.
    pub level: &'static str,
    /// The id that the caller gets in `X-Transaction-ID`.
    pub transaction_id: String,
    /// The HTTP method that the caller asked for, cut after 16 bytes.
    pub method: String,
    /// The path without the query, cut after 256 bytes.
    pub path: String,
    /// The HTTP status code of the answer.
    pub status: u16,
    /// A stable code for the error, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// The reason, for the operator, if the fault is on our side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The unknown names in the request, which were ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored_fields: Option<String>,
    /// Who calls, once that is verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// What became of a telephony system's event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cti_status: Option<&'static str>,
    /// Why it was not recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cti_reason: Option<&'static str>,
    /// Time from the request to the answer, in milliseconds.
    pub duration_ms: u64,
    /// How many statements D1 got, those of retries included.
    pub d1_statements: u32,
    /// Time spent waiting for D1, in milliseconds, pauses before retries included.
    pub d1_ms: u64,
    /// The transaction id of the batch that the request came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// How many requests of a batch were carried out. Each has its own line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serviced: Option<usize>,
    /// How many requests of a batch were not carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unserviced: Option<usize>,
    /// How long the oldest change waits for the relay, in seconds: for `/readyz`, if one waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relay_oldest_seconds: Option<u64>,
    /// The caller's `traceparent` header, if it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
}

impl RequestLog {
    /// Fills in the fields that are known once the request is answered.
    pub fn finish(&mut self, transaction_id: &str, method: &str, path: &str, status: u16) {
        self.level = if status >= 500 { "error" } else { "info" };
        transaction_id.clone_into(&mut self.transaction_id);
        start(method, MAX_METHOD_BYTES).clone_into(&mut self.method);
        start(path, MAX_PATH_BYTES).clone_into(&mut self.path);
        self.status = status;
    }

    /// The line as JSON.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
