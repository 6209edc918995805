//! The state of the relay, for administrators (contract, section 11, "Seen").

use crate::time::UtcTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The state of the relay, as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Status {
    /// `RELAY_URL` is not set.
    Off,
    /// The relay sends changes as they come.
    Running(Carried),
    /// The relay waits before it tries again.
    Paused(Carried),
}

/// What the relay has sent, and what waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Carried {
    /// Why the relay pauses; `None` if it does not.
    pub pause: Option<PauseStatus>,
    /// How many changes wait, without parked ones.
    pub waiting: u64,
    /// How long the oldest of them has waited, in seconds; `None` if none waits.
    pub oldest_seconds: Option<i64>,
    /// How many creates and updates the instance has accepted.
    pub delivered: u64,
    /// How many records are parked.
    pub parked_count: u64,
    /// The first of them.
    pub parked: Vec<ParkedRecord>,
}

/// Why the relay pauses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PauseStatus {
    /// A [`PauseReason`](super::PauseReason).
    pub reason: String,
    /// How many pauses followed each other.
    pub pauses: u32,
    /// When the relay tries again, in ISO 8601.
    pub next_try: String,
}

/// A record that the instance has refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParkedRecord {
    /// The `sys_id` of the help action here.
    pub sys_id: String,
    /// The `sys_id` of its interaction.
    pub interaction: String,
    /// What was sent: a JSON object, or else a text.
    pub sent: Value,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The instance's message.
    pub message: String,
    /// When it was parked, in ISO 8601.
    pub parked_at: String,
}

#[derive(Deserialize)]
struct Row {
    pause_reason: Option<String>,
    pauses: u32,
    next_try: i64,
    delivered: u64,
    waiting: u64,
    oldest: Option<i64>,
    parked_count: u64,
    parked: Vec<ParkedRow>,
}

#[derive(Deserialize)]
struct ParkedRow {
    sys_id: String,
    interaction: String,
    sent: String,
    status: u16,
    message: String,
    parked_at: i64,
}

impl Status {
    /// Reads the JSON that the database yields; `None` if it cannot be read. `now` is in milliseconds since 1970.
    #[must_use]
    pub fn read(value: &str, now: i64) -> Option<Self> {
        let row: Row = serde_json::from_str(value).ok()?;
        let pause =
            row.pause_reason.map(|reason| PauseStatus { reason, pauses: row.pauses, next_try: iso(row.next_try) });
        let is_paused = pause.is_some();
        let carried = Carried {
            pause,
            waiting: row.waiting,
            oldest_seconds: row.oldest.map(|oldest| ((now - oldest) / 1_000).max(0)),
            delivered: row.delivered,
            parked_count: row.parked_count,
            parked: row.parked.into_iter().map(ParkedRow::shown).collect(),
        };
        Some(if is_paused { Self::Paused(carried) } else { Self::Running(carried) })
    }
}

impl ParkedRow {
    fn shown(self) -> ParkedRecord {
        ParkedRecord {
            sys_id: self.sys_id,
            interaction: self.interaction,
            sent: serde_json::from_str(&self.sent).unwrap_or(Value::String(self.sent)),
            status: self.status,
            message: self.message,
            parked_at: iso(self.parked_at),
        }
    }
}

fn iso(ms: i64) -> String {
    UtcTime::from_unix_millis(ms).map_or_else(String::new, |time| format!("{}Z", time.to_string().replace(' ', "T")))
}
