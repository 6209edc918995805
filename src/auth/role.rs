//! The roles that this service knows.

/// A role of table `sys_user_has_role`, or of a token's claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Calls the Help Request API, and reads and registers records.
    IntegrationUser,
    /// Includes every other role.
    Admin,
}

impl Role {
    /// The role's name.
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
