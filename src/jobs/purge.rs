//! Deletes idempotency records whose 7 days are over.

use crate::error::ApiError;
use crate::log::CleanUpLog;
use crate::platform::d1::{self, Session};
use crate::platform::{Platform, now, now_ms};
use crate::store::{ValueRow, idempotency};

/// How many portions one run deletes at most, so that it never holds the database up for long. At one run an hour that is
/// more than 200,000 records a day. The next run goes on where this one stopped.
const MAX_PORTIONS: u32 = 20;

/// How long a portion is waited for, in milliseconds: as long as D1 works on a batch.
const MAX_WAIT_MS: i64 = 30_000;

/// Deletes expired records, and says how that went.
pub(super) async fn run(platform: &Platform) -> CleanUpLog {
    let mut log = CleanUpLog::new();
    for _ in 0..MAX_PORTIONS {
        match portion(platform).await {
            Ok(0) => break,
            Ok(deleted) => log.deleted += deleted,
            Err(error) => {
                log.fail(error.log_reason().unwrap_or_default());
                break;
            }
        }
    }
    log
}

/// Deletes a portion, and says how many records it had.
async fn portion(platform: &Platform) -> Result<u64, ApiError> {
    let statements = idempotency::purge(now(now_ms())?);
    let results = d1::run(platform, &statements, Session::None, MAX_WAIT_MS).await?;
    let deleted = results.first::<ValueRow>(1)?.and_then(|row| row.value);
    Ok(deleted.and_then(|deleted| deleted.parse().ok()).unwrap_or_default())
}
