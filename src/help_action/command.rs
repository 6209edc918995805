//! What the caller asks for, once it is known to be valid in itself.

use super::Field;
use crate::action::Action;
use crate::fault::Fault;
use crate::sys_id::SysId;
use crate::time::UtcTime;

/// A request that is valid in itself; what it refers to may still be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Record a new help action.
    Create(Create),
    /// Change one help action.
    Update(Update),
    /// Set the end of the interaction's help actions.
    EndAll(EndAll),
    /// Answer as before, if this repeats an earlier request.
    ReplayOnly(ReplayOnly),
}

/// Record a new help action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The interaction on which help is given.
    pub interaction: SysId,
    /// The help request that was accepted.
    pub help_request: Option<SysId>,
    /// The type of help.
    pub action: Action,
    /// From when to when.
    pub period: Period,
    /// Whether the start was given. Where it was not, a repetition is the same request, though its present is another.
    pub start_is_given: bool,
}

/// Change one help action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The interaction to which the help action has to belong.
    pub interaction: SysId,
    /// The help action.
    pub action_sys_id: SysId,
    /// Its new values.
    pub patch: HelpActionPatch,
}

/// Set the end of the interaction's help actions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndAll {
    /// The interaction whose help actions end.
    pub interaction: SysId,
    /// The end.
    pub end_time: UtcTime,
    /// Whether the end was given. Where it was not, a repetition is the same request, though its present is another.
    pub end_is_given: bool,
}

/// A start and perhaps an end that does not lie before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    start: UtcTime,
    end: Option<UtcTime>,
}

impl Period {
    /// A period, if the end does not lie before the start.
    ///
    /// # Errors
    /// The end.
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

    /// The end, if it is known.
    #[must_use]
    pub const fn end(&self) -> Option<UtcTime> {
        self.end
    }
}

/// A request that cannot be carried out any more, but may repeat one that was carried out in time, and then gets its answer
/// (contract, section 5): a create without a start, whose end has passed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayOnly {
    /// What the request asks for: see [`Command::request`].
    pub(super) request: String,
    /// What is wrong with it if it repeats nothing.
    pub fault: Fault,
}

/// New values for a help action: at least one, and no end before its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpActionPatch {
    pub(super) action: Option<Action>,
    pub(super) help_request: Option<SysId>,
    pub(super) start_time: Option<UtcTime>,
    pub(super) end_time: Option<UtcTime>,
}

impl HelpActionPatch {
    /// The new type of help.
    #[must_use]
    pub const fn action(&self) -> Option<Action> {
        self.action
    }

    /// The new help request.
    #[must_use]
    pub const fn help_request(&self) -> Option<&SysId> {
        self.help_request.as_ref()
    }

    /// The new start.
    #[must_use]
    pub const fn start_time(&self) -> Option<UtcTime> {
        self.start_time
    }

    /// The new end.
    #[must_use]
    pub const fn end_time(&self) -> Option<UtcTime> {
        self.end_time
    }
}

impl Create {
    /// The request that asks for this: see [`Command::request`].
    pub(super) fn request(&self) -> String {
        let Period { start, end } = self.period;
        let start = self.start_is_given.then_some(start);
        request(&self.interaction, None, Some(self.action), self.help_request.as_ref(), start, end)
    }
}

impl Command {
    /// The fields that were given, normalised. Two requests are the same if these are.
    #[must_use]
    pub fn request(&self) -> String {
        match self {
            Self::Create(create) => create.request(),
            Self::Update(Update { interaction, action_sys_id, patch }) => {
                let HelpActionPatch { action, help_request, start_time, end_time } = patch;
                request(interaction, Some(action_sys_id), *action, help_request.as_ref(), *start_time, *end_time)
            }
            Self::EndAll(EndAll { interaction, end_time, end_is_given }) => {
                request(interaction, None, None, None, None, end_is_given.then_some(*end_time))
            }
            Self::ReplayOnly(ReplayOnly { request, .. }) => request.clone(),
        }
    }
}

pub(super) fn request(
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
