//! Access tokens of the service itself: JSON Web Tokens in the shape of RFC 9068, signed with `JWT_HS256_SECRET`.

use super::token_request::SCOPE;
use crate::auth::verified::Validity;
use crate::auth::{AuthError, Caller, Role, VerifiedCaller, base64};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How long an access token is valid, in seconds: 30 minutes, as in ServiceNow.
pub const ACCESS_TOKEN_SECONDS: i64 = 1_800;

/// `iss` and `aud` of the service's own tokens. Not the operator's `JWT_ISSUER`, so that other services that trust the same
/// identity provider do not accept such a token as one of the provider's, and the settings for other tokens do not apply.
const OWN: &str = "urn:help-request-api";

/// The claims of an access token.
#[derive(Serialize, Deserialize)]
struct AccessClaims {
    iss: String,
    aud: String,
    /// The `user_name`.
    sub: String,
    /// The OAuth client that got the token.
    client_id: String,
    roles: Vec<String>,
    iat: i64,
    exp: i64,
}

/// An access token that is not yet signed.
pub struct AccessToken(String);

impl AccessToken {
    /// A token for a user. Has only the roles that the service knows, so that it always fits into a header. `now` is in seconds
    /// since 1970.
    #[must_use]
    pub fn new(user_name: &str, roles: &[String], client_id: &str, now: i64) -> Self {
        let is_known = |name: &&String| Role::ALL.iter().any(|role| role.name() == name.as_str());
        let claims = AccessClaims {
            iss: OWN.to_owned(),
            aud: OWN.to_owned(),
            sub: user_name.to_owned(),
            client_id: client_id.to_owned(),
            roles: roles.iter().filter(is_known).cloned().collect(),
            iat: now,
            exp: now + ACCESS_TOKEN_SECONDS,
        };
        let part = |json: String| base64::encode_url(json.as_bytes());
        let claims = serde_json::to_string(&claims).unwrap_or_default();
        Self(format!("{}.{}", part(r#"{"alg":"HS256","typ":"JWT"}"#.to_owned()), part(claims)))
    }

    /// What the signature covers.
    #[must_use]
    pub const fn signing_input(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The whole token.
    #[must_use]
    pub fn signed(&self, signature: &[u8]) -> String {
        format!("{}.{}", self.0, base64::encode_url(signature))
    }
}

/// Whether the claims name this service as their issuer.
pub fn is_own(claims: &Value) -> bool {
    claims.get("iss").and_then(Value::as_str) == Some(OWN)
}

/// The caller of one of the service's own tokens, whose signature is already verified. `now` is in seconds since 1970.
pub fn verified_caller(claims: &Value, now: i64) -> Result<VerifiedCaller, AuthError> {
    let claims = AccessClaims::deserialize(claims).map_err(|_| AuthError::TokenClaims)?;
    if claims.aud != OWN {
        return Err(AuthError::TokenAudience);
    }
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
    let validity = Validity { expires: claims.exp as f64, ..Validity::ALWAYS };
    validity.check(now)?;
    Ok(VerifiedCaller::new(Caller::basic(&claims.sub, claims.roles), validity))
}

/// The answer to a request for a token (RFC 6749, section 5.1), with its members in ServiceNow's order. Without `Debug`, so
/// that it never reaches a log.
#[derive(Serialize)]
pub struct TokenAnswer {
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    scope: &'static str,
    token_type: &'static str,
    expires_in: i64,
}

impl TokenAnswer {
    /// The answer with these tokens. `expires_in` is a second less, for the time that the answer takes, as in ServiceNow.
    #[must_use]
    pub const fn new(access_token: String, refresh_token: Option<String>) -> Self {
        Self { access_token, refresh_token, scope: SCOPE, token_type: "Bearer", expires_in: ACCESS_TOKEN_SECONDS - 1 }
    }
}
