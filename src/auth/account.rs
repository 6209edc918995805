//! What the database knows about a user who signs in with HTTP Basic.

use super::PasswordHash;
use serde::Deserialize;

/// The row of the sign-in query: the user, their roles, and whether any user has a slow hash.
#[derive(Deserialize)]
pub struct Account {
    /// A PHC string; NULL if there is no such user, or the user has no password.
    user_password: Option<String>,
    /// 1 if the user is active; NULL if there is no such user.
    active: Option<u8>,
    /// The names of the user's roles, as a JSON array.
    roles: String,
    /// 1 if any user has a slow hash. Then every refusal must take as long as a slow hash, or its duration would show which
    /// users exist.
    slow_hashes: u8,
}

impl Account {
    /// The stored password. `None` if there is no such user, or no password in a known format.
    #[must_use]
    pub fn password(&self) -> Option<PasswordHash> {
        PasswordHash::parse(self.user_password.as_deref()?)
    }

    /// The roles of an active user. `None` if the user is unknown or inactive.
    #[must_use]
    pub fn active_roles(&self) -> Option<Vec<String>> {
        if self.active == Some(1) { serde_json::from_str(&self.roles).ok() } else { None }
    }

    /// Whether every refusal must take as long as a slow hash.
    #[must_use]
    pub const fn has_slow_hashes(&self) -> bool {
        self.slow_hashes == 1
    }
}
