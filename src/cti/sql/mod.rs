//! The statements.
//!
//! An event needs two batches at most. The first keeps its observations and reads all that is known of its calls. The second
//! writes what has to change, on condition that nobody else has written meanwhile: the calls have as many observations as were
//! folded, and their legs are as they were read. Otherwise it changes nothing, and the caller starts again. Whichever of several
//! events comes last folds them all.
//!
//! Each write may be repeated: an observation is kept once, ids of new records are chosen before, and a repeated second batch
//! finds its own revision.

mod read;
mod write;

pub use read::{WaitingGroup, found, observations, purge, report, state};
pub use write::{Registering, Writing};

use super::{Counts, GroupPlan};
use crate::store::{SqlBuilder, Statement};
use crate::sys_id::SysId;
use crate::time::UtcTime;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// How many days observations are kept (contract, section 12).
pub const KEPT_DAYS: i64 = 7;

/// Most observations of a group. A conference of an hour has about a hundred.
pub const MAX_OBSERVATIONS: i64 = 2_000;

/// The days on which observations that are kept may have come, as `yyyy-MM-dd`. A day more, because clocks differ.
#[must_use]
pub fn days(now: UtcTime) -> Vec<String> {
    (-1..=KEPT_DAYS + 1).filter_map(|ago| Some(now.plus(TimeDelta::days(-ago))?.date())).collect()
}

/// Whose groups a statement is about.
#[derive(Clone, Copy, Debug)]
pub enum Groups<'a> {
    /// These.
    Named(&'a [String]),
    /// Those whose call has one of these ids, of these days.
    OfCalls {
        /// The ids.
        calls: &'a [String],
        /// The days, as `yyyy-MM-dd`.
        days: &'a [String],
    },
}

impl Groups<'_> {
    /// SQL that yields the groups.
    pub(super) fn sql(&self, source: &str, sql: &mut SqlBuilder) -> String {
        match self {
            Self::Named(groups) => {
                let groups = sql.bind(json!(groups).to_string());
                format!("SELECT value FROM json_each({groups})")
            }
            Self::OfCalls { calls, days } => {
                let (calls, days) = (sql.bind(json!(calls).to_string()), sql.bind(json!(days).to_string()));
                format!(
                    "SELECT call_group FROM cti_call WHERE day IN (SELECT value FROM json_each({days})) \
                     AND source = {source} AND call IN (SELECT value FROM json_each({calls}))"
                )
            }
        }
    }
}

/// The statement that adds counts. Nothing is counted twice if it is repeated. `None` without counts.
#[must_use]
pub fn count(counts: &Counts, revision: &SysId) -> Option<Statement> {
    count_if(counts, revision, "true", SqlBuilder::new())
}

/// Like [`count`], if the condition holds.
fn count_if(counts: &Counts, revision: &SysId, condition: &str, mut sql: SqlBuilder) -> Option<Statement> {
    let rows: Vec<Value> = counts
        .iter()
        .map(|(source, status, reason, count)| {
            json!({"source": source, "status": status.as_str(), "reason": reason, "events": count.events, "last": count.last})
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let (rows, revision) = (sql.bind(Value::from(rows).to_string()), sql.bind(revision));
    Some(sql.statement(format!(
        "INSERT INTO cti_count (source, status, reason, events, last_event, revision) \
         SELECT value ->> '$.source', value ->> '$.status', value ->> '$.reason', value ->> '$.events', value ->> '$.last', \
           {revision} FROM json_each({rows}) WHERE {condition} \
         ON CONFLICT (source, status, reason) DO UPDATE SET events = events + excluded.events, \
           last_event = max(last_event, excluded.last_event), revision = excluded.revision \
         WHERE revision <> excluded.revision"
    )))
}

/// SQL for: nobody else has written since the groups were read.
fn is_unchanged(source: &str, groups: &[GroupPlan], sql: &mut SqlBuilder) -> String {
    let rows: Vec<Value> = groups
        .iter()
        .map(|group| json!({"group": group.group, "count": group.observations, "revisions": group.revisions}))
        .collect();
    let rows = sql.bind(Value::from(rows).to_string());
    format!(
        "NOT EXISTS (SELECT 1 FROM json_each({rows}) AS g WHERE \
           (SELECT count(*) FROM cti_observation AS o WHERE o.source = {source} AND o.call_group = g.value ->> '$.group') \
             <> g.value ->> '$.count' \
           OR coalesce((SELECT group_concat(revision, '') FROM (SELECT l.revision FROM cti_leg AS l \
             WHERE l.source = {source} AND l.call_group = g.value ->> '$.group' ORDER BY l.leg)), '') \
             <> g.value ->> '$.revisions')"
    )
}
