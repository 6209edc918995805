//! A verified caller, and how long the credentials are valid.

use super::{AuthError, Caller};

/// How far the clocks of the issuer and of this service may differ, in seconds.
pub const LEEWAY_SECONDS: i64 = 60;

/// A caller whose credentials were verified.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedCaller {
    caller: Caller,
    validity: Validity,
}

/// When credentials are valid, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Validity {
    pub(super) not_before: f64,
    pub(super) expires: f64,
}

impl VerifiedCaller {
    pub(super) const fn new(caller: Caller, validity: Validity) -> Self {
        Self { caller, validity }
    }

    /// A caller who signed in with a password or an API key, which do not expire.
    #[must_use]
    pub const fn without_expiry(caller: Caller) -> Self {
        Self::new(caller, Validity::ALWAYS)
    }

    /// The caller, if the credentials are valid at `now`, in seconds since 1970.
    ///
    /// # Errors
    /// [`AuthError::TokenExpired`] or [`AuthError::TokenNotYetValid`].
    pub fn caller(&self, now: i64) -> Result<&Caller, AuthError> {
        self.validity.check(now).map(|()| &self.caller)
    }
}

impl Validity {
    pub(super) const ALWAYS: Self = Self { not_before: f64::NEG_INFINITY, expires: f64::INFINITY };

    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
    pub(super) fn check(self, now: i64) -> Result<(), AuthError> {
        let (now, leeway) = (now as f64, LEEWAY_SECONDS as f64);
        if now >= self.expires + leeway {
            Err(AuthError::TokenExpired)
        } else if now + leeway < self.not_before {
            Err(AuthError::TokenNotYetValid)
        } else {
            Ok(())
        }
    }
}
