//! Whether the log is archived.

use crate::config::{ConfigError, Variables};

/// The name of the R2 binding.
pub const BINDING: &str = "ARCHIVE";

/// Whether the log is archived: whether the bucket is bound. With `ARCHIVE_REQUIRED`, a missing binding is an error.
///
/// # Errors
/// The variable cannot be used, or requires a binding that is missing.
pub fn is_on(variables: &impl Variables, is_bound: bool) -> Result<bool, ConfigError> {
    let is_required = variables.choice("ARCHIVE_REQUIRED", &[("true", true), ("false", false)])?;
    if is_required && !is_bound {
        let reason = format!("is true, but there is no R2 binding {BINDING}; bind a bucket, or remove the variable");
        return Err(ConfigError::new("ARCHIVE_REQUIRED", reason));
    }
    Ok(is_bound)
}
