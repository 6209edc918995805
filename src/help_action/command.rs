//! What the caller asks for, once all values are valid.

use super::Field;
use crate::action::Action;
use crate::fault::Fault;
use crate::sys_id::SysId;
use crate::time::UtcTime;

/// A request with valid values. The records that it names may still be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Create a help action.
    Create(Create),
    /// Change one help action.
    Update(Update),
    /// Set the end of the interaction's help actions.
    EndAll(EndAll),
    /// Give the stored answer if this repeats an earlier request. Otherwise fail.
    ReplayOnly(ReplayOnly),
}

/// Creates a help action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The `sys_id` of the interaction.
    pub interaction: SysId,
    /// The `sys_id` of the help request, if the help answers one.
    pub help_request: Option<SysId>,
    /// The type of help.
    pub action: Action,
    /// The start, by default the time of the request, and perhaps an end.
    pub period: Period,
    /// Whether the caller gave the start. A default start is left out when requests are compared: a repetition comes at a
    /// later time, and would otherwise be another request.
    pub start_is_given: bool,
}

/// Changes one help action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The `sys_id` of the interaction. The help action must belong to it.
    pub interaction: SysId,
    /// The `sys_id` of the help action.
    pub action_sys_id: SysId,
    /// The new values.
    pub patch: HelpActionPatch,
}

/// Sets the end of the interaction's help actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndAll {
    /// The `sys_id` of the interaction.
    pub interaction: SysId,
    /// The end, by default the time of the request.
    pub end_time: UtcTime,
    /// Whether the caller gave the end. A default end is left out when requests are compared, like
    /// [`Create::start_is_given`].
    pub end_is_given: bool,
}

/// A start and perhaps an end. The end is never before the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    start: UtcTime,
    end: Option<UtcTime>,
}

impl Period {
    /// A period from `start` to `end`. `None` is an open end.
    ///
    /// # Errors
    /// The end, if it is before the start.
    pub fn new(start: UtcTime, end: Option<UtcTime>) -> Result<Self, UtcTime> {
        match end {
            Some(end) if end < start => Err(end),
            _ => Ok(Self { start, end }),
        }
    }

    /// The start.
    #[must_use]
    pub const fn start(&self) -> UtcTime {
        self.start
    }

    /// The end; `None` while it is open.
    #[must_use]
    pub const fn end(&self) -> Option<UtcTime> {
        self.end
    }
}

/// A create that comes too late: it has no start, and its end has passed, so that it would end before it starts. It may
/// repeat a request that came in time. Then it gets the stored answer (`docs/api.md`, "Retries").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayOnly {
    /// The given fields: see [`Command::request`].
    pub(super) request: String,
    /// The fault, if this does not repeat an earlier request.
    pub fault: Fault,
}

/// New values for a help action: at least one. A new end is never before a new start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpActionPatch {
    pub(super) action: Option<Action>,
    pub(super) help_request: Option<SysId>,
    pub(super) start_time: Option<UtcTime>,
    pub(super) end_time: Option<UtcTime>,
}

impl HelpActionPatch {
    /// The new type of help; `None` keeps the old one.
    #[must_use]
    pub const fn action(&self) -> Option<Action> {
        self.action
    }

    /// The new help request; `None` keeps the old one.
    #[must_use]
    pub const fn help_request(&self) -> Option<&SysId> {
        self.help_request.as_ref()
    }

    /// The new start; `None` keeps the old one.
    #[must_use]
    pub const fn start_time(&self) -> Option<UtcTime> {
        self.start_time
    }

    /// The new end; `None` keeps the old one.
    #[must_use]
    pub const fn end_time(&self) -> Option<UtcTime> {
        self.end_time
    }
}

impl Create {
    /// The given fields: see [`Command::request`].
    pub(super) fn normalized_fields(&self) -> String {
        let Period { start, end } = self.period;
        let start = self.start_is_given.then_some(start);
        normalized_fields(&self.interaction, None, Some(self.action), self.help_request.as_ref(), start, end)
    }
}

impl Command {
    /// The given fields as one normalised text, without defaults. Two requests are the same if their texts are equal.
    #[must_use]
    pub fn normalized_fields(&self) -> String {
        match self {
            Self::Create(create) => create.normalized_fields(),
            Self::Update(Update { interaction, action_sys_id, patch }) => {
                let HelpActionPatch { action, help_request, start_time, end_time } = patch;
                normalized_fields(
                    interaction,
                    Some(action_sys_id),
                    *action,
                    help_request.as_ref(),
                    *start_time,
                    *end_time,
                )
            }
            Self::EndAll(EndAll { interaction, end_time, end_is_given }) => {
                normalized_fields(interaction, None, None, None, None, end_is_given.then_some(*end_time))
            }
            Self::ReplayOnly(ReplayOnly { request, .. }) => request.clone(),
        }
    }
}

pub(super) fn normalized_fields(
    interaction: &SysId,
    action_sys_id: Option<&SysId>,
    action: Option<Action>,
    help_request: Option<&SysId>,
    start_time: Option<UtcTime>,
    end_time: Option<UtcTime>,
) -> String {
    let fields = [
        (Field::Interaction, Some(interaction.to_string())),
        (Field::ActionSysId, action_sys_id.map(ToString::to_string)),
        (Field::Action, action.map(|action| action.as_str().to_owned())),
        (Field::HelpRequest, help_request.map(ToString::to_string)),
        (Field::StartTime, start_time.map(|time| time.to_string())),
        (Field::EndTime, end_time.map(|time| time.to_string())),
    ];
    let given = fields.into_iter().filter_map(|(field, value)| Some((field.name(), value?)));
    given.map(|(name, value)| format!("{name}={value};")).collect()
}
