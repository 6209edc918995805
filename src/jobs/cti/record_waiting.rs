//! Records calls that waited for an interaction which their events name, once it exists. It may be created in any way, so this looks
//! for it every minute. A call that is registered is recorded at once: see [`api::cti`](crate::api::cti).

use crate::api::cti::{MAX_TRIES, is_written, state};
use crate::auth::Actor;
use crate::cti::sql::{self, Groups, WaitingGroup, Writing};
use crate::cti::{Counts, CtiSettings, Plan, Source};
use crate::error::ApiError;
use crate::help_action::InteractionPolicy;
use crate::jobs::{MAX_WAIT_MS, batch, finished};
use crate::log::JobLog;
use crate::platform::d1::{self, Session};
use crate::platform::{Platform, new_id, now_ms, utc_time};
use crate::store::WriteContext;

/// After how many statements a run begins nothing more. D1 allows 1,000 for an invocation, and the relay follows in the same one with
/// up to 920. A group takes about 11.
const MAX_STATEMENTS: usize = 60;

/// Records the calls whose interaction has come. `None` without sources, and if there was nothing to do.
pub async fn run(platform: &Platform) -> Option<JobLog> {
    let mut log = JobLog::new("record_waiting_calls");
    let result = match platform.cti_settings() {
        Ok(settings) if settings.sources.is_empty() => return None,
        Ok(settings) => record_all(platform, &settings, &mut log).await,
        Err(error) => Err(error.into()),
    };
    let log = finished(log, result);
    (log.has_failed() || log.counts.recorded.is_some()).then_some(log)
}

/// Records one call after the other. One that fails does not stop the next one.
async fn record_all(platform: &Platform, settings: &CtiSettings, log: &mut JobLog) -> Result<(), ApiError> {
    let policy = platform.help_action_settings()?.interaction_policy;
    let names: Vec<&str> = settings.sources.iter().map(|source| source.name.as_str()).collect();
    let (mut statements, mut result) = (0, Ok(()));
    for WaitingGroup { source, call_group } in batch(platform, &[sql::found(&names)]).await?.rows(0)? {
        let Some(source) = settings.source(&source) else { continue };
        match record(platform, source, &call_group, policy, &mut statements).await {
            Ok(true) => log.counts.recorded = Some(log.counts.recorded.unwrap_or_default() + 1),
            Ok(false) => {}
            Err(error) => result = Err(error),
        }
    }
    result
}

/// Records one group, and counts the statements. Returns false if there is nothing to record, if others write all the time, or if the
/// run may not begin anything more.
async fn record(
    platform: &Platform,
    source: &Source,
    group: &str,
    policy: InteractionPolicy,
    count: &mut usize,
) -> Result<bool, ApiError> {
    let actor = Actor::CtiSource(source.name.clone());
    let groups = [group.to_owned()];
    for _ in 0..MAX_TRIES {
        if *count >= MAX_STATEMENTS {
            return Ok(false);
        }
        let reading = sql::state(&source.name, &Groups::Named(&groups), &[]);
        *count += reading.len();
        let known = batch(platform, &reading).await?;
        let plan = &Plan::new(&state(&known, 0)?, policy, || new_id(now_ms()));
        if plan.is_done() {
            return Ok(false);
        }
        let received = now_ms();
        let (transaction_id, revision) = (&new_id(received), &new_id(received));
        let write = WriteContext { actor: &actor, now: utc_time(received)?, transaction_id };
        let writing = Writing { source, plan, write, revision, received, registering: None, counts: &Counts::new() };
        let statements = writing.statements();
        *count += statements.len();
        let results = d1::run(platform, &statements, Session::None, MAX_WAIT_MS).await;
        if is_written(results, statements.len())? {
            return Ok(true);
        }
    }
    Ok(false)
}
