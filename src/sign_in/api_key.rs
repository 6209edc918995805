//! Signing in with an API key, against the table `api_key`.

use super::limits::limited;
use super::machine::{self, Kind};
use crate::auth::{ApiKey, AuthError, Caller, MachineAccount, VerifiedCaller};
use crate::error::ApiError;
use crate::platform::RequestContext;

/// Verifies an API key.
///
/// # Errors
/// 401 if the key is unknown, wrong or malformed, or its user is inactive; 429 after too many failures with the key or at the
/// address; 500 or 503 if the database fails.
pub(super) async fn verify(context: &RequestContext, text: &str) -> Result<VerifiedCaller, ApiError> {
    let key = ApiKey::parse(text);
    let name = format!("apikey:{}", key.as_ref().map_or("", |key| key.id.as_str()));
    let check = async {
        let Some(ApiKey { id, secret }) = key else { return Ok(None) };
        let account = machine::look_up(context, Kind::ApiKey, id.as_str(), secret, context.deadline()).await?;
        Ok(account.and_then(MachineAccount::active_user))
    };
    let (user_name, roles) = limited(context, &name, AuthError::WrongApiKey, check).await?;
    Ok(VerifiedCaller::without_expiry(Caller::basic(&user_name, roles)))
}
