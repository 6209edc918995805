//! `POST /api/now/helprequest/action/create_or_update`: the steps in the order of the contract, section 3.

use super::d1::Session;
use super::request::Exchange;
use super::{body, d1, rate_limit, settings, sign_in};
use crate::auth::INTEGRATION_ROLE;
use crate::body::RawFields;
use crate::config::Config;
use crate::fault::Faults;
use crate::help_action::{self, Command, Done, FailureFacts};
use crate::http::{Answer, ApiError};
use crate::idempotency::{IdempotencyKey, Recall};
use crate::store::{Change, DatabaseFault, plan, sql};
use crate::time::UtcTime;

pub(super) async fn create_or_update(exchange: &Exchange) -> Result<Answer, ApiError> {
    let config = settings::config(&exchange.env)?;
    // 1. Credentials.
    let caller = sign_in::caller(exchange, &config).await?;
    exchange.note_caller(&caller);
    // 2. Role.
    let user = caller.into_user(INTEGRATION_ROLE)?;
    // 3. Rate limit.
    rate_limit::admit(&exchange.env, user.identity()).await?;
    // 4. Format of the answer.
    let answer_format = exchange.answer_format()?;
    // 5. Format of the request.
    let request_format = body::format(exchange)?;
    // 6. Size.
    let body = body::read(exchange).await?;
    let now = exchange.now()?;
    // 7. Syntax.
    let fields = help_action::decode(request_format, &body)?;
    // 8. Values.
    let (command, key) = checked(fields, now, exchange)?;
    // 9. Existence, decided by the database in the transaction of the change.
    let change = Change {
        user: &user,
        now,
        transaction_id: &exchange.transaction_id,
        new_sys_id: &exchange.new_sys_id(),
        key: key.as_ref(),
    };
    let (done, is_replay) = carry_out(exchange, &config, &command, &change).await?;
    let answer = Answer::done(&done, answer_format);
    Ok(if is_replay { answer.replayed() } else { answer })
}

fn checked(fields: RawFields, now: UtcTime, exchange: &Exchange) -> Result<(Command, Option<IdempotencyKey>), Faults> {
    let key = IdempotencyKey::parse(exchange.header("Idempotency-Key").as_deref());
    let command = Command::from_raw(fields, now, matches!(key, Ok(Some(_))));
    match (command, key) {
        (Ok(command), Ok(key)) => Ok((command, key)),
        (Ok(_), Err(fault)) => Err(fault.into()),
        (Err(faults), Ok(_)) => Err(faults),
        (Err(mut faults), Err(fault)) => {
            faults.push(fault);
            Err(faults)
        }
    }
}

/// What was done, and whether it was done by an earlier request with the same key.
async fn carry_out(
    exchange: &Exchange,
    config: &Config,
    command: &Command,
    change: &Change<'_>,
) -> Result<(Done, bool), ApiError> {
    let plan = plan(command, change, config.bulk_end_scope, config.interaction_policy);
    let unreadable = || ApiError::Internal("what the database yielded does not parse".to_owned());
    let explained = |facts: &str| match FailureFacts::parse(facts) {
        Some(facts) => command.explain(&facts).into(),
        None => unreadable(),
    };
    let results = match d1::batch(exchange, &plan.statements, Session::Write).await {
        Err(DatabaseFault::Refused(facts)) => return Err(explained(&facts)),
        results => results?,
    };
    let mut outcomes = results.last_first();
    let mut next = || outcomes.next().flatten();
    if change.key.is_some()
        && let Some(record) = next()
    {
        return match Recall::read(&record, command, &exchange.transaction_id).ok_or_else(unreadable)? {
            Recall::Fresh => Ok((plan.done, false)),
            Recall::Replay(done) => Ok((done, true)),
            Recall::OtherRequest => Err(ApiError::KeyOfOtherRequest),
        };
    }
    match next().as_deref() {
        Some(sql::DONE) if change.key.is_none() => Ok((plan.done, false)),
        Some(sql::DONE) | None => Err(command.not_done().into()),
        Some(facts) => Err(explained(facts)),
    }
}
