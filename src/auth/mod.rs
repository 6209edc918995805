//! Who calls, and what the caller may do (contract, section 4).
//!
//! This module reads credentials and decides; what needs the platform's cryptography or the database is done by the
//! shell in between.

mod account;
mod authorization;
mod base64;
mod caller;
mod claims;
mod failure;
mod jwks;
mod jwt;
mod key_cache;
mod password;
mod proof;
mod proved;

pub use account::Account;
pub use authorization::{Credentials, MAX_AUTHORIZATION_BYTES};
pub use caller::{ADMIN_ROLE, Caller, INTEGRATION_ROLE, IntegrationUser};
pub use claims::{ClaimRules, RolesClaim};
pub use failure::AuthFailure;
pub use jwks::{Jwk, parse_jwks};
pub use jwt::{Algorithm, Claims, Token};
pub use key_cache::{FETCH_TIMEOUT_MS, KeyCache, MAX_AGE_MS, REFRESH_INTERVAL_MS, RETRY_MS, Step};
pub use password::{MAX_ITERATIONS, PasswordHash};
pub use proof::{LEEWAY_SECONDS, Proof};
pub use proved::{MAX_REMEMBERED, Proved, REMEMBERED_MS};
