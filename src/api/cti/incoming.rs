//! A verified event: keeps its observations, and brings the help actions up to date.

use super::counts;
use super::writing::{MAX_TRIES, state, write_plan};
use crate::auth::Actor;
use crate::cti::sql::{self, Groups, Writing};
use crate::cti::{Counts, DryRun, Observation, Plan, Reason, Source, Status, StatusReport};
use crate::error::ApiError;
use crate::platform::d1::{self, Session};
use crate::platform::{RequestContext, new_id, now_ms};
use crate::response::Response;
use crate::store::WriteContext;
use crate::time::UtcTime;
use serde::Serialize;
use serde::de::IgnoredAny;

/// An event that is being handled.
pub struct Incoming<'a> {
    pub context: &'a RequestContext,
    pub source: &'a Source,
    pub now: UtcTime,
    /// Milliseconds since 1970.
    pub received_at: i64,
    /// When to give up, in milliseconds since 1970.
    pub deadline: i64,
}

impl Incoming<'_> {
    /// Keeps the observations and brings the help actions up to date.
    pub async fn record(&self, observations: &[Observation]) -> Result<Response, ApiError> {
        let policy = self.context.platform.help_action_settings()?.interaction_policy;
        let name = self.source.name.as_str();
        let groups = groups(observations);
        // A later try finds the observations of the first one, so only the first tells whether they are new.
        let mut is_new = None;
        for _ in 0..MAX_TRIES {
            let held = counts::take();
            let revision = new_id(now_ms());
            let id = &self.context.transaction_id;
            let mut statements = sql::observations(name, observations, self.received_at, self.now, id).to_vec();
            statements.extend(sql::state(name, &Groups::Named(&groups), &[]));
            statements.extend(sql::count(&held, &revision));
            let results = d1::batch(self.context, &statements, Session::None, self.deadline).await;
            let results = results.inspect_err(|_| counts::put_back(held))?;
            let new = results.rows::<IgnoredAny>(0)?;
            let is_new = *is_new.get_or_insert(!new.is_empty());
            let state = state(&results, 2)?;
            // The database keeps no more than a call may have.
            if !observations.iter().all(|one| state.has(one)) {
                counts::count(name, Status::Ignored, Some(Reason::TooManyEvents), self.received_at);
                return Ok(self.answer(Status::Ignored, Some(Reason::TooManyEvents)));
            }
            let plan = Plan::new(&state, policy, || new_id(now_ms()));
            let (status, reason) = if is_new { plan.status() } else { (Status::Duplicate, None) };
            if plan.is_done() {
                counts::count(name, status, reason, self.received_at);
                return Ok(self.answer(status, reason));
            }
            let mut counts = counts::take();
            counts.count(name, status, reason, self.received_at);
            match self.write(&plan, &counts).await {
                Ok(true) => return Ok(self.answer(status, reason)),
                Ok(false) => counts::put_back_without(counts, name, status, reason),
                Err(error) => {
                    counts::put_back_without(counts, name, status, reason);
                    return Err(error);
                }
            }
        }
        Err(ApiError::Unavailable("too many events of one call at once".to_owned()))
    }

    /// Writes the plan. Returns false if somebody else has written first.
    async fn write(&self, plan: &Plan, counts: &Counts) -> Result<bool, ApiError> {
        let actor = Actor::CtiSource(self.source.name.clone());
        let write = WriteContext { actor: &actor, now: self.now, transaction_id: &self.context.transaction_id };
        let revision = &new_id(now_ms());
        let (source, received) = (self.source, self.received_at);
        let writing = Writing { source, plan, write, revision, received, registering: None, counts };
        write_plan(self.context, &writing, self.deadline).await
    }

    /// Says what the observations would change, and keeps nothing.
    pub async fn dry_run(&self, observations: &[Observation]) -> Result<Response, ApiError> {
        let policy = self.context.platform.help_action_settings()?.interaction_policy;
        let groups = groups(observations);
        let statements = sql::state(&self.source.name, &Groups::Named(&groups), observations);
        let results = d1::batch(self.context, &statements, Session::None, self.deadline).await?;
        let mut state = state(&results, 0)?;
        let is_new = !observations.iter().all(|one| state.has(one));
        state.add(observations);
        let plan = Plan::new(&state, policy, || new_id(now_ms()));
        let (status, reason) = if is_new { plan.status() } else { (Status::Duplicate, None) };
        Ok(self.body(&DryRun::new(status, reason, &plan)))
    }

    /// The answer to the sender. The log line names the status too.
    pub fn answer(&self, status: Status, reason: Option<Reason>) -> Response {
        self.context.log_cti(status.as_str(), reason.map(Reason::as_str));
        self.body(&StatusReport::new(status, reason))
    }

    /// 200 with this body. A sender whose `Accept` allows neither format gets JSON, because it does not read the body anyway.
    pub fn body(&self, body: &impl Serialize) -> Response {
        Response::of(200, body, self.context.answer_format().unwrap_or_default())
    }
}

/// The groups of the observations, each once.
fn groups(observations: &[Observation]) -> Vec<String> {
    let mut groups: Vec<String> = observations.iter().map(|one| one.group.clone()).collect();
    groups.sort();
    groups.dedup();
    groups
}
