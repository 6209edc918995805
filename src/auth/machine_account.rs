//! What the database knows about an API key or an OAuth client.

use super::PasswordHash;
use serde::Deserialize;

/// The secret of an API key or an OAuth client, and the user as whom it acts.
#[derive(Deserialize)]
pub struct MachineAccount {
    /// A PHC string; NULL if there is no such key or client.
    secret: Option<String>,
    /// NULL if it acts as no user.
    user_name: Option<String>,
    /// 1 if the user is active; NULL if there is none.
    active: Option<u8>,
    /// The names of the user's roles, as a JSON array.
    roles: String,
}

impl MachineAccount {
    /// Salt and hash of the secret. Without a key or client they match nothing, but comparing takes as long: the duration of
    /// a refusal does not show which ones exist.
    #[must_use]
    pub fn salt_and_hash(&self) -> (Vec<u8>, Vec<u8>) {
        match self.secret.as_deref().and_then(PasswordHash::parse) {
            Some(PasswordHash::Hmac { salt, hash }) => (salt, hash),
            // A secret is generated, so its hash is never a slow one.
            Some(PasswordHash::Pbkdf2 { .. }) | None => (vec![0; 16], vec![0; 32]),
        }
    }

    /// The name and the roles of the user, if there is one who is active.
    #[must_use]
    pub fn active_user(self) -> Option<(String, Vec<String>)> {
        let user_name = self.user_name.filter(|_| self.active == Some(1))?;
        Some((user_name, serde_json::from_str(&self.roles).ok()?))
    }
}
