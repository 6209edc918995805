//! The objects of the archive and their keys.

use crate::time::UtcTime;

/// A range of changes in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The number of the first change.
    pub first: i64,
    /// The number of the last change.
    pub last: i64,
}

/// An object: its changes and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveObject {
    /// Its changes.
    pub range: Range,
    /// Its key, `changes/yyyy/mm/dd/<first>-<last>.ndjson.gz`. The day is that of the first change.
    pub key: String,
}

impl ArchiveObject {
    /// The object for these changes. `recorded_at` is when the first one was recorded, in milliseconds since 1970. `None` if that
    /// is outside the years 0000 to 9999.
    #[must_use]
    pub fn new(range: Range, recorded_at: i64) -> Option<Self> {
        let day = UtcTime::from_unix_millis(recorded_at)?.date().replace('-', "/");
        let Range { first, last } = range;
        Some(Self { range, key: format!("changes/{day}/{first}-{last}.ndjson.gz") })
    }
}
