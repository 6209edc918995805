//! The fields of a body as they were given, before any value is looked at.

use crate::fault::{Fault, FaultCode, Faults, quoted};

/// What a JSON object is called where a string is due.
pub(crate) const AN_OBJECT: &str = "an object";

/// A value as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawValue {
    /// Text, not yet trimmed.
    Text(String),
    /// JSON `null`.
    Null,
    /// The text `value` of a JSON object that has a `link` or a `display_value` as well: the form in which the Table API shows
    /// references, and with `sysparm_display_value=all` every value.
    Shown(String),
    /// Something else that is not a string; the word says what ("a number").
    Other(&'static str),
}

/// What a JSON or XML body holds: at most one value for each field there is, and the faults of the fields' names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFields {
    fields: Vec<(&'static str, Option<RawValue>)>,
    faults: Faults,
}

impl RawFields {
    /// A body without fields; those of these names may be put.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self { fields: names.into_iter().map(|name| (name, None)).collect(), faults: Faults::default() }
    }

    /// Adds a member of the body. Unknown and repeated names, which are case sensitive, are faults: a misspelt
    /// `action_sys_id` that was passed over would turn an update into the end of all help actions.
    pub fn put(&mut self, name: &str, value: RawValue) {
        match self.fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot @ None)) => *slot = Some(value),
            Some(_) => {
                let message = format!("{name} is given more than once; give it once");
                self.faults.push_name(Fault::field(name, FaultCode::DuplicateField, message));
            }
            None => self.faults.push_name(self.unknown_field(name)),
        }
    }

    /// Takes a field's value out.
    pub(crate) fn take(&mut self, name: &str) -> Option<RawValue> {
        self.fields.iter_mut().find(|(known, _)| *known == name)?.1.take()
    }

    /// Takes the faults of the names out.
    pub(crate) fn take_faults(&mut self) -> Faults {
        std::mem::take(&mut self.faults)
    }

    fn unknown_field(&self, name: &str) -> Fault {
        let name = quoted(name);
        let known: Vec<&str> = self.fields.iter().map(|(known, _)| *known).collect();
        let known = known.join(", ");
        let message = format!("\"{name}\" is not a field of this request; the fields are {known}");
        Fault::field(name, FaultCode::UnknownField, message)
    }
}
