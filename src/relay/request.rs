//! Requests to the instance.

use super::values::{Difference, Values};
use crate::store::idempotency;
use serde::Serialize;

/// How long the relay waits for an answer, in milliseconds. Cloudflare ends a run that follows a call after 30 seconds.
pub const TIMEOUT_MS: u32 = 20_000;

/// The path of the Help Request API.
const CREATE_OR_UPDATE: &str = "/api/now/helprequest/action/create_or_update";

/// A request to the instance, without credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The HTTP method.
    pub method: &'static str,
    /// The path and the query, relative to the instance's base URL.
    pub path: String,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body; `None` for none.
    pub body: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    interaction: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_sys_id: Option<&'a str>,
    #[serde(flatten)]
    values: Difference<'a>,
}

impl Request {
    /// A `GET` of JSON.
    pub(super) fn get(path: String) -> Self {
        Self { method: "GET", path, headers: vec![("Accept", "application/json".to_owned())], body: None }
    }

    /// A `POST` of a form.
    pub(super) fn form(path: &str, body: String) -> Self {
        let content_type = "application/x-www-form-urlencoded".to_owned();
        Self::post(path, content_type, body)
    }

    /// A create, with a key. An instance that knows idempotency keys carries it out once.
    pub(super) fn create(interaction: &str, values: &Values, key: &str) -> Self {
        let all = values.difference(None).unwrap_or_default();
        let mut request = Self::json(&Body { interaction, action_sys_id: None, values: all });
        request.headers.push((idempotency::HEADER, key.to_owned()));
        request
    }

    /// An update of the instance's record. It is idempotent, so it needs no key.
    pub(super) fn update(interaction: &str, remote_sys_id: &str, values: Difference<'_>) -> Self {
        Self::json(&Body { interaction, action_sys_id: Some(remote_sys_id), values })
    }

    fn json(body: &impl Serialize) -> Self {
        let body = serde_json::to_string(body).unwrap_or_default();
        Self::post(CREATE_OR_UPDATE, "application/json".to_owned(), body)
    }

    fn post(path: &str, content_type: String, body: String) -> Self {
        let headers = vec![("Accept", "application/json".to_owned()), ("Content-Type", content_type)];
        Self { method: "POST", path: path.to_owned(), headers, body: Some(body) }
    }
}
