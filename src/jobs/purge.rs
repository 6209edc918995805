//! Deletes idempotency records that are older than 7 days.

use super::{finished, number};
use crate::error::ApiError;
use crate::log::JobLog;
use crate::platform::{Platform, now_ms, utc_time};
use crate::store::idempotency;

/// Longest time that one run deletes, in milliseconds. It deletes in portions, so that it never blocks the database for
/// long. The next run continues.
const MAX_RUN_MS: i64 = 20_000;

/// Deletes expired records, until none remains, a portion fails, or [`MAX_RUN_MS`] are over.
pub(super) async fn run(platform: &Platform) -> JobLog {
    let mut log = JobLog::new("forget_idempotency_records");
    let result = purge(platform, &mut log).await;
    finished(log, result)
}

async fn purge(platform: &Platform, log: &mut JobLog) -> Result<(), ApiError> {
    let started_at = now_ms();
    let mut deleted = 0;
    log.counts.deleted = Some(deleted);
    while now_ms() - started_at < MAX_RUN_MS {
        let portion = number(platform, &idempotency::purge(utc_time(now_ms())?)).await?;
        deleted += portion;
        log.counts.deleted = Some(deleted);
        if portion == 0 {
            return Ok(());
        }
    }
    let left = number(platform, &[idempotency::count_expired(utc_time(now_ms())?)]).await?;
    log.counts.left = Some(left).filter(|left| *left > 0);
    Ok(())
}
