//! Checks single values (`docs/api.md`, "Values").

use super::Field;
use crate::action::Action;
use crate::fault::{Fault, FaultCode, Faults};
use crate::format::{RawFields, RawValue};
use crate::schema::value;
use crate::sys_id::SysId;
use crate::time::UtcTime;

/// A field after its value was checked. A faulty value still counts as given: otherwise a bad `action_sys_id` would turn an
/// update into another operation.
pub(super) enum FieldValue<T> {
    Not,
    Faulty,
    Valid(T),
}

impl<T> FieldValue<T> {
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

/// The fault that `end` is before `start`. `what` names the start.
pub(super) fn end_before_start(end: UtcTime, what: &str, start: UtcTime) -> Fault {
    let message = format!("end_time {end} lies before {what} {start}; correct the one or the other (times in UTC)");
    Fault::field(Field::EndTime.name(), FaultCode::EndBeforeStart, message)
}

/// Takes values out of the fields and checks them. Faults go to `faults`.
pub(super) struct Check<'a> {
    pub(super) raw: &'a mut RawFields,
    pub(super) faults: &'a mut Faults,
}

impl Check<'_> {
    pub(super) fn required<T>(&mut self, field: Field, read: fn(Field, &str) -> Result<T, Fault>) -> FieldValue<T> {
        let given = self.value(field, read);
        if !given.is_given() {
            self.faults.push(value::required(field.name()));
        }
        given
    }

    pub(super) fn value<T>(&mut self, field: Field, read: fn(Field, &str) -> Result<T, Fault>) -> FieldValue<T> {
        let name = field.name();
        let result = match self.raw.take(name) {
            None | Some(RawValue::Null) => return FieldValue::Not,
            Some(other @ (RawValue::Scalar(_) | RawValue::Other(_) | RawValue::Displayed(_))) => {
                Err(value::not_a_string(name, other.kind()))
            }
            Some(RawValue::Text(text)) => match text.trim() {
                "" => Err(value::empty(name)),
                text => read(field, text),
            },
        };
        match result {
            Ok(value) => FieldValue::Valid(value),
            Err(fault) => {
                self.faults.push(fault);
                FieldValue::Faulty
            }
        }
    }
}

pub(super) fn sys_id(field: Field, text: &str) -> Result<SysId, Fault> {
    value::sys_id(field.name(), text)
}

pub(super) fn action(field: Field, text: &str) -> Result<Action, Fault> {
    value::choice(field.name(), text, &Action::ALL, Action::as_str)
}

pub(super) fn time(field: Field, text: &str) -> Result<UtcTime, Fault> {
    value::time(field.name(), text)
}
