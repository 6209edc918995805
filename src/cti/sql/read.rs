//! Keeping observations, reading what is known, and clearing away.

use super::{Groups, KEPT_DAYS, MAX_OBSERVATIONS};
use crate::cti::Observation;
use crate::store::{SqlBuilder, Statement};
use crate::sys_id::SysId;
use crate::time::UtcTime;
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Most groups that a run of the purge clears away at once.
const PURGED_GROUPS: i64 = 500;

/// Most calls that the report lists.
pub const MAX_WAITING: i64 = 1_000;

/// In how many waiting groups a run looks for an interaction that exists by now.
const LOOKED_AT: i64 = 1_000;

/// Most groups that a run finds.
const FOUND: i64 = 50;

/// The statements that keep observations. The first yields those that were not there before, by `call_group`, `leg` and
/// `event_id`.
#[must_use]
pub fn observations(
    source: &str,
    observations: &[Observation],
    received: i64,
    now: UtcTime,
    transaction_id: &SysId,
) -> [Statement; 2] {
    let rows: Vec<Value> = observations.iter().map(row).collect();
    let mut sql = SqlBuilder::new();
    let (source_param, rows) = (sql.bind(source), sql.bind(Value::from(rows).to_string()));
    let (received, transaction_id) = (sql.bind(received), sql.bind(transaction_id));
    let most = sql.bind(MAX_OBSERVATIONS);
    let keep = sql.statement(format!(
        "INSERT INTO cti_observation (source, call_group, leg, event_id, calls, interaction, sequence, at, says, is_supervisor, \
           received, transaction_id) \
         SELECT {source_param}, value ->> '$.group', value ->> '$.leg', value ->> '$.event', value -> '$.calls', \
           value ->> '$.interaction', value ->> '$.order', value ->> '$.at', value -> '$.says', value ->> '$.is_supervisor', \
           {received}, {transaction_id} FROM json_each({rows}) AS j \
         WHERE (SELECT count(*) FROM cti_observation AS o WHERE o.source = {source_param} \
           AND o.call_group = j.value ->> '$.group') < {most} \
         ON CONFLICT (source, call_group, leg, event_id) DO UPDATE SET received = received \
           WHERE transaction_id = excluded.transaction_id RETURNING call_group, leg, event_id"
    ));
    let calls: BTreeSet<(&str, &str)> = observations.iter().flat_map(calls).collect();
    let calls: Vec<Value> = calls.into_iter().map(|(call, group)| json!({"call": call, "group": group})).collect();
    let mut sql = SqlBuilder::new();
    let (day, source, calls) = (sql.bind(now.date()), sql.bind(source), sql.bind(Value::from(calls).to_string()));
    let index = sql.statement(format!(
        "INSERT INTO cti_call (day, source, call, call_group) \
         SELECT {day}, {source}, value ->> '$.call', value ->> '$.group' FROM json_each({calls}) WHERE true \
         ON CONFLICT DO NOTHING"
    ));
    [keep, index]
}

fn row(one: &Observation) -> Value {
    json!({
        "group": one.group, "leg": one.leg, "event": one.event_id, "calls": one.calls,
        "interaction": one.interaction.as_ref().map(SysId::as_str), "order": one.order, "at": one.at, "says": one.says,
        "is_supervisor": i64::from(one.is_supervisor),
    })
}

/// Under which ids the group of an observation is found. Without any, under the empty one, to be cleared away later.
fn calls(one: &Observation) -> impl Iterator<Item = (&str, &str)> {
    let calls = one.calls.iter().map(String::as_str).chain(one.interaction.as_ref().map(SysId::as_str));
    let none = (one.calls.is_empty() && one.interaction.is_none()).then_some("");
    calls.chain(none).map(|call| (call, one.group.as_str()))
}

/// The statements that read what is known of groups: the rows of [`State::new`](crate::cti::State::new), in its order. `new` are
/// observations that are not in the database.
#[must_use]
pub fn state(source: &str, groups: &Groups<'_>, new: &[Observation]) -> [Statement; 5] {
    let of_groups = |columns: &str, table: &str, order: &str| {
        let mut sql = SqlBuilder::new();
        let source = sql.bind(source);
        let groups = groups.sql(&source, &mut sql);
        sql.statement(format!(
            "SELECT {columns} FROM {table} WHERE source = {source} AND call_group IN ({groups}){order}"
        ))
    };
    let observations = "call_group, leg, event_id, calls, interaction, sequence, at, says, is_supervisor";
    let mut sql = SqlBuilder::new();
    let source_param = sql.bind(source);
    let of = groups.sql(&source_param, &mut sql);
    let calls: Vec<&String> = new.iter().flat_map(|one| &one.calls).collect();
    let calls = sql.bind(json!(calls).to_string());
    let mappings = sql.statement(format!(
        "SELECT external_id AS call, document_id AS interaction FROM external_id_mapping \
         WHERE external_provider = {source_param} AND external_id IN (SELECT c.value FROM cti_observation AS o, \
           json_each(o.calls) AS c WHERE o.source = {source_param} AND o.call_group IN ({of}) \
           UNION SELECT value FROM json_each({calls}))"
    ));
    let mut sql = SqlBuilder::new();
    let source_param = sql.bind(source);
    let of = groups.sql(&source_param, &mut sql);
    let named: Vec<&str> = new.iter().filter_map(|one| one.interaction.as_ref()).map(SysId::as_str).collect();
    let named = sql.bind(json!(named).to_string());
    let interactions = sql.statement(format!(
        "SELECT sys_id AS call, sys_id AS interaction FROM interaction WHERE sys_id IN (SELECT o.interaction \
           FROM cti_observation AS o WHERE o.source = {source_param} AND o.call_group IN ({of}) \
           UNION SELECT value FROM json_each({named}))"
    ));
    [
        of_groups(observations, "cti_observation", ""),
        mappings,
        interactions,
        of_groups("call_group, leg, interaction, actions, revision", "cti_leg", " ORDER BY call_group, leg"),
        of_groups("call_group, interaction", "cti_waiting", ""),
    ]
}

/// The statements of the report: the counts, and the calls that wait, the oldest first.
#[must_use]
pub fn report() -> [Statement; 2] {
    let counts = "SELECT source, status, reason, events, last_event FROM cti_count ORDER BY source, status, reason";
    let mut sql = SqlBuilder::new();
    let most = sql.bind(MAX_WAITING);
    let waiting = format!("SELECT source, call, since FROM cti_waiting ORDER BY since, source, call LIMIT {most}");
    [SqlBuilder::new().statement(counts), sql.statement(waiting)]
}

/// A row that [`found`] yields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct WaitingGroup {
    /// The name of the source.
    pub source: String,
    /// See [`Observation::group`].
    pub call_group: String,
}

/// The statement that finds groups of these sources which wait, though the interaction that their events name exists by now. Looks at
/// those that began to wait last.
#[must_use]
pub fn found(sources: &[&str]) -> Statement {
    let mut sql = SqlBuilder::new();
    let sources = sql.bind(json!(sources).to_string());
    sql.statement(format!(
        "SELECT source, call_group FROM (SELECT source, call_group, interaction FROM cti_waiting \
           WHERE interaction IS NOT NULL AND source IN (SELECT value FROM json_each({sources})) ORDER BY since DESC LIMIT {LOOKED_AT}) AS w \
         WHERE EXISTS (SELECT 1 FROM interaction WHERE sys_id = w.interaction) LIMIT {FOUND}"
    ))
}

/// The statements that clear away groups of which nothing has come for 7 days. All run as one batch. The last one yields how many
/// rows `cti_call` has lost, as `value`. Observations of a group go together, because a fold of only some of them would be wrong.
#[must_use]
pub fn purge(now: UtcTime) -> Vec<Statement> {
    let old = |sql: &mut SqlBuilder| {
        let oldest = now.plus(TimeDelta::days(-KEPT_DAYS)).unwrap_or(now);
        let (day, most) = (sql.bind(oldest.date()), sql.bind(PURGED_GROUPS));
        let since = sql.bind(oldest);
        format!(
            "SELECT c.source, c.call_group FROM cti_call AS c WHERE c.day < {day} AND NOT EXISTS (SELECT 1 \
               FROM cti_observation AS o WHERE o.source = c.source AND o.call_group = c.call_group \
               AND o.received >= unixepoch({since}) * 1000) \
             ORDER BY c.day, c.source, c.call, c.call_group LIMIT {most}"
        )
    };
    let delete = |table: &str| {
        let mut sql = SqlBuilder::new();
        let old = old(&mut sql);
        sql.statement(format!("DELETE FROM {table} WHERE (source, call_group) IN ({old})"))
    };
    let mut sql = SqlBuilder::new();
    let old = old(&mut sql);
    let calls = sql.statement(format!("DELETE FROM cti_call WHERE day < ?1 AND (source, call_group) IN ({old})"));
    let mut statements = ["cti_observation", "cti_leg", "cti_waiting"].map(delete).to_vec();
    statements.push(calls);
    statements.push(SqlBuilder::new().statement("SELECT cast(changes() AS TEXT) AS value"));
    statements
}
