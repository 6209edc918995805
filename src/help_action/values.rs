//! Rules for single values (contract, "Rules for values").

use super::{Action, Field, RawFields, RawValue};
use crate::fault::{Fault, FaultCode, Faults, quoted};
use crate::sys_id::SysId;
use crate::time::{ACCEPTED_FORMS, InvalidTime, UtcTime};

/// A field after its value has been looked at. A faulty one still counts as given, so that an update
/// with a bad `action_sys_id` is not taken for something else.
pub(super) enum Given<T> {
    Not,
    Faulty,
    Valid(T),
}

impl<T> Given<T> {
    pub(super) const fn is_given(&self) -> bool {
        !matches!(self, Self::Not)
    }

    pub(super) fn valid(self) -> Option<T> {
        match self {
            Self::Valid(value) => Some(value),
            Self::Not | Self::Faulty => None,
        }
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

/// Takes values out of the fields and reads them; what is wrong with them goes to the faults.
pub(super) struct Check<'a> {
    pub(super) raw: &'a mut RawFields,
    pub(super) faults: &'a mut Faults,
}

impl Check<'_> {
    pub(super) fn required<T>(&mut self, field: Field, read: fn(Field, &str) -> Result<T, Fault>) -> Given<T> {
        let given = self.value(field, read);
        if !given.is_given() {
            let name = field.name();
            let message = format!("{name} is required: give the sys_id of the {name}");
            self.faults.push(Fault::field(name, FaultCode::Required, message));
        }
        given
    }

    pub(super) fn value<T>(&mut self, field: Field, read: fn(Field, &str) -> Result<T, Fault>) -> Given<T> {
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

pub(super) fn sys_id(field: Field, text: &str) -> Result<SysId, Fault> {
    SysId::parse(text).map_err(|_| {
        let (name, text) = (field.name(), quoted(text));
        let message = format!("{name} \"{text}\" is not a sys_id; give 32 hexadecimal digits");
        Fault::field(name, FaultCode::InvalidSysId, message)
    })
}

pub(super) fn action(field: Field, text: &str) -> Result<Action, Fault> {
    Action::ALL.into_iter().find(|action| action.as_str() == text).ok_or_else(|| {
        let (name, text) = (field.name(), quoted(text));
        let choices = Action::ALL.map(Action::as_str).join(", ");
        let message = format!("{name} \"{text}\" is not valid; give one of {choices} (lower case)");
        Fault::field(name, FaultCode::InvalidChoice, message)
    })
}

pub(super) fn time(field: Field, text: &str) -> Result<UtcTime, Fault> {
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
