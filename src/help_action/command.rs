//! What the caller asks for, once it is known to be valid in itself.

use super::Field;
use super::values::end_before_start;
use crate::fault::Fault;
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
    pub period: Result<Period, TooLate>,
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

/// An end that lies before the present, where that is the start. Nothing can be recorded then, but the request may repeat one
/// whose end was still to come, and gets its answer (contract, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLate {
    pub(super) end: UtcTime,
    pub(super) present: UtcTime,
}

impl TooLate {
    /// What is told to a request that repeats nothing.
    #[must_use]
    pub fn fault(self) -> Fault {
        end_before_start(self.end, "the present, the default of start_time,", self.present)
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
        let (interaction, action_sys_id, action, help_request, start, end) = match self {
            Self::Create(create) => {
                let (start, end) = match create.period {
                    Ok(Period { start, end }) => (create.start_is_given.then_some(start), end),
                    Err(TooLate { end, .. }) => (None, Some(end)),
                };
                (&create.interaction, None, Some(create.action), create.help_request.as_ref(), start, end)
            }
            Self::Update(Update { interaction, action_sys_id, changes }) => {
                let Changes { action, help_request, start_time, end_time } = changes;
                (interaction, Some(action_sys_id), *action, help_request.as_ref(), *start_time, *end_time)
            }
            Self::EndAll(EndAll { interaction, end_time, end_is_given }) => {
                (interaction, None, None, None, None, end_is_given.then_some(*end_time))
            }
        };
        let time = |time: Option<UtcTime>| time.map(|time| time.to_string());
        let mut text = String::new();
        let mut add = |field: Field, value: Option<&str>| {
            if let Some(value) = value {
                text.extend([field.name(), "=", value, ";"]);
            }
        };
        add(Field::Interaction, Some(interaction.as_str()));
        add(Field::ActionSysId, action_sys_id.map(SysId::as_str));
        add(Field::Action, action.map(Action::as_str));
        add(Field::HelpRequest, help_request.map(SysId::as_str));
        add(Field::StartTime, time(start).as_deref());
        add(Field::EndTime, time(end).as_deref());
        text
    }
}
