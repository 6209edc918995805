//! The settings of retention.

use super::Retention;
use crate::config::{ConfigError, Variables};
use crate::store::Deletable;
use crate::time::UtcTime;
use chrono::TimeDelta;

/// Most days of `RETENTION_DAYS`: a hundred years.
const MAX_DAYS: u32 = 36_500;

/// For how long what has ended is kept (`RETENTION_DAYS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionSettings {
    days: u32,
}

impl RetentionSettings {
    /// Reads the settings; `None` if retention is off.
    ///
    /// # Errors
    /// The variable cannot be used.
    pub fn read(variables: &impl Variables) -> Result<Option<Self>, ConfigError> {
        Ok(variables.positive("RETENTION_DAYS", MAX_DAYS)?.map(|days| Self { days }))
    }

    /// What may be deleted now. `None` if the clock is out of range.
    #[must_use]
    pub fn at(self, now: UtcTime, deletable: Deletable) -> Option<Retention> {
        let kept = TimeDelta::try_days(self.days.into())?;
        Some(Retention { oldest: now.plus(-kept)?, deletable })
    }
}
