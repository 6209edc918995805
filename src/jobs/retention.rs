//! Deletes what ended longer ago than `RETENTION_DAYS`: records first, and then changes of the log.

use super::{batch, finished, number};
use crate::archive;
use crate::auth::Actor;
use crate::error::ApiError;
use crate::log::JobLog;
use crate::platform::{Platform, new_id, now_ms, utc_time};
use crate::retention::{CHANGES_AT_ONCE, ExpiredRecords, Page, Retention, RetentionSettings, delete_changes};
use crate::store::{Deletable, ValueRow, WriteContext};

/// Most pages of a run for each table, and most portions of changes. With the batches of the other jobs, a run stays below the
/// 1,000 statements that D1 allows it.
const MAX_PAGES: usize = 45;
const MAX_PORTIONS: usize = 50;

/// Deletes until nothing remains, a batch fails, or the limits of a run are reached. `None` if retention is off.
pub(super) async fn run(platform: &Platform) -> Option<JobLog> {
    let mut log = JobLog::new("delete_expired_records");
    let result = match RetentionSettings::read(platform) {
        Ok(None) => return None,
        Ok(Some(settings)) => delete(platform, settings, &mut log).await,
        Err(error) => Err(error.into()),
    };
    Some(finished(log, result))
}

async fn delete(platform: &Platform, settings: RetentionSettings, log: &mut JobLog) -> Result<(), ApiError> {
    let needs_archive = archive::is_on(platform, platform.archive().is_some())?;
    let deletable = Deletable { needs_archive, needs_relay: platform.relay_settings()?.is_some() };
    let retention = settings
        .at(utc_time(now_ms())?, deletable)
        .ok_or_else(|| ApiError::Internal("the time that RETENTION_DAYS leads to is out of range".to_owned()))?;
    (log.counts.deleted, log.counts.deleted_changes) = (Some(0), Some(0));
    for records in ExpiredRecords::ALL {
        delete_records(platform, records, retention, log).await?;
    }
    for _ in 0..MAX_PORTIONS {
        let deleted = number(platform, &delete_changes(retention)).await?;
        log.counts.deleted_changes = log.counts.deleted_changes.map(|before| before + deleted);
        if deleted < CHANGES_AT_ONCE {
            return Ok(());
        }
    }
    log.counts.more = Some(true);
    Ok(())
}

async fn delete_records(
    platform: &Platform,
    records: ExpiredRecords,
    retention: Retention,
    log: &mut JobLog,
) -> Result<(), ApiError> {
    let mut after = Vec::new();
    for _ in 0..MAX_PAGES {
        let now = now_ms();
        let write = WriteContext { actor: &Actor::System, now: utc_time(now)?, transaction_id: &new_id(now) };
        let statements = records.delete_page(retention, &after, &write);
        let results = batch(platform, &statements).await?;
        let value = |at| results.first::<ValueRow>(at).map(|row| row.and_then(|row| row.value));
        let page = Page::read(value(0)?, value(statements.len() - 1)?);
        log.counts.deleted = log.counts.deleted.map(|before| before + page.deleted);
        match page.last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
    log.counts.more = Some(true);
    Ok(())
}
