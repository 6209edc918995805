//! Retention: deletes what ended longer ago than `RETENTION_DAYS` (contract, section 13), in portions.
//!
//! `records` deletes records, `changes` deletes changes of the log. Both keep what the archive or another reader of the log must
//! have first ([`Deletable`]).

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
    /// What ended before, and was not changed since, goes.
    pub oldest: UtcTime,
    /// The changes that may be deleted, and the records that have no other changes.
    pub deletable: Deletable,
}
