//! API keys, in the header that ServiceNow's clients use.

use crate::sys_id::SysId;

/// The header with an API key. It counts only if there is no `Authorization` header.
pub const API_KEY_HEADER: &str = "x-sn-apikey";

/// Most bytes of an API key. Those that the operator's command makes have 81.
const MAX_BYTES: usize = 200;

/// An API key: `<id>.<secret>`. So one row is read to verify it. Without `Debug`, so that it never reaches a log.
#[derive(PartialEq, Eq)]
pub struct ApiKey<'a> {
    /// The id of its row.
    pub id: SysId,
    /// What proves it.
    pub secret: &'a str,
}

impl<'a> ApiKey<'a> {
    /// Reads a key. `None` if the text cannot be one.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (id, secret) = text.split_once('.').filter(|_| text.len() <= MAX_BYTES)?;
        let id = SysId::parse(id).ok().filter(|parsed| parsed.as_str() == id)?;
        (!secret.is_empty()).then_some(Self { id, secret })
    }
}
