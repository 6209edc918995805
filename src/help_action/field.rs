//! The fields of the request body.

/// A field of the request body (`docs/api.md`, "Fields").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The `sys_id` of the interaction. Always required.
    Interaction,
    /// The type of help. Required to create.
    Action,
    /// The `sys_id` of the help action to update.
    ActionSysId,
    /// The `sys_id` of the interaction help request.
    HelpRequest,
    /// When the help started. Default: now.
    StartTime,
    /// When the help ended.
    EndTime,
}

impl Field {
    /// All fields, in the order in which faults are reported.
    pub const ALL: [Self; 6] =
        [Self::Interaction, Self::Action, Self::ActionSysId, Self::HelpRequest, Self::StartTime, Self::EndTime];

    /// The name in the body.
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
