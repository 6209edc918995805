//! Deletes telephony systems' events of which nothing has come for 7 days.

use crate::cti::sql;
use crate::jobs::{delete_in_portions, finished};
use crate::log::JobLog;
use crate::platform::Platform;

/// Deletes events, until none remains, a portion fails, or the time is over. `None` without sources.
pub async fn run(platform: &Platform) -> Option<JobLog> {
    let mut log = JobLog::new("forget_cti_events");
    let result = match platform.cti_settings() {
        Ok(settings) if settings.sources.is_empty() => return None,
        Ok(_) => delete_in_portions(platform, &mut log, sql::purge).await.map(|_| ()),
        Err(error) => Err(error.into()),
    };
    Some(finished(log, result))
}
