//! Scheduled jobs.

mod archive;
mod cti;
mod purge;
pub mod relay;
mod retention;
mod stale;

use crate::error::ApiError;
use crate::log::JobLog;
use crate::platform::d1::{self, Results, Session};
use crate::platform::{Platform, log, now_ms, utc_time};
use crate::store::{Statement, ValueRow};
use crate::time::UtcTime;

/// The schedule of the jobs that run once an hour, as in `wrangler.toml`.
const HOURLY: &str = "17 * * * *";

/// The schedule of the relay and of what must not wait for an hour.
const EVERY_MINUTE: &str = "* * * * *";

/// How long to wait for a batch, in milliseconds. D1 stops a batch after 30 seconds (D1 documentation, "Limits").
const MAX_WAIT_MS: i64 = 30_000;

/// Runs the jobs of a schedule, one after the other. A job that fails does not stop the next one. A job that is off has no log
/// line.
///
/// # Errors
/// A job failed, or no job has this schedule. The log line has the reason; the error makes the platform show the run as failed.
pub async fn run(schedule: &str, platform: &Platform) -> Result<(), &'static str> {
    let runs = match schedule {
        EVERY_MINUTE => cti::record_waiting::run(platform).await.into_iter().collect(),
        HOURLY => [
            Some(purge::run(platform).await),
            cti::forget::run(platform).await,
            stale::run(platform).await,
            retention::run(platform).await,
            // Last, because it uses the most CPU.
            archive::run(platform).await,
        ]
        .into_iter()
        .flatten()
        .collect(),
        _ => vec![JobLog::failed("none", &format!("no job has the schedule \"{schedule}\"; compare wrangler.toml"))],
    };
    for run in &runs {
        log(&run.to_line(), run.has_failed());
    }
    // After the job that may have recorded something.
    let relayed = if schedule == EVERY_MINUTE { relay::scheduled(platform).await } else { Ok(()) };
    if runs.iter().any(JobLog::has_failed) { Err("a scheduled job failed; its log line says why") } else { relayed }
}

/// The log line of a run that has ended.
fn finished(mut log: JobLog, result: Result<(), ApiError>) -> JobLog {
    if let Err(error) = result {
        log.fail(error.log_reason().unwrap_or_default());
    }
    log
}

/// Longest time that a run deletes in portions, in milliseconds.
const MAX_DELETE_MS: i64 = 20_000;

/// Deletes in portions, so that no batch blocks the database for long. `portion` makes the statements of one at a time; the last
/// yields how many records it has deleted. Returns whether nothing is left. Otherwise the time was over, and the next run continues.
///
/// # Errors
/// A portion failed.
async fn delete_in_portions(
    platform: &Platform,
    log: &mut JobLog,
    portion: impl Fn(UtcTime) -> Vec<Statement>,
) -> Result<bool, ApiError> {
    let started_at = now_ms();
    let mut deleted = 0;
    log.counts.deleted = Some(deleted);
    while now_ms() - started_at < MAX_DELETE_MS {
        let portion = number(platform, &portion(utc_time(now_ms())?)).await?;
        deleted += portion;
        log.counts.deleted = Some(deleted);
        if portion == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Runs a batch once.
async fn batch(platform: &Platform, statements: &[Statement]) -> Result<Results, ApiError> {
    Ok(d1::run(platform, statements, Session::None, MAX_WAIT_MS).await?)
}

/// Runs a batch. Returns the number that its last statement yields.
async fn number(platform: &Platform, statements: &[Statement]) -> Result<u64, ApiError> {
    let results = batch(platform, statements).await?;
    let number = results.first::<ValueRow>(statements.len() - 1)?.and_then(|row| row.value);
    Ok(number.and_then(|number| number.parse().ok()).unwrap_or_default())
}
