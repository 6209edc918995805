//! The answer to a batch: JSON with its members in ServiceNow's order. This module makes only the texts around the bodies of the
//! answers, because the bodies stay in JavaScript.

use serde::Serialize;

/// A request that was carried out, without the body of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serviced<'a> {
    /// The caller's id of the request.
    pub id: &'a str,
    /// The HTTP status code.
    pub status: u16,
    /// The headers; empty if the caller excludes them.
    pub headers: Vec<(&'a str, &'a str)>,
    /// How long the request took, in milliseconds.
    pub ms: i64,
}

#[derive(Serialize)]
struct Header<'a> {
    name: &'a str,
    value: &'a str,
}

impl Serviced<'_> {
    /// The text before and after the body, which is Base64.
    #[must_use]
    pub fn around_body(&self) -> (String, String) {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| Header { name, value }).collect();
        let before = format!("{{\"id\":{},\"body\":\"", json(&self.id));
        let after = format!(
            "\",\"status_code\":{},\"status_text\":{},\"headers\":{},\"execution_time\":{}}}",
            self.status,
            json(&reason_phrase(self.status)),
            json(&headers),
            self.ms
        );
        (before, after)
    }
}

/// The answer as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchAnswer<'a> {
    /// The caller's id of the batch.
    pub id: &'a str,
    /// The ids of the requests that were not carried out.
    pub unserviced: Vec<&'a str>,
}

impl BatchAnswer<'_> {
    /// The text before and after the requests that were carried out, which are separated by commas.
    #[must_use]
    pub fn around_serviced(&self) -> (String, String) {
        let before = format!("{{\"batch_request_id\":{},\"serviced_requests\":[", json(&self.id));
        (before, format!("],\"unserviced_requests\":{}}}", json(&self.unserviced)))
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The reason phrase of a status that this service sends (RFC 9110, section 15).
const fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}
