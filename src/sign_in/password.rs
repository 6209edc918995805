//! Signing in with a user name and a password, against the table `sys_user`: with HTTP Basic, or to get a token.

use super::limits::limited;
use crate::auth::{Account, AuthError, MAX_ITERATIONS, PasswordHash};
use crate::error::ApiError;
use crate::platform::RequestContext;
use crate::platform::crypto::{hmac_matches, pbkdf2_matches};
use crate::platform::d1::{self, Session};
use crate::store::SqlBuilder;

/// Verifies a user name and password. Returns the user's roles. `deadline` is in milliseconds since 1970.
///
/// # Errors
/// 401 if the user is unknown or the password is wrong; 429 after too many failures of the user or at the address; 500 or
/// 503 if the database fails.
pub(super) async fn verify(
    context: &RequestContext,
    user_name: &str,
    password: &str,
    deadline: i64,
) -> Result<Vec<String>, ApiError> {
    limited(context, user_name, AuthError::WrongPassword, look_up(context, user_name, password, deadline)).await
}

async fn look_up(
    context: &RequestContext,
    user_name: &str,
    password: &str,
    deadline: i64,
) -> Result<Option<Vec<String>>, ApiError> {
    let mut sql = SqlBuilder::new();
    let name = sql.bind(user_name);
    let query = sql.statement(format!(
        "SELECT cast(u.user_password AS TEXT) AS user_password, u.active = 1 AS active, \
           (SELECT json_group_array(role) FROM sys_user_has_role WHERE user = u.sys_id) AS roles, \
           EXISTS (SELECT 1 FROM sys_user WHERE user_password GLOB '$pbkdf2-sha256$*') AS slow_hashes \
         FROM (SELECT {name} AS user_name) AS asked LEFT JOIN sys_user AS u ON u.user_name = asked.user_name"
    ));
    let results = d1::batch(context, &[query], Session::None, deadline).await?;
    let account: Account =
        results.first(0)?.ok_or_else(|| ApiError::Internal("the query of a user yielded no row".to_owned()))?;
    let stored = account.password();
    let matches = match &stored {
        Some(PasswordHash::Pbkdf2 { iterations, salt, hash }) => {
            pbkdf2_matches(password, salt, *iterations, hash).await?
        }
        Some(PasswordHash::Hmac { salt, hash }) => hmac_matches(salt, hash, password.as_bytes()).await?,
        None => false,
    };
    match account.active_roles().filter(|_| matches) {
        Some(roles) => Ok(Some(roles)),
        None => {
            let was_slow = matches!(stored, Some(PasswordHash::Pbkdf2 { .. }));
            if account.has_slow_hashes() && !was_slow {
                pbkdf2_matches(password, &[0; 16], MAX_ITERATIONS, &[]).await?;
            }
            Ok(None)
        }
    }
}
