//! Archives the log in R2, one object after the other.

use super::{batch, finished};
use crate::archive::{self, RangeRow, StateRow, lines, next, note_archived, plan};
use crate::error::ApiError;
use crate::log::JobLog;
use crate::platform::Platform;
use crate::platform::r2::Archive;

/// Most objects of a run. Each takes at most 50 ms of CPU time, and a run has 2 seconds (`cpu_ms` in `wrangler.toml`).
const MAX_OBJECTS: usize = 30;

/// Archives until the end of the log, a failure, or [`MAX_OBJECTS`]. `None` if there is no archive.
pub(super) async fn run(platform: &Platform) -> Option<JobLog> {
    let mut log = JobLog::new("archive_changes");
    let bucket = platform.archive();
    let result = match (archive::is_on(platform, bucket.is_some()), bucket) {
        (Ok(_), None) => return None,
        (Ok(_), Some(bucket)) => archive(platform, &bucket, &mut log).await,
        (Err(error), _) => Err(error.into()),
    };
    Some(finished(log, result))
}

async fn archive(platform: &Platform, bucket: &Archive, log: &mut JobLog) -> Result<(), ApiError> {
    log.counts.archived = Some(0);
    for _ in 0..MAX_OBJECTS {
        let results = batch(platform, &next()).await?;
        let state = results.first::<StateRow>(0)?.ok_or_else(no_state)?;
        let archived_through = state.archived_through;
        let object = match state.planned() {
            Some(object) => object,
            None => {
                let Some(object) = results.first::<RangeRow>(1)?.and_then(RangeRow::object) else {
                    return Ok(());
                };
                let results = batch(platform, &plan(&object, archived_through)).await?;
                // Another run may have been first.
                match results.first::<StateRow>(1)?.and_then(StateRow::planned) {
                    Some(object) => object,
                    None => continue,
                }
            }
        };
        let changes = batch(platform, &[lines(object.range)]).await?.values(0)?;
        bucket.keep(&object.key, &changes).await.map_err(ApiError::Unavailable)?;
        batch(platform, &[note_archived(&object)]).await?;
        log.counts.archived =
            log.counts.archived.map(|before| before + u64::try_from(changes.len()).unwrap_or_default());
    }
    log.counts.more = Some(true);
    Ok(())
}

fn no_state() -> ApiError {
    ApiError::Internal("the table change_archive has lost its row; see docs/archive.md".to_owned())
}
