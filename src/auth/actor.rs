//! Who writes a record.

use super::Authorized;

/// Who writes a record. Every write needs one, and a written record keeps its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A caller with the role that the write needs.
    Caller(Authorized),
    /// A telephony (CTI) system whose signature was verified. Holds the name of the source.
    CtiSource(String),
    /// A scheduled job of the service.
    System,
}

impl Actor {
    /// The name for `sys_created_by` and `sys_updated_by`.
    #[must_use]
    pub fn user_name(&self) -> String {
        match self {
            Self::Caller(caller) => caller.user_name().to_owned(),
            Self::CtiSource(source) => format!("cti:{source}"),
            Self::System => "system".to_owned(),
        }
    }

    /// The owner of the idempotency keys that the write uses.
    #[must_use]
    pub fn identity(&self) -> String {
        match self {
            Self::Caller(caller) => caller.identity().to_owned(),
            Self::CtiSource(_) | Self::System => self.user_name(),
        }
    }
}
