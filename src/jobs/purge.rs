//! Deletes idempotency records that are older than 7 days.

use crate::error::ApiError;
use crate::log::JobLog;
use crate::platform::d1::{self, Session};
use crate::platform::{Platform, now_ms, utc_time};
use crate::store::{Statement, ValueRow, idempotency};

/// Longest time that one run deletes, in milliseconds. It deletes in portions, so that it never blocks the database for
/// long. The next run continues where this one stopped.
const MAX_RUN_MS: i64 = 20_000;

/// How long to wait for a portion, in milliseconds. D1 stops a batch after 30 seconds (D1 documentation, "Limits").
const MAX_WAIT_MS: i64 = 30_000;

/// Deletes expired records, until none is left, a portion fails, or [`MAX_RUN_MS`] are over.
pub(super) async fn run(platform: &Platform) -> JobLog {
    let mut log = JobLog::new("forget_idempotency_records");
    if let Err(error) = purge(platform, &mut log).await {
        log.fail(error.log_reason().unwrap_or_default());
    }
    log
}

async fn purge(platform: &Platform, log: &mut JobLog) -> Result<(), ApiError> {
    let started_at = now_ms();
    let mut deleted = 0;
    log.deleted = Some(deleted);
    while now_ms() - started_at < MAX_RUN_MS {
        let portion = number(platform, &idempotency::purge(utc_time(now_ms())?)).await?;
        deleted += portion;
        log.deleted = Some(deleted);
        if portion == 0 {
            return Ok(());
        }
    }
    let left = number(platform, &[idempotency::count_expired(utc_time(now_ms())?)]).await?;
    log.left = Some(left).filter(|left| *left > 0);
    Ok(())
}

/// Runs a batch. Returns the number that its last statement yields.
async fn number(platform: &Platform, statements: &[Statement]) -> Result<u64, ApiError> {
    let results = d1::run(platform, statements, Session::None, MAX_WAIT_MS).await?;
    let number = results.first::<ValueRow>(statements.len() - 1)?.and_then(|row| row.value);
    Ok(number.and_then(|number| number.parse().ok()).unwrap_or_default())
}
