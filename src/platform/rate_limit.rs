//! Rate limits, by the platform's binding. Its counts are approximate and kept per location.

use super::Platform;

/// A binding that counts.
#[derive(Clone, Copy, Debug)]
pub enum Limiter {
    /// Calls, by caller.
    Caller,
    /// Failed sign-ins, by address.
    SignIn,
}

impl Limiter {
    const fn binding(self) -> &'static str {
        match self {
            Self::Caller => "RATE_LIMITER",
            Self::SignIn => "SIGN_IN_LIMITER",
        }
    }
}

impl Platform {
    /// Counts one more under the key. False if there were too many. Without the binding there is no limit; where the binding
    /// fails, a call that may be let in is.
    pub async fn is_within_limit(&self, limiter: Limiter, key: &str) -> bool {
        match self.env.rate_limiter(limiter.binding()) {
            Ok(limiter) => limiter.limit(key.to_owned()).await.map_or(true, |outcome| outcome.success),
            Err(_) => true,
        }
    }
}
