//! Clears away telephony systems' events of which nothing has come for 7 days.

use crate::cti::sql;
use crate::error::ApiError;
use crate::jobs::{finished, number};
use crate::log::JobLog;
use crate::platform::{Platform, now_ms, utc_time};

/// Longest time that one run deletes, in milliseconds. The next run goes on.
const MAX_RUN_MS: i64 = 20_000;

/// Deletes in portions, until nothing is left, a portion fails, or [`MAX_RUN_MS`] are over. `None` without sources.
pub async fn run(platform: &Platform) -> Option<JobLog> {
    let mut log = JobLog::new("forget_cti_events");
    let result = match platform.cti_settings() {
        Ok(settings) if settings.sources.is_empty() => return None,
        Ok(_) => purge(platform, &mut log).await,
        Err(error) => Err(error.into()),
    };
    Some(finished(log, result))
}

async fn purge(platform: &Platform, log: &mut JobLog) -> Result<(), ApiError> {
    let started_at = now_ms();
    let mut deleted = 0;
    log.counts.deleted = Some(deleted);
    while now_ms() - started_at < MAX_RUN_MS {
        let portion = number(platform, &sql::purge(utc_time(now_ms())?)).await?;
        deleted += portion;
        log.counts.deleted = Some(deleted);
        if portion == 0 {
            break;
        }
    }
    Ok(())
}
