//! The settings of the Table API.

use crate::config::{ConfigError, Variables};

/// What an operator decides about the Table API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableSettings {
    /// What happens with unknown names in bodies (`UNKNOWN_FIELDS`).
    pub unknown_fields: UnknownFields,
}

/// What happens with unknown names in bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownFields {
    /// They are ignored, and the answer names them.
    #[default]
    Ignore,
    /// The request is refused.
    Reject,
}

impl TableSettings {
    /// The variables of these settings. If one changes, the settings are read again.
    pub const VARIABLES: [&str; 1] = ["UNKNOWN_FIELDS"];

    /// Reads the settings.
    ///
    /// # Errors
    /// The variable that cannot be used.
    pub fn read(variables: &impl Variables) -> Result<Self, ConfigError> {
        let choices = [("ignore", UnknownFields::Ignore), ("reject", UnknownFields::Reject)];
        Ok(Self { unknown_fields: variables.choice("UNKNOWN_FIELDS", &choices)? })
    }
}
