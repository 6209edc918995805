//! Scheduled jobs.

mod purge;

use crate::platform::{Platform, log};

/// Runs the jobs.
///
/// # Errors
/// A job failed. Its log line has the reason; the error makes the platform show the run as failed.
pub async fn run(platform: &Platform) -> Result<(), &'static str> {
    let run = purge::run(platform).await;
    log(&run.to_line(), run.has_failed());
    if run.has_failed() { Err("a scheduled job failed; its log line says why") } else { Ok(()) }
}
