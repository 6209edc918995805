//! Claims the next records.

use super::Step;
use crate::relay::record::CLAIM_SETTLED_MS;
use crate::store::{SqlBuilder, Statement, WAITS_FOR_RELAY};

/// Most waiting records among which a step looks for those that it can claim. Several may belong to one interaction.
const LOOKED_AT: i64 = 256;

/// The values that a help action has now, as a JSON object.
const CURRENT: &str = "(SELECT json_object('action', action, 'start_time', start_time, 'end_time', end_time, \
     'help_request', help_request) FROM supervisor_help_action AS a WHERE a.sys_id = relay_record.sys_id)";

impl Step<'_> {
    /// SQL for the records that can be claimed: the first due one of each interaction that has none in flight.
    fn due(&self, sql: &mut SqlBuilder) -> String {
        let now = sql.bind(self.now);
        let in_flight = sql.bind(serde_json::to_string(self.in_flight).unwrap_or_default());
        let claims = sql.bind_limit(i64::try_from(self.claims).unwrap_or_default());
        format!(
            "SELECT interaction, sys_id, min(waiting_since) AS since FROM (SELECT interaction, sys_id, waiting_since \
               FROM relay_record WHERE {WAITS_FOR_RELAY} AND next_try <= {now} ORDER BY next_try, waiting_since LIMIT {LOOKED_AT}) \
             WHERE interaction NOT IN (SELECT value FROM json_each({in_flight})) \
             GROUP BY interaction ORDER BY since LIMIT {claims}"
        )
    }

    /// Claims records: stores which step sends them, and what a create is about to send. A record that still has the id of
    /// another step is of a run that has died, so the outcome is unknown.
    pub(super) fn claim(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let step = sql.bind(self.id);
        let settled_at = sql.bind(self.now + CLAIM_SETTLED_MS);
        let due = self.due(&mut sql);
        let is_owner = self.is_owner(&mut sql);
        let is_untouched = format!("(sent_by IS NULL OR sent_by = {step})");
        sql.statement(format!(
            "UPDATE relay_record SET sent_by = {step}, is_uncertain = iif({is_untouched}, is_uncertain, 1), \
               settled_at = iif({is_untouched} AND is_uncertain = 0, {settled_at}, settled_at), \
               intent = iif(remote_sys_id IS NULL, coalesce(intent, {CURRENT}), NULL), \
               intent_key = iif(remote_sys_id IS NULL, coalesce(intent_key, {step} || relay_record.sys_id), NULL) \
             FROM ({due}) AS d WHERE relay_record.interaction = d.interaction AND relay_record.sys_id = d.sys_id AND {is_owner}"
        ))
    }

    /// The claimed records.
    pub(super) fn claimed(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let due = self.due(&mut sql);
        let is_owner = self.is_owner(&mut sql);
        sql.statement(format!(
            "SELECT json_object('interaction', relay_record.interaction, 'sys_id', relay_record.sys_id, \
               'remote_sys_id', remote_sys_id, 'current', json({CURRENT}), 'delivered', json(delivered), 'intent', json(intent), \
               'intent_key', intent_key, 'is_uncertain', is_uncertain, 'settled_at', settled_at, 'attempts', attempts, \
               'missing_since', missing_since, 'last_sequence', last_sequence, \
               'taken', json(iif(is_uncertain = 1 AND remote_sys_id IS NULL, (SELECT json_group_array(o.remote_sys_id) \
                 FROM relay_record AS o WHERE o.interaction = relay_record.interaction AND o.remote_sys_id IS NOT NULL), '[]'))) \
               AS value \
             FROM ({due}) AS d CROSS JOIN relay_record \
               ON relay_record.interaction = d.interaction AND relay_record.sys_id = d.sys_id \
             WHERE {is_owner} ORDER BY d.since"
        ))
    }
}
