//! The roles that the service knows.

/// A role, from the table `sys_user_has_role` or from a claim of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May call the Help Request API, and read and register records.
    IntegrationUser,
    /// Includes every other role.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 2] = [Self::IntegrationUser, Self::Admin];

    /// The role's name in ServiceNow.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IntegrationUser => "interaction_integration_user",
            Self::Admin => "admin",
        }
    }
}

/// An authenticated caller lacks this role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingRole(pub Role);
