//! The names of an operator's own columns (contract, section 6): `u_` and a word.

use std::fmt;

/// Most characters of a name: those of a column's name in ServiceNow.
const MAX_LENGTH: usize = 80;

/// The name of a column of the operator's own, such as `u_call_result`: `u_`, then lower-case letters, digits and underscores.
/// So SQL and JSON can contain it as it is. It is an array and not a `String`, so that the paths of queries can be copied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OwnName {
    bytes: [u8; MAX_LENGTH],
    length: usize,
}

impl OwnName {
    /// Most own columns that a record has.
    pub const MAX_PER_RECORD: usize = 50;

    /// Most characters of a value.
    pub const MAX_VALUE: usize = 4_000;

    /// Most characters of a record's own columns together, as the JSON object in which they are kept.
    pub const MAX_CHARACTERS: usize = 16_000;

    /// Reads a name. `None` if it is not of this form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let word = text.strip_prefix("u_")?;
        if word.is_empty() || !word.bytes().all(is_word) {
            return None;
        }
        let mut bytes = [0; MAX_LENGTH];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { bytes, length: text.len() })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for OwnName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
