//! `POST /oauth_token.do`: tokens for OAuth clients, as from ServiceNow (`docs/api.md`, "Tokens").

use crate::auth::TokenRequest;
use crate::error::ApiError;
use crate::platform::{ReceivedBody, RequestContext, read_body, utc_time};
use crate::response::Response;
use crate::sign_in::oauth::TokenCall;

/// Whether the service issues tokens: it needs a secret to sign them.
///
/// # Errors
/// A setting of credentials is faulty.
pub fn is_on(context: &RequestContext) -> Result<bool, ApiError> {
    let (settings, _) = context.platform.auth_settings()?;
    Ok(settings.hs256_secret.is_some())
}

/// Issues tokens. A form has at most `max_bytes` bytes.
///
/// # Errors
/// Why the request is refused.
pub async fn token(context: &RequestContext, max_bytes: usize) -> Result<Response, ApiError> {
    let (settings, _) = context.platform.auth_settings()?;
    let secret = settings.hs256_secret.as_deref().ok_or(ApiError::UnknownUri)?;
    let ReceivedBody { bytes, received_at, deadline } = read_body(context, max_bytes).await?;
    let (content_type, authorization) = (context.header("Content-Type"), context.header("Authorization"));
    let request = TokenRequest::parse(content_type.as_deref(), authorization.as_deref(), context.url().query, &bytes)?;
    let call = TokenCall { context, secret, now: utc_time(received_at)?, now_ms: received_at, deadline };
    Ok(Response::json(200, &call.grant(request).await?))
}
