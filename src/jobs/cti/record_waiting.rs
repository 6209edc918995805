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

async fn record_all(platform: &Platform, settings: &CtiSettings, log: &mut JobLog) -> Result<(), ApiError> {
    let policy = platform.help_action_settings()?.interaction_policy;
    for WaitingGroup { source, call_group } in batch(platform, &[sql::found()]).await?.rows(0)? {
        // The operator may have removed the source.
        let Some(source) = settings.source(&source) else { continue };
        if record(platform, source, &call_group, policy).await? {
            log.counts.recorded = Some(log.counts.recorded.unwrap_or_default() + 1);
        }
    }
    Ok(())
}

/// Records one group. False if there is nothing to record, or others write all the time.
async fn record(
    platform: &Platform,
    source: &Source,
    group: &str,
    policy: InteractionPolicy,
) -> Result<bool, ApiError> {
    let actor = Actor::CtiSource(source.name.clone());
    let groups = [group.to_owned()];
    for _ in 0..MAX_TRIES {
        let known = batch(platform, &sql::state(&source.name, &Groups::Named(&groups), &[])).await?;
        let plan = &Plan::new(&state(&known, 0)?, policy, || new_id(now_ms()));
        if plan.is_done() {
            return Ok(false);
        }
        let received = now_ms();
        let (transaction_id, revision) = (&new_id(received), &new_id(received));
        let write = WriteContext { actor: &actor, now: utc_time(received)?, transaction_id };
        let writing = Writing { source, plan, write, revision, received, registering: None, counts: &Counts::new() };
        let statements = writing.statements();
        let results = d1::run(platform, &statements, Session::None, MAX_WAIT_MS).await;
        if is_written(results, statements.len())? {
            return Ok(true);
        }
    }
    Ok(false)
}
