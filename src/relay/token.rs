//! Access tokens of the instance (`/oauth_token.do`, grant type `client_credentials`).

use super::answer::{Answer, Kind, Meaning, read};
use super::pause::{Pause, PauseReason};
use super::request::Request;
use serde_json::Value;

/// How long before it expires a token is no longer used, in milliseconds.
const SPARE_MS: i64 = 60_000;

/// How long a token is valid if the answer does not say so, in seconds: ServiceNow's default.
const DEFAULT_SECONDS: i64 = 1_799;

/// An access token. Without `Debug`, because it is secret.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The value of `Authorization`.
    pub authorization: String,
    /// Until when it is used, in milliseconds since 1970.
    pub good_until: i64,
}

/// The request for a token.
#[must_use]
pub fn token_request(id: &str, secret: &str) -> Request {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", id)
        .append_pair("client_secret", secret)
        .finish();
    Request::form("/oauth_token.do", body)
}

/// Reads the answer to [`token_request`]. `now` is in milliseconds since 1970.
///
/// # Errors
/// Why the relay has to pause.
pub fn read_token(answer: Option<&Answer>, now: i64) -> Result<AccessToken, Pause> {
    let because = |reason| Pause { reason, asked_ms: None };
    let json = answer.filter(|answer| answer.status == 200).and_then(Answer::json);
    if let Some(json) = &json {
        let token = json.get("access_token").and_then(Value::as_str).filter(|token| is_header_text(token));
        let token = token.ok_or_else(|| because(PauseReason::Asleep))?;
        let seconds =
            json.get("expires_in").and_then(|seconds| seconds.as_i64().or_else(|| seconds.as_str()?.parse().ok()));
        let ms = seconds.unwrap_or(DEFAULT_SECONDS).clamp(0, 86_400) * 1_000;
        return Ok(AccessToken {
            authorization: format!("Bearer {token}"),
            good_until: now + ms - SPARE_MS.min(ms / 2),
        });
    }
    Err(match read(Kind::Update, answer, now) {
        Meaning::Paused(pause) => pause,
        // 400 and the like: the instance does not know the client or the grant type.
        Meaning::Refused(_) | Meaning::Missing(_) => because(PauseReason::Unauthorized),
        Meaning::Unknown { .. } | Meaning::Busy => because(PauseReason::NoAnswer),
        Meaning::Asleep | Meaning::Delivered(_) | Meaning::Records(_) => because(PauseReason::Asleep),
    })
}

fn is_header_text(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}
