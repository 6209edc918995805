//! The statements of the archive.

use super::{ArchiveObject, Range};
use crate::store::{SqlBuilder, Statement};
use serde::Deserialize;

/// Most changes of an object.
const MAX_CHANGES: i64 = 2_000;

/// Most characters of the changed values in an object, unless a single change has more. Reading them blocks the database for
/// about 20 milliseconds.
const MAX_CHARACTERS: i64 = 1_000_000;

/// How far the archive goes, and the object that is planned.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StateRow {
    /// Changes up to this number are in the archive.
    pub archived_through: i64,
    first: Option<i64>,
    last: Option<i64>,
    object_key: Option<String>,
}

impl StateRow {
    /// The planned object; `None` if there is none.
    #[must_use]
    pub fn planned(self) -> Option<ArchiveObject> {
        let range = Range { first: self.first?, last: self.last? };
        Some(ArchiveObject { range, key: self.object_key? })
    }
}

/// The range of the next object. All members are `None` at the end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct RangeRow {
    first: Option<i64>,
    last: Option<i64>,
    recorded_at: Option<i64>,
}

impl RangeRow {
    /// The object for these changes; `None` if there are none.
    #[must_use]
    pub fn object(self) -> Option<ArchiveObject> {
        ArchiveObject::new(Range { first: self.first?, last: self.last? }, self.recorded_at?)
    }
}

fn state() -> Statement {
    SqlBuilder::new().statement("SELECT archived_through, first, last, object_key FROM change_archive WHERE id = 1")
}

/// The batch that finds what to do next. It yields the [`StateRow`], and the [`RangeRow`] of the changes after the archived ones.
#[must_use]
pub fn next() -> [Statement; 2] {
    let mut sql = SqlBuilder::new();
    let (changes, characters) = (sql.bind(MAX_CHANGES), sql.bind(MAX_CHARACTERS));
    let range = sql.statement(format!(
        "WITH sized AS (SELECT sequence, recorded_at, sum(length) OVER (ORDER BY sequence) AS characters, \
             row_number() OVER (ORDER BY sequence) AS place \
           FROM (SELECT sequence, recorded_at, length(changes) AS length FROM record_change \
             WHERE sequence > (SELECT archived_through FROM change_archive WHERE id = 1) \
             ORDER BY sequence LIMIT {changes})) \
         SELECT min(sequence) AS first, max(sequence) AS last, \
           (SELECT recorded_at FROM sized WHERE place = 1) AS recorded_at \
         FROM sized WHERE characters <= {characters} OR place = 1"
    ));
    [state(), range]
}

/// The batch that plans an object, unless one is planned already or another run has archived meanwhile. It yields the
/// [`StateRow`] last.
#[must_use]
pub fn plan(object: &ArchiveObject, archived_through: i64) -> [Statement; 2] {
    let mut sql = SqlBuilder::new();
    let (first, last) = (sql.bind(object.range.first), sql.bind(object.range.last));
    let (key, through) = (sql.bind(object.key.as_str()), sql.bind(archived_through));
    let plan = sql.statement(format!(
        "UPDATE change_archive SET first = {first}, last = {last}, object_key = {key} \
         WHERE id = 1 AND object_key IS NULL AND archived_through = {through}"
    ));
    [plan, state()]
}

/// The statement that yields the lines of an object as `value`: each a change, as JSON with the columns of the log.
#[must_use]
pub fn lines(range: Range) -> Statement {
    let mut sql = SqlBuilder::new();
    let (first, last) = (sql.bind(range.first), sql.bind(range.last));
    sql.statement(format!(
        "SELECT json_object('sequence', sequence, 'tablename', tablename, 'documentkey', documentkey, \
           'interaction', interaction, 'operation', operation, 'changes', json(changes), 'user', user, \
           'transaction_id', transaction_id, 'recorded_at', recorded_at, 'record_updated_on', record_updated_on) AS value \
         FROM record_change WHERE sequence BETWEEN {first} AND {last} ORDER BY sequence"
    ))
}

/// The statement that stores that the object is archived. It changes nothing if another run has stored that already.
#[must_use]
pub fn note_archived(object: &ArchiveObject) -> Statement {
    let mut sql = SqlBuilder::new();
    let key = sql.bind(object.key.as_str());
    sql.statement(format!(
        "UPDATE change_archive SET archived_through = last, first = NULL, last = NULL, object_key = NULL \
         WHERE id = 1 AND object_key = {key}"
    ))
}
