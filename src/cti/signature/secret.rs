//! Secrets that the request itself has: in a header, or as the password of HTTP Basic. `EventBridge` API destinations and
//! forwarders send one of these.

use super::{Evidence, required};
use crate::auth::{AuthError, Credentials};
use crate::cti::CtiRequest;
use subtle::{Choice, ConstantTimeEq};

pub(super) fn header(name: &str, secrets: &[String], request: &CtiRequest<'_>) -> Result<Evidence, AuthError> {
    compare(&required(request, name)?, secrets)
}

pub(super) fn basic(user: &str, secrets: &[String], request: &CtiRequest<'_>) -> Result<Evidence, AuthError> {
    let header = required(request, "Authorization")?;
    match Credentials::parse(Some(&header)) {
        Ok(Credentials::Basic { user_name, password }) if user_name == user => compare(&password, secrets),
        _ => Err(AuthError::SignatureWrong),
    }
}

/// Compares with each secret, in constant time.
fn compare(sent: &str, secrets: &[String]) -> Result<Evidence, AuthError> {
    let equal = secrets.iter().fold(Choice::from(0), |equal, secret| equal | secret.as_bytes().ct_eq(sent.as_bytes()));
    if equal.into() { Ok(Evidence::Proven) } else { Err(AuthError::SignatureWrong) }
}
