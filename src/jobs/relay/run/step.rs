//! A step of a run: one transaction.

use super::super::{IS_CALLED, MAX_UNASKED_MS, PAUSES_UNTIL};
use super::Run;
use crate::error::ApiError;
use crate::platform::d1::{self, Results, Session};
use crate::platform::{jitter, new_id, now_ms, sleep};
use crate::relay::Record;
use crate::relay::sql::{End, OthersRow, Plan, StateRow, Step};
use crate::store::{DatabaseError, ValueRow};
use std::time::Duration;

/// Most records that a step claims: enough to share its cost, few enough to send within a lease.
const CLAIMS: usize = 64;

/// Most records that a step claims after a pause, until the instance has accepted one. They are sent one by one.
const PROBES: usize = 4;

/// How long to wait for the database, in milliseconds.
const MAX_WAIT_MS: i64 = 8_000;

/// How often to ask the database again after an error.
const MAX_REPETITIONS: usize = 2;

/// How the run stands after a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum StepResult {
    /// The run has the lease and goes on.
    GoesOn,
    /// Another run has the lease.
    OtherWorks,
    /// The run has ended, the relay pauses, or nothing remains to be done.
    Ended,
}

impl Run<'_> {
    /// One transaction: stores the outcomes, reads the next changes of the log, claims the next records.
    pub(super) async fn step(&mut self, is_first: bool, end: End) -> Result<StepResult, ApiError> {
        IS_CALLED.set(false);
        self.read_at = now_ms();
        let is_last = matches!(end, End::Now | End::Pause(..));
        if is_last {
            self.outcomes.extend(self.queue.drain(..).map(Record::unsent));
        }
        let most = if is_first || self.pauses == 0 { CLAIMS } else { PROBES };
        let claims = if is_last { 0 } else { most.min(self.calls_left()) };
        let id = new_id(now_ms());
        let step = Step {
            run: &self.id,
            id: &id,
            now: now_ms(),
            is_first,
            outcomes: &self.outcomes,
            delivered: self.delivered,
            unknown_in_a_row: self.unknown_in_a_row,
            in_flight: &self.in_flight,
            claims,
            end,
        };
        let plan = step.plan();
        let results = self.run_batch(&plan).await?;
        let Some(state) = results.first::<StateRow>(0)? else {
            return self.without_lease(&results, &plan);
        };
        self.outcomes.clear();
        self.delivered = 0;
        (self.pauses, self.unknown_in_a_row) = (state.pauses, state.unknown_in_a_row);
        if let Some(claimed) = plan.claimed {
            for row in results.rows::<ValueRow>(claimed)? {
                let record = row.value.and_then(|value| serde_json::from_str(&value).ok());
                self.queue.push_back(
                    record.ok_or_else(|| ApiError::Internal("a record of the relay cannot be read".to_owned()))?,
                );
            }
        }
        if let End::Pause(reason, next_try) = end {
            PAUSES_UNTIL.set(next_try.min(now_ms() + MAX_UNASKED_MS));
            if reason.is_for_operator() {
                self.log.alert();
            }
            self.log.counts.paused = Some(reason.as_str());
            self.log.counts.pause_seconds = Some((next_try - now_ms()) / 1_000);
        }
        let has_ended = plan.ended.map(|ended| results.first::<StateRow>(ended)).transpose()?.flatten().is_some();
        Ok(if has_ended { StepResult::Ended } else { StepResult::GoesOn })
    }

    /// Why the run does not have the lease. While the relay pauses, this isolate need not ask again.
    fn without_lease(&self, results: &Results, plan: &Plan) -> Result<StepResult, ApiError> {
        let row = plan.others.map(|others| results.first::<OthersRow>(others)).transpose()?.flatten();
        let Some(OthersRow { next_try, is_held }) = row else {
            return Ok(StepResult::Ended);
        };
        PAUSES_UNTIL.set(next_try.min(self.read_at + MAX_UNASKED_MS));
        Ok(if is_held == 1 && next_try <= self.read_at { StepResult::OtherWorks } else { StepResult::Ended })
    }

    async fn run_batch(&mut self, plan: &Plan) -> Result<Results, DatabaseError> {
        let mut repetitions = 0;
        loop {
            self.statements += u32::try_from(plan.statements.len()).unwrap_or_default();
            let error = match d1::run(self.platform, &plan.statements, Session::None, MAX_WAIT_MS).await {
                Ok(results) => return Ok(results),
                Err(error) => error,
            };
            let is_final =
                matches!(error, DatabaseError::Defect(_) | DatabaseError::Full(_) | DatabaseError::Refused(_));
            if is_final || repetitions >= MAX_REPETITIONS {
                return Err(error);
            }
            repetitions += 1;
            sleep(Duration::from_millis(100 + u64::from(jitter()))).await;
        }
    }
}
