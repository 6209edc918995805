//! Tokens that the service issues itself, at `POST /oauth_token.do` as in ServiceNow (`docs/api.md`, "Tokens").
//!
//! [`TokenRequest`] is what a client asks for, [`AccessToken`] is what it calls with, and [`RefreshToken`] is how it gets
//! the next one without the user's password.

mod access_token;
mod error;
mod refresh_token;
mod token_request;

pub use access_token::{ACCESS_TOKEN_SECONDS, AccessToken, TokenAnswer};
pub(super) use access_token::{is_own, verified_caller};
pub use error::OAuthError;
pub use refresh_token::{GRACE_SECONDS, KEPT_DAYS, MAX_PER_CLIENT, REFRESH_LABEL, RefreshToken};
pub use token_request::{ClientCredentials, Grant, MAX_FORM_BYTES, TokenRequest};
