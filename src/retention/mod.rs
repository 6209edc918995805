//! Retention: deletes what ended longer ago than `RETENTION_DAYS` (contract, section 13), in portions.
//!
//! `records` deletes records, `changes` deletes changes of the log. Both keep what the archive or the relay must read first
//! ([`Deletable`]).

mod changes;
mod records;
mod settings;

pub use changes::{CHANGES_AT_ONCE, delete_changes};
pub use records::{ExpiredRecords, Page};
pub use settings::RetentionSettings;

use crate::store::Deletable;
use crate::time::UtcTime;

/// What may be deleted in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// What ended before this time, and was not changed since, is deleted.
    pub oldest: UtcTime,
    /// The changes that may be deleted. A record may be deleted if all its changes may.
    pub deletable: Deletable,
}
