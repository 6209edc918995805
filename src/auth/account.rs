//! What the database knows of a user who signs in with HTTP Basic.

use super::PasswordHash;
use serde::Deserialize;

/// The rows of a user name, and what a refusal has to cost.
#[derive(Deserialize)]
pub struct Account {
    /// `NULL` where there is no such user, or no password.
    user_password: Option<String>,
    /// Whether the user is active; `NULL` where there is no such user.
    active: Option<u8>,
    /// The user's roles, a JSON array.
    roles: String,
    /// Whether any user has a slow hash. Then every refusal has to take as long as one, or its time would tell who exists.
    slow_hashes: u8,
}

impl Account {
    /// The stored password; `None` where there is no user, or no password that could match.
    #[must_use]
    pub fn password(&self) -> Option<PasswordHash> {
        PasswordHash::parse(self.user_password.as_deref()?)
    }

    /// The roles of an active user; `None` where there is no user, or an inactive one.
    #[must_use]
    pub fn active_roles(&self) -> Option<Vec<String>> {
        if self.active == Some(1) { serde_json::from_str(&self.roles).ok() } else { None }
    }

    /// Whether every refusal has to cost a slow hash.
    #[must_use]
    pub const fn has_slow_hashes(&self) -> bool {
        self.slow_hashes == 1
    }
}
