//! What the database knows of a user who signs in with HTTP Basic.

use super::PasswordHash;
use crate::json::Json;

/// The row of a user name, and what a refusal has to cost.
pub struct Account {
    /// The stored password; `None` where there is no user or no password.
    pub password: Option<PasswordHash>,
    /// The roles of an active user; `None` where there is no user, or an inactive one.
    pub active_roles: Option<Vec<String>>,
    /// Whether any user has a slow hash. Then every refusal has to take as long as one, or its time would tell who exists.
    pub slow_hashes: bool,
}

impl Account {
    /// Reads what the sign-in query yielded. `None` if it is not what the query makes.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let row = Json::parse(json)?;
        let user = row.get("user")?;
        let is_one = |value: Option<&Json>| value == Some(&Json::Unsigned(1));
        let roles = user.get("roles").and_then(Json::as_list).filter(|_| is_one(user.get("active")));
        Some(Self {
            password: user.get("password").and_then(Json::as_str).and_then(PasswordHash::parse),
            active_roles: roles.map(|roles| roles.iter().filter_map(Json::as_str).map(str::to_owned).collect()),
            slow_hashes: is_one(row.get("slow_hashes")),
        })
    }
}
