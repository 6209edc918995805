//! Rate limits, counted by bindings of the runtime. The counts are approximate and kept per location.

use super::Platform;

/// What is counted, each by its own binding.
#[derive(Clone, Copy, Debug)]
pub enum Limiter {
    /// Calls of one caller.
    Caller,
    /// Failed sign-ins from one network.
    SignIn,
    /// Failed sign-ins of one user, client or API key.
    SignInUser,
}

impl Limiter {
    const fn binding(self) -> &'static str {
        match self {
            Self::Caller => "RATE_LIMITER",
            Self::SignIn => "SIGN_IN_LIMITER",
            Self::SignInUser => "SIGN_IN_USER_LIMITER",
        }
    }
}

impl Platform {
    /// Counts one more for the key. Returns false if there were too many. If the binding is missing or fails, there is no
    /// limit.
    pub async fn is_within_limit(&self, limiter: Limiter, key: &str) -> bool {
        match self.env.rate_limiter(limiter.binding()) {
            Ok(limiter) => limiter.limit(key.to_owned()).await.map_or(true, |outcome| outcome.success),
            Err(_) => true,
        }
    }
}
