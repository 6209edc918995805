//! The settings of the Help Request API.

use crate::config::{ConfigError, Variables};

/// What an operator decides about help actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HelpActionSettings {
    /// Which help actions "end all" changes (`BULK_END_SCOPE`).
    pub bulk_end_scope: BulkEndScope,
    /// What happens with an interaction that is not registered (`INTERACTION_POLICY`).
    pub interaction_policy: InteractionPolicy,
}

/// Which help actions of an interaction "end all" changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BulkEndScope {
    /// All of them, even those that have ended, as ServiceNow's documentation says.
    #[default]
    All,
    /// Only those without an end.
    Open,
}

/// What happens with an interaction or help request that does not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InteractionPolicy {
    /// The request is refused: not found.
    #[default]
    Registered,
    /// A create registers it.
    Open,
}

impl HelpActionSettings {
    /// The variables of these settings. If one changes, the settings are read again.
    pub const VARIABLES: [&str; 2] = ["BULK_END_SCOPE", "INTERACTION_POLICY"];

    /// Reads the settings.
    ///
    /// # Errors
    /// The first variable that cannot be used.
    pub fn read(variables: &impl Variables) -> Result<Self, ConfigError> {
        let scopes = [("all", BulkEndScope::All), ("open", BulkEndScope::Open)];
        let policies = [("registered", InteractionPolicy::Registered), ("open", InteractionPolicy::Open)];
        Ok(Self {
            bulk_end_scope: variables.choice("BULK_END_SCOPE", &scopes)?,
            interaction_policy: variables.choice("INTERACTION_POLICY", &policies)?,
        })
    }
}
