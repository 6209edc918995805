//! Granting tokens, against the tables `oauth_entity` (clients) and `oauth_credential` (refresh tokens).

mod chain;

use super::limits::limited;
use super::machine::{self, Kind};
use super::password;
use crate::auth::{
    AccessToken, Caller, ClientCredentials, Grant, MachineAccount, OAuthError, RefreshToken, TokenAnswer, TokenRequest,
};
use crate::error::{ApiError, RETRY_AFTER_SECONDS};
use crate::platform::crypto::hmac;
use crate::platform::d1::{self, Results, Session};
use crate::platform::{Limiter, RequestContext};
use crate::store::Statement;
use crate::time::UtcTime;

/// A request for a token that is being answered.
pub struct TokenCall<'a> {
    pub context: &'a RequestContext,
    /// `JWT_HS256_SECRET`.
    pub secret: &'a str,
    /// The time of the call, also in milliseconds since 1970.
    pub now: UtcTime,
    pub now_ms: i64,
    /// When to give up, in milliseconds since 1970.
    pub deadline: i64,
}

/// For whom a token is, with the refresh token that goes with it.
struct Granted {
    user_name: String,
    roles: Vec<String>,
    refresh_token: Option<RefreshToken>,
}

impl TokenCall<'_> {
    /// Verifies the client, then what it asks for. Returns its tokens.
    ///
    /// # Errors
    /// 401; 429 after too many failures or requests; 500 or 503 if the database fails.
    pub async fn grant(&self, TokenRequest { client, grant }: TokenRequest) -> Result<TokenAnswer, ApiError> {
        let account = self.client(&client).await?;
        let granted = match grant {
            Grant::Password { user_name, password } => self.password(&client.id, user_name, &password).await?,
            Grant::RefreshToken(token) => self.refresh(&client.id, &token).await?,
            Grant::ClientCredentials => {
                let (user_name, roles) = account.active_user().ok_or(OAuthError::ClientWithoutUser)?;
                Granted { user_name, roles, refresh_token: None }
            }
        };
        let token = AccessToken::new(&granted.user_name, &granted.roles, &client.id, self.now_ms.div_euclid(1000));
        let signature = hmac(self.secret.as_bytes(), token.signing_input()).await?;
        self.context.log_caller(&Caller::basic(&granted.user_name, granted.roles));
        Ok(TokenAnswer::new(token.signed(&signature), granted.refresh_token.map(|token| token.text())))
    }

    /// The client, if its secret is right and it has not asked too often.
    async fn client(&self, ClientCredentials { id, secret }: &ClientCredentials) -> Result<MachineAccount, ApiError> {
        let name = format!("client:{id}");
        let check = machine::look_up(self.context, Kind::OAuthClient, id, secret, self.deadline);
        let account = limited(self.context, &name, OAuthError::WrongClient, check).await?;
        if !self.context.platform.is_within_limit(Limiter::Caller, &name).await {
            return Err(ApiError::RateLimited(RETRY_AFTER_SECONDS));
        }
        Ok(account)
    }

    /// Begins a chain of refresh tokens.
    async fn password(&self, client: &str, user_name: String, password: &str) -> Result<Granted, ApiError> {
        let roles = password::verify(self.context, &user_name, password, self.deadline).await?;
        let token = chain::begin(self, client, &user_name).await?;
        Ok(Granted { user_name, roles, refresh_token: Some(token) })
    }

    /// Exchanges a refresh token for the next one.
    async fn refresh(&self, client: &str, token: &str) -> Result<Granted, ApiError> {
        let check = async {
            let Some(token) = RefreshToken::parse(token) else { return Ok(None) };
            chain::exchange(self, client, &token).await
        };
        let name = format!("refresh:{client}");
        limited(self.context, &name, OAuthError::WrongRefreshToken, check).await
    }

    async fn batch(&self, statements: &[Statement]) -> Result<Results, ApiError> {
        Ok(d1::batch(self.context, statements, Session::None, self.deadline).await?)
    }
}
