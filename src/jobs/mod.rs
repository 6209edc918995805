//! Scheduled jobs.

mod cti;
mod purge;

use crate::log::JobLog;
use crate::platform::{Platform, log};

/// The schedule of the jobs that run once an hour, as in `wrangler.toml`.
const HOURLY: &str = "17 * * * *";

/// Runs the jobs of a schedule, one after the other. A job that fails does not stop the next one.
///
/// # Errors
/// A job failed, or no job has this schedule. The log line has the reason; the error makes the platform show the run as failed.
pub async fn run(schedule: &str, platform: &Platform) -> Result<(), &'static str> {
    let runs = match schedule {
        HOURLY => vec![purge::run(platform).await, cti::run(platform).await],
        _ => vec![JobLog::failed("none", &format!("no job has the schedule \"{schedule}\"; compare wrangler.toml"))],
    };
    for run in &runs {
        log(&run.to_line(), run.has_failed());
    }
    if runs.iter().any(JobLog::has_failed) { Err("a scheduled job failed; its log line says why") } else { Ok(()) }
}
