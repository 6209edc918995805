//! The log line of a run of the relay.

use serde::Serialize;

/// What a run of the relay did. Has no field for credentials and values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelayLog {
    /// `error` if the operator has something to mend, else `info`.
    pub level: &'static str,
    /// Always `relay`.
    pub job: &'static str,
    /// How many creates and updates the instance has accepted.
    pub delivered: u32,
    /// How many records the instance has refused.
    #[serde(skip_serializing_if = "is_zero")]
    pub parked: u32,
    /// How many calls have an outcome that is not known.
    #[serde(skip_serializing_if = "is_zero")]
    pub unknown: u32,
    /// Why the relay pauses now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<&'static str>,
    /// For how long it pauses, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause_seconds: Option<i64>,
    /// How long the run took, in milliseconds.
    pub duration_ms: u64,
    /// Why the run failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Default for RelayLog {
    fn default() -> Self {
        Self {
            level: "info",
            job: "relay",
            delivered: 0,
            parked: 0,
            unknown: 0,
            paused: None,
            pause_seconds: None,
            duration_ms: 0,
            reason: None,
        }
    }
}

impl RelayLog {
    /// Marks the run as failed. The reason is for the operator.
    pub fn fail(&mut self, reason: &str) {
        self.level = "error";
        self.reason = Some(reason.to_owned());
    }

    /// Whether the run failed.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        self.reason.is_some()
    }

    /// The line as JSON.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
