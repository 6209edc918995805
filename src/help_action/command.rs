//! What the caller asks for, once it is known to be valid in itself.

use super::Field;
use crate::sys_id::SysId;
use crate::time::UtcTime;

/// The type of help a supervisor gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Everybody on the call hears the supervisor.
    BargeIn,
    /// Only the agent hears the supervisor.
    Coach,
    /// The supervisor listens silently.
    Monitor,
    /// The supervisor looks on.
    Observe,
}

impl Action {
    /// All types of help.
    pub const ALL: [Self; 4] = [Self::BargeIn, Self::Coach, Self::Monitor, Self::Observe];

    /// The word for it in requests and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BargeIn => "barge_in",
            Self::Coach => "coach",
            Self::Monitor => "monitor",
            Self::Observe => "observe",
        }
    }
}

/// A request that is valid in itself; what it refers to may still be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Record a new help action.
    Create(Create),
    /// Change one help action.
    Update(Update),
    /// Set the end of the interaction's help actions.
    EndAll(EndAll),
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
    /// What becomes of it.
    pub changes: Changes,
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
    /// `None` if the end lies before the start.
    #[must_use]
    pub fn new(start: UtcTime, end: Option<UtcTime>) -> Option<Self> {
        end.is_none_or(|end| end >= start).then_some(Self { start, end })
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

/// New values for a help action: at least one, and no end before its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    pub(super) action: Option<Action>,
    pub(super) help_request: Option<SysId>,
    pub(super) start_time: Option<UtcTime>,
    pub(super) end_time: Option<UtcTime>,
}

impl Changes {
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
impl Command {
    /// The fields that were given, normalised: two requests with the same ask for the same.
    #[must_use]
    pub fn fields(&self) -> String {
        let mut text = String::new();
        let mut add = |field: Field, value: Option<&dyn std::fmt::Display>| {
            if let Some(value) = value {
                text.extend([field.name(), "=", &value.to_string(), ";"]);
            }
        };
        match self {
            Self::Create(create) => {
                let (start, end) = (create.period.start(), create.period.end());
                add(Field::Interaction, Some(&create.interaction));
                add(Field::Action, Some(&create.action.as_str()));
                add(Field::HelpRequest, create.help_request.as_ref().map(|id| id as _));
                add(Field::StartTime, create.start_is_given.then_some(&start as _));
                add(Field::EndTime, end.as_ref().map(|end| end as _));
            }
            Self::Update(Update { interaction, action_sys_id, changes }) => {
                add(Field::Interaction, Some(interaction));
                add(Field::ActionSysId, Some(action_sys_id));
                add(Field::Action, changes.action.map(Action::as_str).as_ref().map(|action| action as _));
                add(Field::HelpRequest, changes.help_request.as_ref().map(|id| id as _));
                add(Field::StartTime, changes.start_time.as_ref().map(|time| time as _));
                add(Field::EndTime, changes.end_time.as_ref().map(|time| time as _));
            }
            Self::EndAll(end_all) => {
                add(Field::Interaction, Some(&end_all.interaction));
                add(Field::EndTime, end_all.end_is_given.then_some(&end_all.end_time as _));
            }
        }
        text
    }
}
