//! Identifiers of records.

use serde::Serialize;
use std::fmt;
use uuid::{ContextV7, Timestamp, Uuid};

/// A `sys_id`: 32 hexadecimal digits in lower case (`docs/api.md`, "Values").
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SysId(String);

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSysId;

impl SysId {
    /// Number of hexadecimal digits.
    pub const LENGTH: usize = 32;

    /// Reads 32 hexadecimal digits, upper or lower case.
    ///
    /// # Errors
    /// [`InvalidSysId`] for any other text.
    pub fn parse(text: &str) -> Result<Self, InvalidSysId> {
        if text.len() == Self::LENGTH && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidSysId)
        }
    }

    /// A new id, which sorts by its time: a `UUIDv7` (RFC 9562, section 5.7) without hyphens.
    ///
    /// `unix_millis` is the time in milliseconds since 1970. `context` counts the ids of one millisecond, so that they sort
    /// in the order in which they were made.
    #[must_use]
    pub fn new_v7(unix_millis: u64, context: &ContextV7) -> Self {
        let nanoseconds = u32::try_from(unix_millis % 1_000).unwrap_or_default() * 1_000_000;
        let id = Uuid::new_v7(Timestamp::from_unix(context, unix_millis / 1_000, nanoseconds));
        Self(id.simple().to_string())
    }

    /// The 32 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SysId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
