//! A step of a run: one transaction that renews the lease, stores the outcomes of the last records, reads the next changes of
//! the log, and claims the next records.

mod claims;
mod log;

pub use log::PORTION;

use super::DATABASE_NOW;
use crate::relay::pause::PauseReason;
use crate::relay::record::{CLAIM_SETTLED_MS, Outcome};
use crate::store::{SqlBuilder, Statement, WAITS_FOR_RELAY};
use crate::sys_id::SysId;
use serde::Deserialize;

/// How long a run may work without a step, in milliseconds. If a run dies and another takes over, the instance no longer works
/// on what the dead run has sent.
const LEASE_MS: i64 = CLAIM_SETTLED_MS;

/// A step.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The run.
    pub run: &'a SysId,
    /// The id of the step. It stays the same when the step is repeated after a lost answer.
    pub id: &'a SysId,
    /// Milliseconds since 1970.
    pub now: i64,
    /// Whether the run begins, and has to get the lease.
    pub is_first: bool,
    /// The outcomes of the records that were claimed before.
    pub outcomes: &'a [Outcome],
    /// How many changes the instance has accepted since the last step.
    pub delivered: u32,
    /// How many calls in a row had an unknown outcome.
    pub unknown_in_a_row: u32,
    /// The interactions that have a record in flight.
    pub in_flight: &'a [String],
    /// Most records that are claimed.
    pub claims: usize,
    /// Whether the run ends.
    pub end: End,
}

/// Whether a run ends with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It goes on.
    No,
    /// It ends if nothing is left to do.
    IfIdle,
    /// It ends, and the next run continues.
    Now,
    /// It ends, and the relay pauses until this time, in milliseconds since 1970.
    Pause(PauseReason, i64),
}

/// The row that the first statement yields. There is none if the run does not have the lease: another one works, the relay
/// pauses, or nothing waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct StateRow {
    /// How many pauses in a row there were.
    pub pauses: u32,
    /// How many calls in a row had an unknown outcome.
    pub unknown_in_a_row: u32,
}

/// The row that the last statement of a run's first step yields: why the run may not have the lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct OthersRow {
    /// Until when the relay pauses, in milliseconds since 1970.
    pub next_try: i64,
    /// 1 if a run has the lease, else 0.
    pub is_held: u8,
}

/// The statements of a step. The first yields a [`StateRow`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The statements.
    pub statements: Vec<Statement>,
    /// The index of the one that yields the claimed records: each a [`Record`](crate::relay::Record) in JSON, as `value`.
    pub claimed: Option<usize>,
    /// The index of the one that yields a row if the run has ended.
    pub ended: Option<usize>,
    /// The index of the one that yields an [`OthersRow`].
    pub others: Option<usize>,
}

impl Step<'_> {
    /// The statements.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let mut plan = Plan { statements: vec![self.lease()], claimed: None, ended: None, others: None };
        if !self.outcomes.is_empty() {
            plan.statements.push(self.note());
            plan.statements.extend(self.postpone());
        }
        if self.claims > 0 {
            plan.statements.extend([self.read(), self.forget_deleted(), self.move_on(), self.claim(), self.claimed()]);
            plan.claimed = Some(plan.statements.len() - 1);
        }
        if let Some(end) = self.end() {
            plan.statements.push(end);
            plan.ended = Some(plan.statements.len() - 1);
        }
        if self.is_first {
            plan.statements.push(SqlBuilder::new().statement(format!(
                "SELECT next_try, owner IS NOT NULL AND lease_until >= {DATABASE_NOW} AS is_held FROM relay WHERE id = 1"
            )));
            plan.others = Some(plan.statements.len() - 1);
        }
        plan
    }

    /// Gets or renews the lease, and counts what was delivered.
    fn lease(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let run = sql.bind(self.run);
        if self.is_first {
            let now = sql.bind(self.now);
            return sql.statement(format!(
                "UPDATE relay SET owner = {run}, lease_until = {DATABASE_NOW} + {LEASE_MS} \
                 WHERE id = 1 AND (owner IS NULL OR owner = {run} OR lease_until < {DATABASE_NOW}) AND next_try <= {now} \
                   AND (EXISTS (SELECT 1 FROM record_change WHERE sequence > position) OR {}) RETURNING {STATE}",
                is_due(&now)
            ));
        }
        let (step, delivered) = (sql.bind(self.id), sql.bind(i64::from(self.delivered)));
        let unknown = sql.bind(i64::from(self.unknown_in_a_row));
        sql.statement(format!(
            "UPDATE relay SET lease_until = {DATABASE_NOW} + {LEASE_MS}, \
               delivered = delivered + iif(step IS {step}, 0, {delivered}), step = {step}, \
               unknown_in_a_row = {unknown}, pauses = iif({delivered} > 0, 0, pauses), pause_reason = iif({delivered} > 0, NULL, pause_reason) \
             WHERE id = 1 AND owner = {run} RETURNING {STATE}"
        ))
    }

    /// SQL for: this run has the lease.
    fn is_owner(&self, sql: &mut SqlBuilder) -> String {
        format!("EXISTS (SELECT 1 FROM relay WHERE id = 1 AND owner = {})", sql.bind(self.run))
    }

    /// Stores the outcomes.
    fn note(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let outcomes = sql.bind(serde_json::to_string(self.outcomes).unwrap_or_default());
        let now = sql.bind(self.now);
        let is_owner = self.is_owner(&mut sql);
        let columns = [
            "remote_sys_id",
            "delivered",
            "intent",
            "intent_key",
            "is_uncertain",
            "settled_at",
            "attempts",
            "missing_since",
        ];
        let assignments: String = columns.iter().map(|name| format!("{name} = o.value ->> '{name}', ")).collect();
        sql.statement(format!(
            "UPDATE relay_record SET {assignments} sent_by = NULL, \
               waiting_since = CASE WHEN o.value ->> 'is_done' = 0 THEN waiting_since \
                 WHEN last_sequence <= o.value ->> 'last_sequence' THEN NULL ELSE o.value ->> 'last_sequence' + 1 END, \
               parked_at = iif(o.value ->> 'parked' IS NULL, NULL, {now}), \
               parked_status = o.value ->> '$.parked.status', parked_message = o.value ->> '$.parked.message', \
               parked_sent = o.value ->> '$.parked.sent' \
             FROM json_each({outcomes}) AS o \
             WHERE relay_record.interaction = o.value ->> 'interaction' AND relay_record.sys_id = o.value ->> 'sys_id' \
               AND {is_owner}"
        ))
    }

    /// Postpones all waiting records of the interactions whose record failed, to keep their order. `None` if none failed.
    fn postpone(&self) -> Option<Statement> {
        let failed: Vec<&Outcome> = self.outcomes.iter().filter(|outcome| outcome.next_try().is_some()).collect();
        if failed.is_empty() {
            return None;
        }
        let mut sql = SqlBuilder::new();
        let failed = sql.bind(serde_json::to_string(&failed).unwrap_or_default());
        let is_owner = self.is_owner(&mut sql);
        Some(sql.statement(format!(
            "UPDATE relay_record SET next_try = o.value ->> 'next_try' FROM json_each({failed}) AS o \
             WHERE relay_record.interaction = o.value ->> 'interaction' AND {WAITS_FOR_RELAY} \
               AND next_try <> o.value ->> 'next_try' AND {is_owner}"
        )))
    }

    /// Ends the run. Yields a row if it did.
    fn end(&self) -> Option<Statement> {
        let mut sql = SqlBuilder::new();
        let run = sql.bind(self.run);
        let (pause, condition) = match self.end {
            End::No => return None,
            End::Now => (String::new(), String::new()),
            End::IfIdle => {
                let now = sql.bind(self.now);
                let is_unread = "EXISTS (SELECT 1 FROM record_change WHERE sequence > position)";
                (String::new(), format!("AND NOT {is_unread} AND NOT {}", is_due(&now)))
            }
            End::Pause(reason, next_try) => {
                let (reason, next_try) = (sql.bind(reason.as_str()), sql.bind(next_try));
                (format!(", pause_reason = {reason}, next_try = {next_try}, pauses = pauses + 1"), String::new())
            }
        };
        Some(sql.statement(format!(
            "UPDATE relay SET owner = NULL, lease_until = 0{pause} WHERE id = 1 AND owner = {run} {condition} RETURNING {STATE}"
        )))
    }
}

/// The columns of a [`StateRow`].
const STATE: &str = "pauses, unknown_in_a_row";

/// SQL for: a record is due. `now` is the placeholder of the time.
fn is_due(now: &str) -> String {
    format!("EXISTS (SELECT 1 FROM relay_record WHERE {WAITS_FOR_RELAY} AND next_try <= {now})")
}
