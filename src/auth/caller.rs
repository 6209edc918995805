//! Callers: first authenticated, then authorized by a role.

use super::{MissingRole, Role};
use std::rc::Rc;

/// An authenticated caller. Cheap to clone: clones share their texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    identity: Rc<str>,
    user_name: Rc<str>,
    roles: Rc<[String]>,
}

impl Caller {
    /// A user of the table `sys_user`, however they have signed in: with a password, an API key or an access token of this
    /// service. So limits and idempotency keys stay the same when a system changes from one to another.
    #[must_use]
    pub fn basic(user_name: &str, roles: Vec<String>) -> Self {
        Self::new(format!("basic:{user_name}"), user_name, roles)
    }

    /// The subject of a token whose signature was right. Escapes a `|` in the issuer, so that two different pairs of issuer
    /// and subject never have the same identity.
    #[must_use]
    pub fn bearer(issuer: &str, subject: &str, roles: Vec<String>) -> Self {
        let identity = format!("{}|{subject}", issuer.replace('%', "%25").replace('|', "%7C"));
        Self::new(identity, subject, roles)
    }

    fn new(identity: String, user_name: &str, roles: Vec<String>) -> Self {
        Self { identity: identity.into(), user_name: user_name.into(), roles: roles.into() }
    }

    /// Who calls, unique over all ways to sign in. Logs, rate limits and idempotency keys use it.
    #[must_use]
    pub fn identity(&self) -> &str {
        &self.identity
    }

    fn holds(&self, role: Role) -> bool {
        self.roles.iter().any(|held| held == role.name() || held == Role::Admin.name())
    }

    /// Checks that the caller has the role. `admin` includes every role.
    ///
    /// # Errors
    /// [`MissingRole`].
    pub fn authorize(self, role: Role) -> Result<Authorized, MissingRole> {
        if self.holds(role) { Ok(Authorized { caller: self, role }) } else { Err(MissingRole(role)) }
    }
}

/// A caller who has a role. Only [`Caller::authorize`] creates one, so holding the value proves the permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorized {
    caller: Caller,
    role: Role,
}

impl Authorized {
    /// The role that was checked. The caller may have others too.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Whether the caller has this role as well. `admin` includes every role.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.caller.holds(role)
    }

    /// The `user_name` of the table `sys_user`, or the subject of a token.
    #[must_use]
    pub fn user_name(&self) -> &str {
        &self.caller.user_name
    }

    /// See [`Caller::identity`].
    #[must_use]
    pub fn identity(&self) -> &str {
        self.caller.identity()
    }
}
