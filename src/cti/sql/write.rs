//! Writing what a plan says.

use super::{Groups, count_if, is_unchanged};
use crate::cti::external_id::{Facts, Registration};
use crate::cti::{Counts, GroupPlan, LegPlan, Plan, Recorded, Source};
use crate::schema::NEXT_NUMBER;
use crate::store::{DONE, SqlBuilder, Statement, WriteContext};
use crate::sys_id::SysId;
use serde_json::{Value, json};

/// A registration that the batch makes first. All else happens only if it is made.
pub struct Registering<'a> {
    /// The request.
    pub registration: &'a Registration,
    /// What the database said before.
    pub facts: &'a Facts,
    /// The groups of the call.
    pub groups: Groups<'a>,
    /// Who registers.
    pub write: WriteContext<'a>,
}

/// A plan to be written.
pub struct Writing<'a> {
    /// Whose events they are.
    pub source: &'a Source,
    /// What has to change.
    pub plan: &'a Plan,
    /// Who writes help actions and interactions.
    pub write: WriteContext<'a>,
    /// The id of this try.
    pub revision: &'a SysId,
    /// When the event arrived, in milliseconds since 1970.
    pub received: i64,
    /// What is registered with it.
    pub registering: Option<Registering<'a>>,
    /// What is counted with it.
    pub counts: &'a Counts,
}

/// Statements with rows in JSON: `sql`, the parameter of the rows, and the condition that nobody else has written.
struct OfRows {
    sql: SqlBuilder,
    rows: String,
    source: String,
    unchanged: String,
}

impl Writing<'_> {
    /// The batch. The last statement yields [`DONE`], as a [`ValueRow`](crate::store::ValueRow), if the help actions are as planned,
    /// and anything else if somebody else has written first: then nothing was changed, and the plan has to be made anew.
    #[must_use]
    pub fn statements(&self) -> Vec<Statement> {
        let mut statements = Vec::new();
        statements.extend(self.registering.as_ref().map(|registering| self.register(registering)));
        statements.extend(self.interactions());
        statements.extend(self.mappings());
        statements.extend(self.deletes());
        statements.extend(self.updates());
        statements.extend(self.creates());
        statements.extend(self.waiting());
        // Last, because all others ask whether the legs are as they were read.
        statements.extend(self.legs());
        statements.extend(self.count());
        statements.push(self.outcome());
        statements
    }

    /// `None` without rows.
    fn rows(&self, rows: Vec<Value>) -> Option<OfRows> {
        if rows.is_empty() {
            return None;
        }
        let mut sql = SqlBuilder::new();
        let (rows, source) = (sql.bind(Value::from(rows).to_string()), sql.bind(self.source.name.as_str()));
        let unchanged = is_unchanged(&source, &self.plan.groups, &mut sql);
        let registered = self.registering.as_ref().map(|registering| registering.registration.is_registered(&mut sql));
        let unchanged =
            registered.map_or_else(|| unchanged.clone(), |registered| format!("{registered} AND {unchanged}"));
        Some(OfRows { sql, rows, source, unchanged })
    }

    fn register(&self, registering: &Registering<'_>) -> Statement {
        let Registering { registration, facts, groups, write } = registering;
        let mut sql = SqlBuilder::new();
        let source = sql.bind(self.source.name.as_str());
        let unchanged = is_unchanged(&source, &self.plan.groups, &mut sql);
        registration.register(facts, groups, write, &unchanged, sql)
    }

    /// Makes interactions for calls that have none. Another event of the call may have made one meanwhile.
    fn interactions(&self) -> Vec<Statement> {
        let new = self.plan.groups.iter().filter_map(|group| {
            let (id, opened_at) = (group.interaction.as_ref()?, group.makes_interaction?);
            let text = format!(
                "Call {} of {} ({})",
                group.call.as_deref().unwrap_or_default(),
                self.source.name,
                self.source.kind.as_str()
            );
            Some(json!({"id": id.as_str(), "opened_at": opened_at.to_string(), "text": text, "call": group.call}))
        });
        // One at a time, because each takes the next number.
        let statements = new.filter_map(|row| {
            let OfRows { mut sql, rows, source, unchanged } = self.rows(vec![row])?;
            let (stamp_columns, stamp) = self.write.insert_stamp(&mut sql);
            let user = sql.bind(self.write.actor.user_name());
            Some(sql.statement(format!(
                "INSERT INTO interaction (sys_id, number, type, opened_at, opened_by, short_description, client_session_id, {stamp_columns}) \
                 SELECT value ->> '$.id', {NEXT_NUMBER}, 'phone', value ->> '$.opened_at', {user}, value ->> '$.text', value ->> '$.call', {stamp} \
                 FROM json_each({rows}) AS j WHERE NOT EXISTS (SELECT 1 FROM interaction WHERE sys_id = j.value ->> '$.id') \
                   AND NOT EXISTS (SELECT 1 FROM external_id_mapping WHERE external_provider = {source} \
                     AND external_id = j.value ->> '$.call') AND {unchanged}"
            )))
        });
        statements.collect()
    }

    /// Registers the calls of the interactions that were just made.
    fn mappings(&self) -> Option<Statement> {
        let new = self.plan.groups.iter().filter_map(|group| {
            group.makes_interaction?;
            Some(json!({"id": group.interaction.as_ref()?.as_str(), "call": group.call.as_ref()?}))
        });
        let OfRows { mut sql, rows, source, unchanged } = self.rows(new.collect())?;
        let (now, user) = (sql.bind(self.write.now), sql.bind(self.write.actor.user_name()));
        Some(sql.statement(format!(
            "INSERT INTO external_id_mapping (document_id, external_provider, external_id, sys_created_on, sys_created_by, \
               sys_updated_on, sys_updated_by) \
             SELECT value ->> '$.id', {source}, value ->> '$.call', {now}, {user}, {now}, {user} FROM json_each({rows}) AS j \
             WHERE EXISTS (SELECT 1 FROM interaction WHERE sys_id = j.value ->> '$.id') AND {unchanged} ON CONFLICT DO NOTHING"
        )))
    }

    /// Deletes help actions whose period is gone. The log says who deletes: the rows are stamped first.
    fn deletes(&self) -> Vec<Statement> {
        let ids: Vec<Value> =
            self.legs_of_plan().flat_map(|(_, _, leg)| &leg.deletes).map(|id| json!(id.as_str())).collect();
        let of =
            |set: &dyn Fn(&mut SqlBuilder) -> String| {
                let OfRows { mut sql, rows, unchanged, .. } = self.rows(ids.clone())?;
                let change = set(&mut sql);
                Some(sql.statement(format!(
                    "{change} WHERE sys_id IN (SELECT value FROM json_each({rows})) AND {unchanged}"
                )))
            };
        let stamp = of(&|sql| format!("UPDATE supervisor_help_action SET {}", self.write.update_stamp(sql)));
        let delete = of(&|_| "DELETE FROM supervisor_help_action".to_owned());
        stamp.into_iter().chain(delete).collect()
    }

    /// Changes what differs from what was recorded, and nothing else: somebody may have corrected the rest. If the record would end
    /// before it starts, both times become ours.
    fn updates(&self) -> Option<Statement> {
        let rows = self.legs_of_plan().flat_map(|(_, _, leg)| &leg.updates).map(|(old, new)| {
            let (old, id, new) = (&old.period, &new.id, &new.period);
            json!({
                "id": id.as_str(), "action": (old.action != new.action).then(|| new.action.as_str()),
                "start": new.start.to_string(), "end": new.end.map(|end| end.to_string()),
                "sets_start": i64::from(old.start != new.start), "sets_end": i64::from(old.end != new.end),
            })
        });
        let OfRows { mut sql, rows, unchanged, .. } = self.rows(rows.collect())?;
        let stamp = self.write.update_stamp(&mut sql);
        Some(sql.statement(format!(
            "UPDATE supervisor_help_action SET action = coalesce(j.action, supervisor_help_action.action), \
               start_time = iif(j.new_end < j.new_start, j.start, j.new_start), \
               end_time = iif(j.new_end < j.new_start, j.end, j.new_end), {stamp} \
             FROM (SELECT h.sys_id AS id, value ->> '$.action' AS action, value ->> '$.start' AS start, value ->> '$.end' AS end, \
               iif(value ->> '$.sets_start', value ->> '$.start', h.start_time) AS new_start, \
               iif(value ->> '$.sets_end', value ->> '$.end', h.end_time) AS new_end \
               FROM json_each({rows}) AS r, supervisor_help_action AS h WHERE h.sys_id = r.value ->> '$.id') AS j \
             WHERE supervisor_help_action.sys_id = j.id AND {unchanged}"
        )))
    }

    fn creates(&self) -> Option<Statement> {
        let rows = self.legs_of_plan().flat_map(|(_, interaction, leg)| {
            leg.creates.iter().map(move |Recorded { id, period }| {
                json!({
                    "id": id.as_str(), "interaction": interaction.as_str(), "action": period.action.as_str(),
                    "start": period.start.to_string(), "end": period.end.map(|end| end.to_string()),
                })
            })
        });
        let OfRows { mut sql, rows, unchanged, .. } = self.rows(rows.collect())?;
        let (stamp_columns, stamp) = self.write.insert_stamp(&mut sql);
        Some(sql.statement(format!(
            "INSERT INTO supervisor_help_action (sys_id, interaction, action, start_time, end_time, {stamp_columns}) \
             SELECT value ->> '$.id', value ->> '$.interaction', value ->> '$.action', value ->> '$.start', value ->> '$.end', \
               {stamp} FROM json_each({rows}) WHERE {unchanged}"
        )))
    }

    /// Notes which calls wait, and which do no longer.
    fn waiting(&self) -> Vec<Statement> {
        let of = |is_one: &dyn Fn(&GroupPlan) -> bool| {
            let groups = self.plan.groups.iter().filter(|group| is_one(group));
            let name = |group: &GroupPlan| group.call.clone().unwrap_or_default();
            let row = |group: &GroupPlan| {
                let interaction = group.waits_for.as_ref().map(SysId::as_str);
                json!({"group": group.group, "call": name(group), "interaction": interaction})
            };
            groups.map(row).collect()
        };
        let begins = self.rows(of(&GroupPlan::begins_to_wait)).map(|OfRows { mut sql, rows, source, unchanged }| {
            let since = sql.bind(self.received);
            sql.statement(format!(
                "INSERT INTO cti_waiting (source, call_group, call, interaction, since) \
                 SELECT {source}, value ->> '$.group', value ->> '$.call', value ->> '$.interaction', {since} FROM json_each({rows}) WHERE {unchanged} \
                 ON CONFLICT (source, call_group) DO UPDATE SET call = excluded.call, interaction = excluded.interaction"
            ))
        });
        // An event that came before a registration may have written after its state was read.
        let is_registering = self.registering.is_some();
        let ends = |group: &GroupPlan| group.ends_to_wait() || (is_registering && group.waits.is_none());
        let ended = self.rows(of(&ends)).map(|OfRows { sql, rows, source, unchanged }| {
            sql.statement(format!(
                "DELETE FROM cti_waiting WHERE source = {source} \
                 AND call_group IN (SELECT value ->> '$.group' FROM json_each({rows})) AND {unchanged}"
            ))
        });
        begins.into_iter().chain(ended).collect()
    }

    /// Keeps what was recorded of each leg.
    fn legs(&self) -> Option<Statement> {
        let rows = self.legs_of_plan().map(|(group, interaction, leg)| {
            let actions = Recorded::to_json(&leg.actions);
            json!({"group": group, "leg": leg.leg, "interaction": interaction.as_str(), "actions": actions})
        });
        let OfRows { mut sql, rows, source, unchanged } = self.rows(rows.collect())?;
        let revision = sql.bind(self.revision);
        Some(sql.statement(format!(
            "INSERT INTO cti_leg (source, call_group, leg, interaction, actions, revision) \
             SELECT {source}, value ->> '$.group', value ->> '$.leg', value ->> '$.interaction', value ->> '$.actions', {revision} \
             FROM json_each({rows}) WHERE {unchanged} \
             ON CONFLICT (source, call_group, leg) DO UPDATE SET interaction = excluded.interaction, actions = excluded.actions, \
               revision = excluded.revision"
        )))
    }

    /// Counts the event, once it is done.
    fn count(&self) -> Option<Statement> {
        let mut sql = SqlBuilder::new();
        let is_done = self.is_done(&mut sql);
        count_if(self.counts, self.revision, &is_done, sql)
    }

    fn outcome(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let is_done = self.is_done(&mut sql);
        sql.statement(format!("SELECT CASE WHEN {is_done} THEN '{DONE}' ELSE 'again' END AS value"))
    }

    /// SQL for: the legs have this try's revision.
    fn is_done(&self, sql: &mut SqlBuilder) -> String {
        let legs = self.legs_of_plan().map(|(group, _, leg)| json!({"group": group, "leg": leg.leg}));
        let legs: Vec<Value> = legs.collect();
        let (legs, source) = (sql.bind(Value::from(legs).to_string()), sql.bind(self.source.name.as_str()));
        let revision = sql.bind(self.revision);
        let registered = self.registering.as_ref().map(|registering| registering.registration.is_registered(sql));
        let registered = registered.as_deref().unwrap_or("true");
        format!(
            "{registered} AND NOT EXISTS (SELECT 1 FROM json_each({legs}) AS j WHERE NOT EXISTS (SELECT 1 FROM cti_leg AS l \
               WHERE l.source = {source} AND l.call_group = j.value ->> '$.group' AND l.leg = j.value ->> '$.leg' \
               AND l.revision = {revision}))"
        )
    }

    /// Each leg that changes, with its group and interaction.
    fn legs_of_plan(&self) -> impl Iterator<Item = (&str, &SysId, &LegPlan)> {
        self.plan.groups.iter().flat_map(|group| {
            let legs =
                group.interaction.iter().flat_map(|interaction| group.legs.iter().map(move |leg| (interaction, leg)));
            legs.map(|(interaction, leg)| (group.group.as_str(), interaction, leg))
        })
    }
}
