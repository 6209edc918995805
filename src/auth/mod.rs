//! Who calls, and what the caller may do (`docs/api.md`, "Credentials").
//!
//! This module parses credentials and decides. The steps in between that need WebCrypto or the database are in
//! [`sign_in`](crate::sign_in).

mod account;
mod actor;
mod api_key;
mod authorization;
mod base64;
mod caller;
mod claims;
mod credential_cache;
mod error;
mod failed_sign_ins;
mod jwks;
mod jwt;
mod key_cache;
mod machine_account;
mod oauth;
mod password;
mod role;
mod settings;
mod verified;

pub use account::Account;
pub use actor::Actor;
pub use api_key::{API_KEY_HEADER, ApiKey};
pub use authorization::{Credentials, MAX_AUTHORIZATION_BYTES};
pub use caller::{Authorized, Caller};
pub use claims::{ClaimRules, MAX_SUBJECT_CHARACTERS, RolesClaim};
pub use credential_cache::{CredentialCache, MAX_REMEMBERED, REMEMBERED_MS};
pub use error::AuthError;
pub use failed_sign_ins::{FailedSignIns, PAUSE_SECONDS, ip_network};
pub use jwks::{Jwk, parse_jwks, parse_key_set};
pub use jwt::{Algorithm, Claims, Token};
pub use key_cache::{FETCH_TIMEOUT_MS, KeyCache, MAX_AGE_MS, MAX_TRUST_MS, REFRESH_INTERVAL_MS, RETRY_MS, Step};
pub use machine_account::MachineAccount;
pub use oauth::{
    ACCESS_TOKEN_SECONDS, AccessToken, ClientCredentials, GRACE_SECONDS, Grant, KEPT_DAYS, MAX_FORM_BYTES,
    MAX_PER_CLIENT, OAuthError, REFRESH_LABEL, RefreshToken, TokenAnswer, TokenRequest,
};
pub use password::{MAX_ITERATIONS, PasswordHash};
pub use role::{MissingRole, Role};
pub use settings::{AuthSettings, JwksSource, MIN_SECRET_BYTES};
pub use verified::{LEEWAY_SECONDS, VerifiedCaller};
