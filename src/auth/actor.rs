//! Who writes a record.

use super::Authorized;

/// Who writes a record, and who is named as its writer. A write cannot be planned without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A caller with the role that the write needs.
    Caller(Authorized),
    /// A telephony system whose signature was right; the name of the source.
    CtiSource(String),
    /// A scheduled job of the service.
    System,
}

impl Actor {
    /// What `sys_created_by` and `sys_updated_by` show.
    #[must_use]
    pub fn user_name(&self) -> String {
        match self {
            Self::Caller(caller) => caller.user_name().to_owned(),
            Self::CtiSource(source) => format!("cti:{source}"),
            Self::System => "system".to_owned(),
        }
    }

    /// Whose idempotency keys the write uses.
    #[must_use]
    pub fn identity(&self) -> String {
        match self {
            Self::Caller(caller) => caller.identity().to_owned(),
            Self::CtiSource(_) | Self::System => self.user_name(),
        }
    }
}
