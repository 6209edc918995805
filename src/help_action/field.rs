//! The names of the body's fields.

/// A field of the request body (contract, "Body fields").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `sys_id` of the interaction; always required.
    Interaction,
    /// The type of help; required to create.
    Action,
    /// `sys_id` of the help action to update.
    ActionSysId,
    /// `sys_id` of the interaction help request.
    HelpRequest,
    /// When the help started.
    StartTime,
    /// When the help ended.
    EndTime,
}

impl Field {
    /// All fields, in the order in which faults are reported.
    pub const ALL: [Self; 6] =
        [Self::Interaction, Self::Action, Self::ActionSysId, Self::HelpRequest, Self::StartTime, Self::EndTime];

    /// The name as it stands in the body.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interaction => "interaction",
            Self::Action => "action",
            Self::ActionSysId => "action_sys_id",
            Self::HelpRequest => "help_request",
            Self::StartTime => "start_time",
            Self::EndTime => "end_time",
        }
    }
}
