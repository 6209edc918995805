//! Registers the call of an interaction.

use super::writing::{MAX_TRIES, state, write_plan};
use crate::api::Call;
use crate::auth::Actor;
use crate::cti::external_id::{Facts, Registration};
use crate::cti::sql::{self, Groups, Registering, Writing};
use crate::cti::{Counts, Plan, Source};
use crate::error::ApiError;
use crate::platform::d1::{self, Session};
use crate::platform::{new_id, now_ms};
use crate::store::WriteContext;

/// Registers the call of an interaction, and makes help actions of the events that waited for it, in one transaction. Returns
/// true if the interaction had no external id before.
///
/// # Errors
/// The interaction does not exist, another one has the external id, or the database failed.
pub async fn register(call: &Call<'_>, source: &Source, registration: &Registration) -> Result<bool, ApiError> {
    let (name, context) = (source.name.as_str(), call.context);
    let (calls, days) = (registration.calls(), sql::days(call.now));
    let groups = Groups::OfCalls { calls: &calls, days: &days };
    let (caller, cti) = (Actor::Caller(call.caller.clone()), Actor::CtiSource(name.to_owned()));
    let by = |actor| WriteContext { actor, now: call.now, transaction_id: &context.transaction_id };
    for _ in 0..MAX_TRIES {
        let mut statements = vec![registration.facts(&groups)];
        statements.extend(sql::state(name, &groups, &[]));
        let results = d1::batch(context, &statements, Session::None, call.deadline).await?;
        let facts: Facts = results.first(0)?.unwrap_or_default();
        facts.check(registration)?;
        let mut state = state(&results, 1)?;
        state.register(registration);
        let policy = context.platform.help_action_settings()?.interaction_policy;
        let plan = Plan::new(&state, policy, || new_id(now_ms()));
        let registering = Some(Registering { registration, facts: &facts, groups, write: by(&caller) });
        let (revision, counts) = (&new_id(now_ms()), &Counts::new());
        let (write, plan, received) = (by(&cti), &plan, now_ms());
        let writing = Writing { source, plan, write, revision, received, registering, counts };
        if write_plan(context, &writing, call.deadline).await? {
            return Ok(facts.is_mapped == 0);
        }
    }
    Err(ApiError::Unavailable("too many events of the call at once".to_owned()))
}
