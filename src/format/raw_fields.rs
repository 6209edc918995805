//! The fields of a body as the caller gave them, before any value is checked.

use crate::fault::{Fault, FaultCode, Faults, excerpt};

/// A value as the caller gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawValue {
    /// A string, not yet trimmed.
    Text(String),
    /// JSON `null`.
    Null,
    /// The string `value` of a JSON object that also has `link` or `display_value`. The Table API shows references in this
    /// form, and every value with `sysparm_display_value=all`.
    Displayed(String),
    /// Anything else. Holds the words for it in messages, such as "a number".
    Other(&'static str),
}

impl RawValue {
    /// The words for a JSON object in messages.
    pub const OBJECT: &'static str = "an object";

    /// The words for the kind of value in messages.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Null => "null",
            Self::Displayed(_) => Self::OBJECT,
            Self::Other(kind) => kind,
        }
    }
}

/// The members of a JSON or XML body: at most one value for each known field, and the members that do not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFields {
    known: Vec<(&'static str, Option<RawValue>)>,
    misfits: Vec<Misfit>,
}

/// A member that does not fit the known fields.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Misfit {
    Unknown(String),
    Repeated(&'static str),
}

impl RawFields {
    /// A body without values. Only these names are known.
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

    /// Takes a field's value out. `None` if the body has no value for it.
    pub fn take(&mut self, name: &str) -> Option<RawValue> {
        self.known.iter_mut().find(|(known, _)| *known == name)?.1.take()
    }

    /// The faults of unknown and repeated names, in the order of the body.
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
