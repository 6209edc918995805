//! What the caller asks for, checked: the contract's sections "Which operation" and "Rules for values".

use super::{Field, RawFields, RawValue};
use crate::fault::{Fault, FaultCode, Faults, quoted};
use crate::sys_id::SysId;
use crate::time::{ACCEPTED_FORMS, InvalidTime, UtcTime};

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
    action: Option<Action>,
    help_request: Option<SysId>,
    start_time: Option<UtcTime>,
    end_time: Option<UtcTime>,
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
    /// Checks the fields and chooses the operation. `now` is the default for times.
    ///
    /// # Errors
    /// All faults of the request together.
    pub fn from_raw(mut raw: RawFields, now: UtcTime) -> Result<Self, Faults> {
        let mut faults = raw.take_faults();
        let values = Values::check(&mut raw, &mut faults);
        let command = values.into_command(now, &mut faults);
        match command {
            Some(command) if faults.is_empty() => Ok(command),
            _ => Err(faults),
        }
    }

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

/// A field after its value has been looked at. A faulty one still counts as given, so that an update
/// with a bad `action_sys_id` is not taken for something else.
enum Given<T> {
    Not,
    Faulty,
    Valid(T),
}

impl<T> Given<T> {
    const fn is_given(&self) -> bool {
        !matches!(self, Self::Not)
    }

    fn valid(self) -> Option<T> {
        match self {
            Self::Valid(value) => Some(value),
            Self::Not | Self::Faulty => None,
        }
    }
}

struct Values {
    interaction: Given<SysId>,
    action: Given<Action>,
    action_sys_id: Given<SysId>,
    help_request: Given<SysId>,
    start_time: Given<UtcTime>,
    end_time: Given<UtcTime>,
}

impl Values {
    fn check(raw: &mut RawFields, faults: &mut Faults) -> Self {
        let mut check = Check { raw, faults };
        Self {
            interaction: check.required(Field::Interaction, sys_id),
            action: check.value(Field::Action, action),
            action_sys_id: check.value(Field::ActionSysId, sys_id),
            help_request: check.value(Field::HelpRequest, sys_id),
            start_time: check.value(Field::StartTime, time),
            end_time: check.value(Field::EndTime, time),
        }
    }

    /// Chooses the operation by what is given. `None` where a value it needs is faulty.
    fn into_command(self, now: UtcTime, faults: &mut Faults) -> Option<Command> {
        if self.action_sys_id.is_given() {
            self.into_update(faults).map(Command::Update)
        } else if self.action.is_given() {
            self.into_create(now, faults).map(Command::Create)
        } else {
            self.into_end_all(now, faults).map(Command::EndAll)
        }
    }

    fn into_create(self, now: UtcTime, faults: &mut Faults) -> Option<Create> {
        let start_is_given = self.start_time.is_given();
        let start = if start_is_given { self.start_time.valid()? } else { now };
        let end = self.end_time.valid();
        let period = Period::new(start, end);
        if let (None, Some(end)) = (period, end) {
            faults.push(if start_is_given {
                end_before_start(end, "start_time", start)
            } else {
                end_before_start(end, "the present, the default of start_time,", start)
            });
        }
        Some(Create {
            interaction: self.interaction.valid()?,
            help_request: self.help_request.valid(),
            action: self.action.valid()?,
            period: period?,
            start_is_given,
        })
    }

    fn into_update(self, faults: &mut Faults) -> Option<Update> {
        let is_change = self.action.is_given()
            || self.help_request.is_given()
            || self.start_time.is_given()
            || self.end_time.is_given();
        if !is_change {
            let message = "end_time is required: the request changes nothing; give end_time, start_time, action or \
                           help_request to update the help action";
            faults.push(Fault::field(Field::EndTime.name(), FaultCode::Required, message));
        }
        let (start_time, end_time) = (self.start_time.valid(), self.end_time.valid());
        if let (Some(start), Some(end)) = (start_time, end_time)
            && end < start
        {
            faults.push(end_before_start(end, "start_time", start));
        }
        Some(Update {
            interaction: self.interaction.valid()?,
            action_sys_id: self.action_sys_id.valid()?,
            changes: Changes {
                action: self.action.valid(),
                help_request: self.help_request.valid(),
                start_time,
                end_time,
            },
        })
    }

    fn into_end_all(self, now: UtcTime, faults: &mut Faults) -> Option<EndAll> {
        let only_with_others =
            [(Field::HelpRequest, self.help_request.is_given()), (Field::StartTime, self.start_time.is_given())];
        for (field, _) in only_with_others.iter().filter(|(_, is_given)| *is_given) {
            let name = field.name();
            let message = format!(
                "{name} does not apply when all help actions of the interaction are ended; give action as well to \
                 create a help action, give action_sys_id to update one, or leave {name} out"
            );
            faults.push(Fault::field(name, FaultCode::NotApplicable, message));
        }
        let end_is_given = self.end_time.is_given();
        let end_time = self.end_time.valid().unwrap_or(now);
        Some(EndAll { interaction: self.interaction.valid()?, end_time, end_is_given })
    }
}

/// `end` lies before `start`, which `what` names.
pub(super) fn end_before_start(end: UtcTime, what: &str, start: UtcTime) -> Fault {
    let message = format!("end_time {end} lies before {what} {start}; correct the one or the other (times in UTC)");
    Fault::field(Field::EndTime.name(), FaultCode::EndBeforeStart, message)
}

/// The value of that field is of another kind.
pub(super) fn not_a_string(name: &str, kind: &str) -> Fault {
    let name = quoted(name);
    let message = format!("{name} is {kind}; give it as a string");
    Fault::field(name, FaultCode::NotAString, message)
}

struct Check<'a> {
    raw: &'a mut RawFields,
    faults: &'a mut Faults,
}

impl Check<'_> {
    fn required<T>(&mut self, field: Field, read: fn(Field, &str) -> Result<T, Fault>) -> Given<T> {
        let given = self.value(field, read);
        if !given.is_given() {
            let name = field.name();
            let message = format!("{name} is required: give the sys_id of the {name}");
            self.faults.push(Fault::field(name, FaultCode::Required, message));
        }
        given
    }

    fn value<T>(&mut self, field: Field, read: fn(Field, &str) -> Result<T, Fault>) -> Given<T> {
        let name = field.name();
        let result = match self.raw.take(field) {
            None | Some(RawValue::Null) => return Given::Not,
            Some(RawValue::Other(kind)) => Err(not_a_string(name, kind)),
            Some(RawValue::Text(text)) => match text.trim() {
                "" => {
                    let message = format!("{name} is empty; give a value or leave the field out");
                    Err(Fault::field(name, FaultCode::Empty, message))
                }
                text => read(field, text),
            },
        };
        match result {
            Ok(value) => Given::Valid(value),
            Err(fault) => {
                self.faults.push(fault);
                Given::Faulty
            }
        }
    }
}

fn sys_id(field: Field, text: &str) -> Result<SysId, Fault> {
    SysId::parse(text).map_err(|_| {
        let (name, text) = (field.name(), quoted(text));
        let message = format!("{name} \"{text}\" is not a sys_id; give 32 hexadecimal digits");
        Fault::field(name, FaultCode::InvalidSysId, message)
    })
}

fn action(field: Field, text: &str) -> Result<Action, Fault> {
    Action::ALL.into_iter().find(|action| action.as_str() == text).ok_or_else(|| {
        let (name, text) = (field.name(), quoted(text));
        let choices = Action::ALL.map(Action::as_str).join(", ");
        let message = format!("{name} \"{text}\" is not valid; give one of {choices} (lower case)");
        Fault::field(name, FaultCode::InvalidChoice, message)
    })
}

fn time(field: Field, text: &str) -> Result<UtcTime, Fault> {
    UtcTime::parse(text).map_err(|reason| {
        let (name, text) = (field.name(), quoted(text));
        let reason = match reason {
            InvalidTime::Form => "is not in an accepted form",
            InvalidTime::NoOffset => "does not say its offset from UTC",
            InvalidTime::Impossible => "does not exist",
        };
        let message = format!("{name} \"{text}\" {reason}; give it as {ACCEPTED_FORMS}");
        Fault::field(name, FaultCode::InvalidTime, message)
    })
}
