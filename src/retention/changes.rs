//! Deletes changes of the log.

use super::Retention;
use crate::store::{SqlBuilder, Statement};

/// Most changes that one batch deletes. It blocks the database for about 20 milliseconds.
pub const CHANGES_AT_ONCE: u64 = 2_000;

/// The batch that deletes the oldest changes, up to [`CHANGES_AT_ONCE`], and yields how many. If it yields fewer, no more may be
/// deleted.
///
/// It deletes from the beginning and leaves no gap, because the feed takes a gap for changes that its reader has missed. The
/// highest change is kept, so that its number is not used again.
#[must_use]
pub fn delete_changes(retention: Retention) -> [Statement; 2] {
    let mut sql = SqlBuilder::new();
    let (oldest, most) = (sql.bind(retention.oldest), sql.bind(CHANGES_AT_ONCE.cast_signed()));
    let first = format!("(SELECT sequence, recorded_at FROM record_change ORDER BY sequence LIMIT {most})");
    let deletable =
        retention.deletable.through().map_or(String::new(), |through| format!(" AND sequence <= {through}"));
    let delete = sql.statement(format!(
        "DELETE FROM record_change WHERE sequence <= (SELECT max(sequence) FROM {first}) \
         AND sequence < coalesce( \
           (SELECT min(sequence) FROM {first} WHERE recorded_at >= unixepoch({oldest}) * 1000), \
           (SELECT max(sequence) + 1 FROM {first})) \
         AND sequence < (SELECT max(sequence) FROM record_change){deletable}"
    ));
    [delete, SqlBuilder::new().statement("SELECT cast(changes() AS TEXT) AS value")]
}
