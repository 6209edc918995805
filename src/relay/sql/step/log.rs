//! Reads the next changes of the log.

use super::Step;
use crate::store::{SqlBuilder, Statement, WAITS_FOR_RELAY};

/// How many changes of the log a step reads.
pub const PORTION: i64 = 500;

impl Step<'_> {
    /// Reads a portion of the log: marks the records that have changed as waiting. If its interaction is to be tried later, a
    /// new one waits as long.
    pub(super) fn read(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let portion = self.portion(&mut sql);
        sql.statement(format!(
            "INSERT INTO relay_record (interaction, sys_id, waiting_since, last_sequence, next_try) \
             SELECT c.interaction, c.documentkey, min(c.sequence), max(c.sequence), coalesce((SELECT max(next_try) \
               FROM relay_record AS o WHERE o.interaction = c.interaction AND {WAITS_FOR_RELAY}), 0) \
             FROM ({portion}) AS c WHERE c.tablename = 'supervisor_help_action' AND c.operation <> 'delete' \
             GROUP BY c.interaction, c.documentkey \
             ON CONFLICT (interaction, sys_id) DO UPDATE SET last_sequence = excluded.last_sequence, \
               waiting_since = coalesce(waiting_since, excluded.waiting_since), \
               next_try = iif(waiting_since IS NULL, excluded.next_try, next_try)"
        ))
    }

    /// Removes the records that were deleted. A delete is not relayed, because the instance has its own retention.
    pub(super) fn forget_deleted(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let portion = self.portion(&mut sql);
        sql.statement(format!(
            "DELETE FROM relay_record WHERE (interaction, sys_id) IN (SELECT interaction, documentkey FROM ({portion}) \
             WHERE tablename = 'supervisor_help_action' AND operation = 'delete')"
        ))
    }

    /// Moves the position to the end of the portion.
    pub(super) fn move_on(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let portion = self.portion(&mut sql);
        let run = sql.bind(self.run);
        sql.statement(format!(
            "UPDATE relay SET position = (SELECT max(sequence) FROM ({portion})) \
             WHERE id = 1 AND owner = {run} AND EXISTS (SELECT 1 FROM record_change WHERE sequence > position)"
        ))
    }

    /// SQL for the next changes of the log. Yields none if this run does not have the lease.
    pub(super) fn portion(&self, sql: &mut SqlBuilder) -> String {
        let run = sql.bind(self.run);
        format!(
            "SELECT sequence, tablename, documentkey, interaction, operation FROM record_change \
             WHERE sequence > (SELECT position FROM relay WHERE id = 1 AND owner = {run}) ORDER BY sequence LIMIT {PORTION}"
        )
    }
}
