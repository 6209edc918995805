//! Help actions that nobody ended: a supervisor hung up, and no call said so (contract, section 13).

use crate::config::{ConfigError, Variables};
use crate::store::{SqlBuilder, Statement, WriteContext};
use chrono::TimeDelta;

/// Most help actions that one batch ends. It blocks the database for about 10 milliseconds.
const ENDED_AT_ONCE: i64 = 200;

/// Most hours of `STALE_AFTER_HOURS`: a hundred years.
const MAX_HOURS: u32 = 876_000;

/// For how long a help action may be open, in hours (`STALE_AFTER_HOURS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaleAfter(u32);

impl StaleAfter {
    /// Reads the setting; `None` if it is off.
    ///
    /// # Errors
    /// The variable cannot be used.
    pub fn read(variables: &impl Variables) -> Result<Option<Self>, ConfigError> {
        Ok(variables.positive("STALE_AFTER_HOURS", MAX_HOURS)?.map(Self))
    }

    /// The batch that ends a portion of the help actions that have been open for longer, each at its start plus that time. The
    /// second statement yields how many. Fewer than [`StaleAfter::at_once`] were the last ones.
    ///
    /// Run twice, it ends others: an ended one is no longer open.
    #[must_use]
    pub fn end_portion(self, write: &WriteContext<'_>) -> [Statement; 2] {
        let mut sql = SqlBuilder::new();
        let hours = i64::from(self.0);
        let oldest = sql.bind(TimeDelta::try_hours(-hours).and_then(|hours| write.now.plus(hours)));
        let (after, most) = (sql.bind(format!("+{hours} hours")), sql.bind(ENDED_AT_ONCE));
        let stamp = write.update_stamp(&mut sql);
        let end = sql.statement(format!(
            "UPDATE supervisor_help_action SET end_time = datetime(start_time, {after}), {stamp} \
             WHERE sys_id IN (SELECT sys_id FROM supervisor_help_action \
               WHERE end_time IS NULL AND start_time < {oldest} ORDER BY start_time LIMIT {most})"
        ));
        [end, SqlBuilder::new().statement("SELECT cast(changes() AS TEXT) AS value")]
    }

    /// Most help actions that one portion ends.
    #[must_use]
    pub const fn at_once() -> u64 {
        ENDED_AT_ONCE.unsigned_abs()
    }
}
