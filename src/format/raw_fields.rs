//! The fields of a body as they were given, before any value is looked at.

use crate::fault::{Fault, FaultCode, Faults, excerpt};

/// A value as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawValue {
    /// Text, not yet trimmed.
    Text(String),
    /// JSON `null`.
    Null,
    /// The text `value` of a JSON object that has a `link` or a `display_value` as well: the form in which the Table API shows
    /// references, and with `sysparm_display_value=all` every value.
    Displayed(String),
    /// Something else that is not a string; the words say what ("a number").
    Other(&'static str),
}

impl RawValue {
    /// What a JSON object is called where a string is expected.
    pub const OBJECT: &'static str = "an object";

    /// What the value is called where something else is expected.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Null => "null",
            Self::Displayed(_) => Self::OBJECT,
            Self::Other(kind) => kind,
        }
    }
}

/// What a JSON or XML body holds: at most one value for each known field, and the names that do not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFields {
    known: Vec<(&'static str, Option<RawValue>)>,
    misfits: Vec<Misfit>,
}

/// A member that has no place among the known fields.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Misfit {
    Unknown(String),
    Repeated(&'static str),
}

impl RawFields {
    /// A body without values. These names are known.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self { known: names.into_iter().map(|name| (name, None)).collect(), misfits: Vec::new() }
    }

    /// Adds a member of the body. Names are case sensitive.
    pub fn put(&mut self, name: &str, value: RawValue) {
        match self.known.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot @ None)) => *slot = Some(value),
            Some((known, Some(_))) => self.misfits.push(Misfit::Repeated(known)),
            None => self.misfits.push(Misfit::Unknown(name.to_owned())),
        }
    }

    /// Takes a field's value out.
    pub fn take(&mut self, name: &str) -> Option<RawValue> {
        self.known.iter_mut().find(|(known, _)| *known == name)?.1.take()
    }

    /// The faults of unknown and repeated names, in the order in which they were given.
    #[must_use]
    pub fn name_faults(&self) -> Faults {
        let mut faults = Faults::default();
        for misfit in &self.misfits {
            faults.push_name(match misfit {
                Misfit::Unknown(name) => self.unknown_field(name),
                Misfit::Repeated(name) => {
                    let message = format!("{name} is given more than once; give it once");
                    Fault::field(*name, FaultCode::DuplicateField, message)
                }
            });
        }
        faults
    }

    fn unknown_field(&self, name: &str) -> Fault {
        let name = excerpt(name);
        let known: Vec<&str> = self.known.iter().map(|(known, _)| *known).collect();
        let known = known.join(", ");
        let message = format!("\"{name}\" is not a field of this request; the fields are {known}");
        Fault::field(name, FaultCode::UnknownField, message)
    }
}
