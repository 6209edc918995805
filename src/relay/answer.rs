//! What an answer of the instance means (contract, section 11, "What an answer means").

use super::pause::{Pause, PauseReason, asked_ms};
use crate::sys_id::SysId;
use serde_json::Value;

/// ServiceNow's message for a path that does not exist: the API is not installed, or not in this version.
pub const UNKNOWN_URI: &str = "Requested URI does not represent any resource";

/// Most characters of the instance's message that are kept.
const MAX_MESSAGE_CHARACTERS: usize = 500;

/// An answer of the instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status code. A redirect was not followed.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// `X-RateLimit-Reset`.
    pub rate_limit_reset: Option<String>,
    /// The body; empty if it was too long or not UTF-8.
    pub body: String,
}

/// What an answer means for the record that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The change was carried out. A create has the id that the instance chose.
    Delivered(Option<SysId>),
    /// The instance sleeps, or something else answers for it. The change was probably not carried out, but that is not certain.
    Asleep,
    /// The instance has refused for a reason that concerns all records, and has not carried out the change.
    Paused(Pause),
    /// The record's interaction, help request or help action does not exist at the instance. Holds the instance's message.
    Missing(String),
    /// Somebody else is changing the record. The change was not carried out.
    Busy,
    /// The instance has refused this change for good. Holds its message.
    Refused(String),
    /// The change may have been carried out.
    Unknown {
        /// Whether an answer came. Then the instance no longer works on the change.
        answered: bool,
    },
    /// The records that a search has found, as JSON.
    Records(Value),
}

/// What was asked of the instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Create,
    Update,
    Look,
}

/// Reads an answer; `None` if there was none in time, or the connection broke. `now` is in milliseconds since 1970.
pub(super) fn read(kind: Kind, answer: Option<&Answer>, now: i64) -> Meaning {
    let Some(answer) = answer else {
        return Meaning::Unknown { answered: false };
    };
    let json = answer.json();
    let paused = |reason| Meaning::Paused(Pause { reason, asked_ms: asked_ms(answer, now) });
    match (answer.status, json) {
        (401, _) => Meaning::Paused(Pause { reason: PauseReason::Unauthorized, asked_ms: None }),
        (403, _) => Meaning::Paused(Pause { reason: PauseReason::Forbidden, asked_ms: None }),
        (429, _) => paused(PauseReason::RateLimited),
        (200 | 201, Some(json)) => done(kind, json),
        // A proxy or the instance has given up waiting: the request may still be carried out.
        (408 | 502 | 504, _) => Meaning::Unknown { answered: false },
        (503, None) => Meaning::Asleep,
        (500..=599, _) => Meaning::Unknown { answered: true },
        (400..=499, Some(json)) => refused(answer.status, &json),
        // HTML instead of JSON, a redirect, 202, 204: the API does not answer this way.
        _ => Meaning::Asleep,
    }
}

/// The meaning of 200 or 201 with JSON.
fn done(kind: Kind, mut json: Value) -> Meaning {
    if kind == Kind::Look {
        return match json.get_mut("result").map(Value::take) {
            Some(records @ Value::Array(_)) => Meaning::Records(records),
            _ => Meaning::Asleep,
        };
    }
    let success = json.pointer("/result/success").map(boolean);
    match success {
        Some(Some(true)) => {
            let id = json.pointer("/result/action_sys_id").and_then(Value::as_str);
            let id = id.and_then(|id| SysId::parse(id).ok());
            // A create without an id may have been carried out, and has to be searched for.
            if kind == Kind::Create && id.is_none() {
                Meaning::Unknown { answered: true }
            } else {
                Meaning::Delivered(id)
            }
        }
        Some(Some(false)) => Meaning::Refused(message(&json)),
        _ => Meaning::Asleep,
    }
}

/// A boolean, also as a text.
fn boolean(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}

/// The meaning of a status from 400 to 499 with JSON.
fn refused(status: u16, json: &Value) -> Meaning {
    let message = message(json);
    if message.contains(UNKNOWN_URI) {
        return Meaning::Paused(Pause { reason: PauseReason::UnknownUri, asked_ms: None });
    }
    match status {
        404 => Meaning::Missing(message),
        409 => Meaning::Busy,
        _ => Meaning::Refused(message),
    }
}

/// The instance's message, with its detail, cut if it is long.
fn message(json: &Value) -> String {
    let text = |path| json.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty());
    let message = text("/error/message").or_else(|| text("/result/message")).unwrap_or("no message");
    let whole = text("/error/detail").map_or_else(|| message.to_owned(), |detail| format!("{message}: {detail}"));
    whole.chars().take(MAX_MESSAGE_CHARACTERS).collect()
}

impl Answer {
    /// The body, if `Content-Type` says that it is JSON and it is.
    pub(super) fn json(&self) -> Option<Value> {
        let essence = self.content_type.as_deref()?.split(';').next()?.trim();
        let is_json = essence.eq_ignore_ascii_case("application/json");
        serde_json::from_str(&self.body).ok().filter(|_| is_json)
    }
}
