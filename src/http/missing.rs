//! What a call of the Help Request API refers to and does not exist.

use crate::sys_id::SysId;

/// What was not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The interaction.
    Interaction(SysId),
    /// The help request.
    HelpRequest(SysId),
    /// The help action.
    Action(SysId),
    /// The help action exists, but not on the interaction that was given.
    ActionElsewhere {
        /// The help action.
        action_sys_id: SysId,
        /// The interaction that was given.
        interaction: SysId,
    },
    /// Any help action on this interaction.
    AnyAction(SysId),
}

impl Missing {
    /// Message and detail.
    pub(super) fn words(&self) -> (String, String) {
        match self {
            Self::Interaction(id) => (
                format!("Interaction not found: {id}"),
                "Nothing was changed; correct interaction, or register the interaction first".into(),
            ),
            Self::HelpRequest(id) => (
                format!("Interaction help request not found: {id}"),
                "Nothing was changed; correct help_request, or register the help request first".into(),
            ),
            Self::Action(id) => (
                format!("Supervisor help action not found: {id}"),
                "Nothing was changed; correct action_sys_id, or give action without action_sys_id to create a help action"
                    .into(),
            ),
            Self::ActionElsewhere { action_sys_id, interaction } => (
                format!("Supervisor help action not found: {action_sys_id}"),
                format!(
                    "Nothing was changed; the help action belongs to another interaction than {interaction}: correct \
                     interaction or action_sys_id"
                ),
            ),
            Self::AnyAction(id) => (
                format!("No supervisor help action found for interaction: {id}"),
                "Nothing was changed; correct interaction, or give action to create a help action".into(),
            ),
        }
    }
}
