//! Why the database did not carry out a valid request: something is missing, in the way, or does not fit.

use crate::fault::Faults;
use crate::sys_id::SysId;

/// The one type of refusal, for the commands of the Help Request API and for the writes of the Table API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// What the request is about does not exist (404).
    NotFound(NotFound),
    /// A record is in the way (409).
    Conflict(Conflict),
    /// Values do not fit what is stored (400).
    Invalid(Faults),
    /// The idempotency key was used for another request (422).
    KeyReused,
    /// The database gave no reason that the contract knows: a defect (500).
    Unexplained,
}

/// What does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// The interaction.
    Interaction(SysId),
    /// The help request.
    HelpRequest(SysId),
    /// The help action.
    HelpAction(SysId),
    /// The help action exists, but on another interaction than the given one.
    HelpActionElsewhere {
        /// The help action.
        action_sys_id: SysId,
        /// The interaction that was given.
        interaction: SysId,
    },
    /// The interaction has no help action that could end.
    NothingToEnd(SysId),
    /// The record of a table, or, under version 1, any record of a list.
    Record,
}

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Another record has the `sys_id` already.
    Exists {
        /// The table.
        table: &'static str,
        /// The id.
        sys_id: SysId,
    },
    /// Records of these tables refer to the record.
    InUse(Vec<&'static str>),
}

impl NotFound {
    /// Message and detail for the caller.
    #[must_use]
    pub fn words(&self) -> (String, String) {
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
            Self::Record => {
                ("No Record found".into(), "Record doesn't exist or ACL restricts the record retrieval".into())
            }
        }
    }
}

impl Conflict {
    /// Message and detail for the caller.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        match self {
            Self::Exists { table, sys_id } => (
                format!("{table} has a record {sys_id} already"),
                "Nothing was changed; change that record, or create one with another sys_id or none".into(),
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
