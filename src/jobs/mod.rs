//! Scheduled jobs.

mod purge;

use crate::platform::{Platform, log};

/// Runs the jobs. An `Err` is for the platform, which then shows the run as failed.
///
/// # Errors
/// A job failed. Why is in its log line.
pub async fn run(platform: &Platform) -> Result<(), &'static str> {
    let run = purge::run(platform).await;
    log(&run.to_line(), run.has_failed());
    if run.has_failed() { Err("a scheduled job failed; its log line says why") } else { Ok(()) }
}
