//! A caller who has proved who they are, and the permission that follows from a role.

use crate::http::ApiError;
use std::rc::Rc;

/// The role that calling this API needs.
pub const INTEGRATION_ROLE: &str = "interaction_integration_user";

/// The role that includes every other.
pub const ADMIN_ROLE: &str = "admin";

/// An authenticated caller. A clone shares its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    identity: Rc<str>,
    name: Rc<str>,
    roles: Rc<[String]>,
}

impl Caller {
    /// The user of table `sys_user` whose password was right.
    #[must_use]
    pub fn basic(user_name: &str, roles: Vec<String>) -> Self {
        Self::new(format!("basic:{user_name}"), user_name, roles)
    }

    /// The subject of a token whose signature was right. A `|` in the issuer is escaped, so that no two pairs of issuer
    /// and subject have the same identity.
    #[must_use]
    pub fn bearer(issuer: &str, subject: &str, roles: Vec<String>) -> Self {
        let identity = format!("{}|{subject}", issuer.replace('%', "%25").replace('|', "%7C"));
        Self::new(identity, subject, roles)
    }

    fn new(identity: String, name: &str, roles: Vec<String>) -> Self {
        Self { identity: identity.into(), name: name.into(), roles: roles.into() }
    }

    /// Who calls, unique over all ways to sign in: scopes logs, rate limits and idempotency keys.
    #[must_use]
    pub fn identity(&self) -> &str {
        &self.identity
    }

    fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role || held == ADMIN_ROLE)
    }

    /// The permission to use what that role is for.
    ///
    /// # Errors
    /// [`ApiError::NotAuthorized`] without the role.
    pub fn into_user(self, role: &'static str) -> Result<IntegrationUser, ApiError> {
        if self.has_role(role) { Ok(IntegrationUser(self)) } else { Err(ApiError::NotAuthorized(role)) }
    }
}

/// A caller with [`INTEGRATION_ROLE`], or another role that was asked for. Only the role check makes one, and the store asks
/// for one: holding the value is the permission.
#[derive(Clone, Debug)]
pub struct IntegrationUser(Caller);

impl IntegrationUser {
    /// What `sys_created_by` and `sys_updated_by` show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// See [`Caller::identity`].
    #[must_use]
    pub fn identity(&self) -> &str {
        self.0.identity()
    }
}
