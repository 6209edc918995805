//! `POST /api/now/helprequest/action/create_or_update`: the steps in the order of the contract, section 3.

use super::request::Exchange;
use super::{body, d1, rate_limit, settings, sign_in};
use crate::config::Config;
use crate::help_action::{self, Command, Done, FailureFacts};
use crate::http::{Answer, ApiError, answer_format, request_format};
use crate::store::{Change, plan};
use crate::{auth::IntegrationUser, http::Format};

pub(super) async fn create_or_update(exchange: &Exchange) -> Result<Answer, ApiError> {
    let config = settings::config(&exchange.env)?;
    // 1. Credentials.
    let caller = sign_in::caller(exchange, &config).await?;
    exchange.note_caller(caller.identity());
    // 2. Role.
    let user = caller.into_integration_user()?;
    // 3. Rate limit.
    rate_limit::admit(&exchange.env, user.identity()).await?;
    // 4. Format of the answer.
    let answer_format = answer_format(exchange.header("accept").as_deref()).ok_or(ApiError::NotAcceptable)?;
    // 5. Format of the request.
    let request_format = accepted_request_format(exchange)?;
    // 6. Size.
    let body = body::read(exchange).await?;
    // 7. Syntax.
    let fields = help_action::decode(request_format, &body)?;
    // 8. Values.
    let command = Command::from_raw(fields, exchange.now)?;
    // 9. Existence, decided by the database in the transaction of the change.
    let done = carry_out(exchange, &config, &user, &command).await?;
    Ok(Answer::done(&done, answer_format))
}

fn accepted_request_format(exchange: &Exchange) -> Result<Format, ApiError> {
    let coding = exchange.header("content-encoding").filter(|coding| !coding.trim().eq_ignore_ascii_case("identity"));
    request_format(exchange.header("content-type").as_deref())
        .filter(|_| coding.is_none())
        .ok_or(ApiError::UnsupportedMediaType)
}

async fn carry_out(
    exchange: &Exchange,
    config: &Config,
    user: &IntegrationUser,
    command: &Command,
) -> Result<Done, ApiError> {
    let change =
        Change { user, now: exchange.now, transaction_id: &exchange.transaction_id, new_sys_id: &exchange.new_sys_id };
    let plan = plan(command, &change, config.bulk_end_scope, config.interaction_policy);
    match d1::batch(exchange, &plan.statements).await? {
        None => Ok(plan.done),
        Some(facts) => {
            let facts = FailureFacts::parse(&facts)
                .ok_or_else(|| ApiError::Internal("the facts of a failed command do not parse".to_owned()))?;
            Err(command.explain(&facts, config.interaction_policy).into())
        }
    }
}
