//! The fields of a body as the caller gave them, before any value is checked.

use crate::fault::{Fault, FaultCode, Faults, excerpt};
use std::borrow::Cow;

/// A value as the caller gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawValue {
    /// A string, not yet trimmed.
    Text(String),
    /// A JSON number or boolean, as it stands in the body.
    Scalar(String),
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
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Scalar(text) if text.starts_with(['t', 'f']) => "a boolean",
            Self::Scalar(_) => "a number",
            Self::Null => "null",
            Self::Displayed(_) => Self::OBJECT,
            Self::Other(kind) => kind,
        }
    }
}

/// The members of a JSON or XML body: at most one value for each known field, and the members that do not fit.
#[derive(Clone, Debug)]
pub struct RawFields {
    known: Vec<(Cow<'static, str>, Option<RawValue>)>,
    /// Which other names are fields, too, and at most how many.
    accepts: fn(&str) -> bool,
    accepted_at_most: usize,
    misfits: Vec<Misfit>,
}

impl PartialEq for RawFields {
    /// Whether both bodies have the same members.
    fn eq(&self, other: &Self) -> bool {
        self.known == other.known && self.misfits == other.misfits
    }
}

impl Eq for RawFields {}

/// A member that does not fit the known fields.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Misfit {
    Unknown(String),
    Repeated(String),
}

impl RawFields {
    /// A body without values. Only these names are known.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = &'static str>) -> Self {
        let known = names.into_iter().map(|name| (Cow::Borrowed(name), None)).collect();
        Self { known, accepts: |_| false, accepted_at_most: 0, misfits: Vec::new() }
    }

    /// Other names are fields as well, if the function says so, but at most so many.
    #[must_use]
    pub fn accepting(self, accepts: fn(&str) -> bool, accepted_at_most: usize) -> Self {
        Self { accepts, accepted_at_most, ..self }
    }

    /// Adds a member of the body. Names are case sensitive.
    pub fn put(&mut self, name: &str, value: RawValue) {
        match self.known.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot @ None)) => *slot = Some(value),
            Some((known, Some(_))) => self.misfits.push(Misfit::Repeated(known.to_string())),
            None if self.accepted_at_most > 0 && (self.accepts)(name) => {
                self.accepted_at_most -= 1;
                self.known.push((Cow::Owned(name.to_owned()), Some(value)));
            }
            None => self.misfits.push(Misfit::Unknown(name.to_owned())),
        }
    }

    /// Takes a field's value out. `None` if the body has no value for it.
    pub fn take(&mut self, name: &str) -> Option<RawValue> {
        self.known.iter_mut().find(|(known, _)| *known == name)?.1.take()
    }

    /// Takes out the values of the fields that have no value taken out yet, with their names.
    pub fn take_others(&mut self) -> Vec<(String, RawValue)> {
        let values = self.known.iter_mut().filter_map(|(name, value)| Some((name.to_string(), value.take()?)));
        values.collect()
    }

    /// Takes out the unknown names, in the order of the body: they are no faults then.
    pub fn take_unknown(&mut self) -> Vec<String> {
        let (unknown, misfits) =
            std::mem::take(&mut self.misfits).into_iter().partition(|misfit| matches!(misfit, Misfit::Unknown(_)));
        self.misfits = misfits;
        let name = |misfit| if let Misfit::Unknown(name) = misfit { Some(name) } else { None };
        Vec::into_iter(unknown).filter_map(name).collect()
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
                    Fault::field(name, FaultCode::DuplicateField, message)
                }
            });
        }
        faults
    }

    fn unknown_field(&self, name: &str) -> Fault {
        let name = excerpt(name);
        let fixed = self.known.iter().filter(|(known, _)| matches!(known, Cow::Borrowed(_)));
        let known: Vec<&str> = fixed.map(|(known, _)| known.as_ref()).collect();
        let known = known.join(", ");
        let message = format!("\"{name}\" is not a field of this request; the fields are {known}");
        Fault::field(name, FaultCode::UnknownField, message)
    }
}
