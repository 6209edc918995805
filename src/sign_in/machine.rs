//! Verifies the generated secrets of API keys and OAuth clients.

use crate::auth::MachineAccount;
use crate::error::ApiError;
use crate::platform::RequestContext;
use crate::platform::crypto::hmac_matches;
use crate::platform::d1::{self, Session};
use crate::store::SqlBuilder;

/// Where the secrets of one kind are.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    ApiKey,
    OAuthClient,
}

impl Kind {
    /// The table, and its columns with the id and the secret.
    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::ApiKey => ("api_key", "sys_id", "token"),
            Self::OAuthClient => ("oauth_entity", "client_id", "client_secret"),
        }
    }
}

/// The key or client with this id, if the secret is right. Takes as long for an unknown one as for a wrong secret. `deadline`
/// is in milliseconds since 1970.
///
/// # Errors
/// 500 or 503 if the database fails.
pub(super) async fn look_up(
    context: &RequestContext,
    kind: Kind,
    id: &str,
    secret: &str,
    deadline: i64,
) -> Result<Option<MachineAccount>, ApiError> {
    let (table, id_column, secret_column) = kind.names();
    let mut sql = SqlBuilder::new();
    let id = sql.bind(id);
    let query = sql.statement(format!(
        "SELECT m.{secret_column} AS secret, u.user_name, u.active = 1 AS active, \
           (SELECT json_group_array(role) FROM sys_user_has_role WHERE user = u.sys_id) AS roles \
         FROM (SELECT {id} AS id) AS asked LEFT JOIN {table} AS m ON m.{id_column} = asked.id \
         LEFT JOIN sys_user AS u ON u.sys_id = m.user"
    ));
    let results = d1::batch(context, &[query], Session::None, deadline).await?;
    let account: MachineAccount =
        results.first(0)?.ok_or_else(|| ApiError::Internal("the query of a secret yielded no row".to_owned()))?;
    let (salt, hash) = account.salt_and_hash();
    Ok(hmac_matches(&salt, &hash, secret.as_bytes()).await?.then_some(account))
}
