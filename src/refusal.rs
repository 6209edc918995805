//! Why the database did not carry out a valid request: a record is missing or in the way, or a value does not fit.

use crate::fault::{Faults, excerpt};
use crate::sys_id::SysId;

/// The reason, for commands of the Help Request API and for writes of the Table API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A record that the request needs does not exist (404).
    NotFound(NotFound),
    /// A record prevents the change (409).
    Conflict(Conflict),
    /// Values do not fit what is stored (400).
    Invalid(Faults),
    /// The idempotency key was used for another request (422).
    KeyReused,
    /// The database gave no known reason: a defect of the service (500).
    Unexplained,
}

/// Which record does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// The interaction with this `sys_id`.
    Interaction(SysId),
    /// The help request with this `sys_id`.
    HelpRequest(SysId),
    /// The help action with this `sys_id`.
    HelpAction(SysId),
    /// The help action exists, but belongs to another interaction than the given one.
    HelpActionElsewhere {
        /// The `sys_id` of the help action.
        action_sys_id: SysId,
        /// The `sys_id` of the given interaction.
        interaction: SysId,
    },
    /// The interaction with this `sys_id` has no help actions to end.
    NothingToEnd(SysId),
    /// The relay has not parked a help action with this `sys_id`.
    Parked(SysId),
    /// The telephony system (CTI source) of this name.
    CtiSource(String),
    /// The record of a table; or, under version 1, any record of a list.
    Record,
}

/// Which records prevent the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Another record has the `sys_id` already.
    Exists {
        /// The table's name.
        table: &'static str,
        /// The `sys_id` that the caller chose.
        sys_id: SysId,
    },
    /// Records of these tables refer to the record.
    InUse(Vec<&'static str>),
    /// Another interaction has the external id.
    ExternalId {
        /// The `sys_id` of that interaction.
        interaction: String,
    },
}

impl NotFound {
    /// Message and detail for the caller.
    #[must_use]
    pub fn message_and_detail(&self) -> (String, String) {
        match self {
            Self::Interaction(id) => (
                format!("Interaction not found: {id}"),
                "Nothing was changed; correct interaction, or register the interaction first".into(),
            ),
            Self::HelpRequest(id) => (
                format!("Interaction help request not found: {id}"),
                "Nothing was changed; correct help_request, or register the help request first".into(),
            ),
            Self::HelpAction(id) => (
                format!("Supervisor help action not found: {id}"),
                "Nothing was changed; correct action_sys_id, or give action without action_sys_id to create a help action"
                    .into(),
            ),
            Self::HelpActionElsewhere { action_sys_id, interaction } => (
                format!("Supervisor help action not found: {action_sys_id}"),
                format!(
                    "Nothing was changed; the help action belongs to another interaction than {interaction}: correct \
                     interaction or action_sys_id"
                ),
            ),
            Self::NothingToEnd(id) => (
                format!("No supervisor help action found for interaction: {id}"),
                "Nothing was changed; correct interaction, or give action to create a help action".into(),
            ),
            Self::Parked(id) => (
                format!("No parked help action: {id}"),
                "Nothing was changed; GET helprequest/relay lists what is parked".into(),
            ),
            Self::CtiSource(name) => (
                format!("There is no source \"{}\"", excerpt(name)),
                "Correct the name at the end of the URL; the operator lists the sources in CTI_SOURCES".into(),
            ),
            Self::Record => {
                ("No Record found".into(), "Record doesn't exist or ACL restricts the record retrieval".into())
            }
        }
    }
}

impl Conflict {
    /// Message and detail for the caller.
    #[must_use]
    pub fn message_and_detail(&self) -> (String, String) {
        match self {
            Self::Exists { table, sys_id } => (
                format!("{table} has a record {sys_id} already"),
                "Nothing was changed; change that record, or create one with another sys_id or none".into(),
            ),
            Self::ExternalId { interaction } => (
                format!("The interaction {interaction} has this external_id already"),
                "Nothing was changed; correct external_id, or give that interaction another one first".into(),
            ),
            Self::InUse(tables) => (
                format!("The record is referred to by {}", tables.join(" and ")),
                "Nothing was changed; delete what refers to the record first, or leave it where it is".into(),
            ),
        }
    }
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self::Invalid(faults)
    }
}
