//! Chains of refresh tokens in the database ([`RefreshToken`] says what they are).

use super::{Granted, TokenCall};
use crate::auth::{GRACE_SECONDS, KEPT_DAYS, MAX_PER_CLIENT, OAuthError, REFRESH_LABEL, RefreshToken};
use crate::error::ApiError;
use crate::platform::crypto::hmac;
use crate::platform::{new_id, random_bytes};
use crate::store::{SqlBuilder, Statement, ValueRow};
use crate::time::UtcTime;
use serde::Deserialize;

/// Most chains that one sign-in withdraws because there are more than [`MAX_PER_CLIENT`].
const WITHDRAWN_AT_ONCE: i64 = 10;

/// Begins a chain for a user who has just signed in. Safe to run twice: the second time it changes nothing.
pub(super) async fn begin(call: &TokenCall<'_>, client: &str, user_name: &str) -> Result<RefreshToken, ApiError> {
    let random = random_bytes().map_err(|_| ApiError::Internal("the runtime has no random numbers".to_owned()))?;
    let token = RefreshToken::first(new_id(call.context.started_at), &random);
    let mut sql = SqlBuilder::new();
    let (client_id, chain, user) = (sql.bind(client), sql.bind(token.chain()), sql.bind(user_name));
    let (stored, now) = (sql.bind(stored(&token).await?), sql.bind(call.now));
    let insert = sql.statement(format!(
        "INSERT INTO oauth_credential (oauth_entity, sys_id, user, token, sys_created_on, sys_updated_on) \
         SELECT {client_id}, {chain}, sys_id, {stored}, {now}, {now} FROM sys_user WHERE user_name = {user} \
         AND EXISTS (SELECT 1 FROM oauth_entity WHERE client_id = {client_id}) ON CONFLICT DO NOTHING"
    ));
    call.batch(&[insert, withdraw_oldest(client)]).await?;
    Ok(token)
}

fn withdraw_oldest(client: &str) -> Statement {
    let mut sql = SqlBuilder::new();
    let (client, most, at_once) = (sql.bind(client), sql.bind(MAX_PER_CLIENT), sql.bind(WITHDRAWN_AT_ONCE));
    sql.statement(format!(
        "DELETE FROM oauth_credential WHERE oauth_entity = {client} AND sys_id IN (SELECT sys_id FROM oauth_credential \
         WHERE oauth_entity = {client} ORDER BY sys_id DESC LIMIT {at_once} OFFSET {most})"
    ))
}

/// A user, as the last statement of an exchange yields it.
#[derive(Deserialize)]
struct UserRow {
    user_name: String,
    /// A JSON array.
    roles: String,
}

/// Exchanges a token for the next one of its chain. Yields nothing if there is no such token, or its user is inactive. Withdraws
/// the chain if the token was used before. Safe to run twice: the second time it finds that the exchange was made a moment ago.
pub(super) async fn exchange(
    call: &TokenCall<'_>,
    client: &str,
    token: &RefreshToken,
) -> Result<Option<Granted>, ApiError> {
    let key = hmac(call.secret.as_bytes(), REFRESH_LABEL).await?;
    let next = token.next(&hmac(&key, token.text().as_bytes()).await?);
    let exchange = Exchange { client, token, given: stored(token).await?, next: stored(&next).await?, now: call.now };
    let results = call.batch(&exchange.statements()).await?;
    if let Some(UserRow { user_name, roles }) = results.first(2)? {
        let roles = serde_json::from_str(&roles).unwrap_or_default();
        return Ok(Some(Granted { user_name, roles, refresh_token: Some(next) }));
    }
    let was_withdrawn = results.first::<ValueRow>(1)?.is_some();
    if was_withdrawn { Err(OAuthError::ReusedRefreshToken.into()) } else { Ok(None) }
}

async fn stored(token: &RefreshToken) -> Result<String, ApiError> {
    Ok(RefreshToken::stored(&hmac(token.chain().as_str().as_bytes(), token.text().as_bytes()).await?))
}

/// What the statements of an exchange are made of: the hashes of the token that was given and of the next one.
struct Exchange<'a> {
    client: &'a str,
    token: &'a RefreshToken,
    given: String,
    next: String,
    now: UtcTime,
}

impl Exchange<'_> {
    /// Exchanges; withdraws if the token was used before; yields the user if the exchange was made now or a moment ago.
    fn statements(&self) -> [Statement; 3] {
        [self.exchange(), self.withdraw(), self.user()]
    }

    /// SQL for: the row is that of the token's chain, which has not expired.
    fn is_chain(&self, sql: &mut SqlBuilder) -> String {
        let (client, chain, now) = (sql.bind(self.client), sql.bind(self.token.chain()), sql.bind(self.now));
        format!(
            "oauth_credential.oauth_entity = {client} AND oauth_credential.sys_id = {chain} \
             AND oauth_credential.sys_created_on > datetime({now}, '-{KEPT_DAYS} days')"
        )
    }

    /// SQL for: the given token was exchanged for the next one, now or a moment ago.
    fn is_exchanged(&self, sql: &mut SqlBuilder) -> String {
        let (given, next, now) = (sql.bind(self.given.as_str()), sql.bind(self.next.as_str()), sql.bind(self.now));
        format!(
            "previous IS {given} AND token = {next} \
             AND oauth_credential.sys_updated_on >= datetime({now}, '-{GRACE_SECONDS} seconds')"
        )
    }

    fn exchange(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let (is_chain, given) = (self.is_chain(&mut sql), sql.bind(self.given.as_str()));
        let (next, now) = (sql.bind(self.next.as_str()), sql.bind(self.now));
        sql.statement(format!(
            "UPDATE oauth_credential SET previous = token, token = {next}, sys_updated_on = {now} \
             WHERE {is_chain} AND token = {given} \
             AND EXISTS (SELECT 1 FROM sys_user WHERE sys_id = oauth_credential.user AND active = 1)"
        ))
    }

    fn withdraw(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let (is_chain, given) = (self.is_chain(&mut sql), sql.bind(self.given.as_str()));
        let is_exchanged = self.is_exchanged(&mut sql);
        sql.statement(format!(
            "DELETE FROM oauth_credential WHERE {is_chain} AND token <> {given} AND NOT ({is_exchanged}) \
             RETURNING 'withdrawn' AS value"
        ))
    }

    fn user(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let (is_chain, is_exchanged) = (self.is_chain(&mut sql), self.is_exchanged(&mut sql));
        sql.statement(format!(
            "SELECT u.user_name, \
               (SELECT json_group_array(role) FROM sys_user_has_role WHERE user = u.sys_id) AS roles \
             FROM oauth_credential JOIN sys_user AS u ON u.sys_id = oauth_credential.user \
             WHERE {is_chain} AND {is_exchanged} AND u.active = 1"
        ))
    }
}
