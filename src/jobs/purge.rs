//! Deletes idempotency records that are older than 7 days.

use super::{delete_in_portions, finished, number};
use crate::error::ApiError;
use crate::log::JobLog;
use crate::platform::{Platform, now_ms, utc_time};
use crate::store::idempotency;

/// Deletes expired records, until none remains, a portion fails, or the time is over.
pub(super) async fn run(platform: &Platform) -> JobLog {
    let mut log = JobLog::new("forget_idempotency_records");
    let result = purge(platform, &mut log).await;
    finished(log, result)
}

async fn purge(platform: &Platform, log: &mut JobLog) -> Result<(), ApiError> {
    if !delete_in_portions(platform, log, |now| idempotency::purge(now).to_vec()).await? {
        let left = number(platform, &[idempotency::count_expired(utc_time(now_ms())?)]).await?;
        log.counts.left = Some(left).filter(|left| *left > 0);
    }
    Ok(())
}
