//! The log lines of jobs.

use serde::Serialize;

/// The log line of one run of a job, with what the run did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JobLog<C = JobCounts> {
    level: &'static str,
    job: &'static str,
    /// What the run did.
    #[serde(flatten)]
    pub counts: C,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl<C: Default + Serialize> JobLog<C> {
    /// A run that has done nothing yet.
    #[must_use]
    pub fn new(job: &'static str) -> Self {
        Self { level: "info", job, counts: C::default(), reason: None }
    }

    /// A run that has failed. The reason is for the operator.
    #[must_use]
    pub fn failed(job: &'static str, reason: &str) -> Self {
        let mut log = Self::new(job);
        log.fail(reason);
        log
    }

    /// Marks the run as failed. The reason is for the operator.
    pub fn fail(&mut self, reason: &str) {
        self.level = "error";
        self.reason = Some(reason.to_owned());
    }

    /// Marks the line as an error, though the run did not fail: the operator has to correct something.
    pub const fn alert(&mut self) {
        self.level = "error";
    }

    /// Whether the run failed.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        self.reason.is_some()
    }

    /// Whether the line is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.level == "error"
    }

    /// The line as JSON.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What a run of a job did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JobCounts {
    /// How many records the run has deleted. `None` if the job does not delete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<u64>,
    /// How many changes of the log the run has deleted. `None` if the job does not delete them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_changes: Option<u64>,
    /// How many calls the run has recorded. `None` if the job does not record them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<u64>,
    /// How many help actions the run has ended. `None` if the job does not end them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<u64>,
    /// How many changes of the log the run has archived. `None` if the job does not archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<u64>,
    /// How many expired records are left for the next run. `None` if none is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
    /// `true` if the run has stopped at its limit, and the next one goes on. `None` if it came to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<bool>,
}

/// The log line of a run of the relay. An error if the operator has to correct something.
pub type RelayLog = JobLog<RelayCounts>;

/// What a run of the relay did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RelayCounts {
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
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}
