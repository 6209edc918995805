//! The fields of a body as they were given, before any value is looked at.

use super::Field;
use crate::fault::{Fault, FaultCode, Faults, quoted};

/// A value as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawValue {
    /// Text, not yet trimmed.
    Text(String),
    /// JSON `null`: the same as not given.
    Null,
    /// Something that is not a string; the word says what ("a number").
    Other(&'static str),
}

/// What a JSON or XML body holds: at most one value per field, and the faults of the fields' names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawFields {
    interaction: Option<RawValue>,
    action: Option<RawValue>,
    action_sys_id: Option<RawValue>,
    help_request: Option<RawValue>,
    start_time: Option<RawValue>,
    end_time: Option<RawValue>,
    faults: Faults,
}

impl RawFields {
    /// Adds a member of the body. Unknown and repeated names are faults: a misspelt `action_sys_id`
    /// that was passed over would turn an update into the end of all help actions.
    pub fn put(&mut self, name: &str, value: RawValue) {
        let Some(field) = Field::from_name(name) else {
            return self.faults.push_name(unknown_field(name));
        };
        let slot = self.slot(field);
        if slot.is_some() {
            let message = format!("{name} is given more than once; give it once");
            self.faults.push_name(Fault::field(name, FaultCode::DuplicateField, message));
        } else {
            *slot = Some(value);
        }
    }

    /// Takes a field's value out, `null` being the same as not given.
    pub(super) fn take(&mut self, field: Field) -> Option<RawValue> {
        self.slot(field).take().filter(|value| *value != RawValue::Null)
    }

    /// Takes the faults of the names out.
    pub(super) fn take_faults(&mut self) -> Faults {
        std::mem::take(&mut self.faults)
    }

    fn slot(&mut self, field: Field) -> &mut Option<RawValue> {
        match field {
            Field::Interaction => &mut self.interaction,
            Field::Action => &mut self.action,
            Field::ActionSysId => &mut self.action_sys_id,
            Field::HelpRequest => &mut self.help_request,
            Field::StartTime => &mut self.start_time,
            Field::EndTime => &mut self.end_time,
        }
    }
}

fn unknown_field(name: &str) -> Fault {
    let name = quoted(name);
    let known = Field::ALL.map(Field::name).join(", ");
    let message = format!("\"{name}\" is not a field of this request; the fields are {known}");
    Fault::field(name, FaultCode::UnknownField, message)
}
