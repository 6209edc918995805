//! Ends help actions that are open for longer than `STALE_AFTER_HOURS`.

use super::{finished, number};
use crate::auth::Actor;
use crate::error::ApiError;
use crate::help_action::StaleAfter;
use crate::log::JobLog;
use crate::platform::{Platform, new_id, now_ms, utc_time};
use crate::store::WriteContext;

/// Most portions of a run. With those of the other jobs, a run stays below the 1,000 statements that D1 allows it.
const MAX_PORTIONS: usize = 25;

/// Ends them in portions, until none remains, a portion fails, or [`MAX_PORTIONS`] are done. `None` if the job is off.
pub(super) async fn run(platform: &Platform) -> Option<JobLog> {
    let mut log = JobLog::new("end_stale_help_actions");
    let result = match StaleAfter::read(platform) {
        Ok(None) => return None,
        Ok(Some(after)) => end(platform, after, &mut log).await,
        Err(error) => Err(error.into()),
    };
    Some(finished(log, result))
}

async fn end(platform: &Platform, after: StaleAfter, log: &mut JobLog) -> Result<(), ApiError> {
    log.counts.ended = Some(0);
    for _ in 0..MAX_PORTIONS {
        let now = now_ms();
        let write = WriteContext { actor: &Actor::System, now: utc_time(now)?, transaction_id: &new_id(now) };
        let ended = number(platform, &after.end_portion(&write)).await?;
        log.counts.ended = log.counts.ended.map(|before| before + ended);
        if ended < StaleAfter::at_once() {
            return Ok(());
        }
    }
    log.counts.more = Some(true);
    Ok(())
}
