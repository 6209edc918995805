//! What a caller writes into a record: values that are checked by the description of the table.

use super::description::{Field, Kind, Origin, Table};
use crate::body::{self, RawFields, RawValue};
use crate::fault::{Fault, FaultCode, Faults};
use crate::sys_id::SysId;

/// Checked values for fields of a record.
#[derive(Clone, Debug)]
pub struct Record {
    /// The id that the caller has chosen.
    pub sys_id: Option<SysId>,
    /// The number that the record has to have already: the name of its field, and what a caller who sends the record back as
    /// it was read says of it.
    pub number: Option<(&'static str, String)>,
    /// New values, `None` for no value.
    pub values: Vec<(&'static Field, Option<String>)>,
}

/// What the values are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// A new record.
    Insert,
    /// A change of the record with this id, as the path has it.
    Update(&'a str),
}

impl Record {
    /// Checks what a body holds. `null` and an empty text mean no value. What it says of fields that the service keeps up to
    /// date is passed over, as ServiceNow does.
    ///
    /// # Errors
    /// All faults together.
    pub fn check(table: &'static Table, mut raw: RawFields, purpose: Purpose<'_>) -> Result<Self, Faults> {
        let mut faults = raw.take_faults();
        let mut record = Self { sys_id: None, number: None, values: Vec::new() };
        for field in table.fields {
            let given = raw.take(field.name);
            if let Err(fault) = record.put(field, given, purpose) {
                faults.push(fault);
            }
        }
        if faults.is_empty() { Ok(record) } else { Err(faults) }
    }

    fn put(&mut self, field: &'static Field, given: Option<RawValue>, purpose: Purpose<'_>) -> Result<(), Fault> {
        let is_new = purpose == Purpose::Insert;
        let name = field.name;
        let is_given = given.is_some();
        let text = match given {
            Some(RawValue::Other(kind)) if field.origin != Origin::Service || matches!(field.kind, Kind::SysId) => {
                return Err(body::not_a_string(name, kind));
            }
            Some(RawValue::Text(text) | RawValue::Shown(text)) if !text.trim().is_empty() => Some(text),
            _ => None,
        };
        match (field.origin, text) {
            (Origin::Service, Some(text)) if matches!(field.kind, Kind::SysId) => {
                let id = body::sys_id(name, text.trim())?;
                match purpose {
                    Purpose::Insert => self.sys_id = Some(id),
                    Purpose::Update(own) if own.eq_ignore_ascii_case(id.as_str()) => {}
                    Purpose::Update(_) => return Err(kept(name, "a record keeps its sys_id")),
                }
            }
            (Origin::Sequence, Some(_)) if is_new => return Err(another_number(name)),
            (Origin::Sequence, text) => self.number = text.map(|text| (name, text.trim().to_ascii_uppercase())),
            (Origin::Required, None) if is_new || is_given => {
                let message = format!("{name} is required: give the sys_id of the {name}");
                return Err(Fault::field(name, FaultCode::Required, message));
            }
            (Origin::Defaulted, None) if is_given && !is_new => return Err(body::empty(name)),
            (Origin::Optional, None) if is_given && !is_new => self.values.push((field, None)),
            (Origin::Service, _) | (_, None) => {}
            (_, Some(text)) => self.values.push((field, Some(value(field, &text)?))),
        }
        Ok(())
    }
}

/// The number is not the one that the service gives, or has given.
pub(super) fn another_number(name: &str) -> Fault {
    kept(name, "the service gives it")
}

fn kept(name: &str, why: &str) -> Fault {
    Fault::field(name, FaultCode::ReadOnly, format!("{name} cannot be given: {why}; leave it out"))
}

/// The value in the form in which it is stored.
fn value(field: &Field, text: &str) -> Result<String, Fault> {
    let (name, trimmed) = (field.name, text.trim());
    Ok(match field.kind {
        Kind::SysId | Kind::Reference(_) => body::sys_id(name, trimmed)?.to_string(),
        Kind::Choice(choices) => body::choice(name, trimmed, choices, |(word, _)| word)?.0.to_owned(),
        Kind::Time => body::time(name, trimmed)?.to_string(),
        Kind::Text(longest) => {
            let text = trimmed;
            // By bytes first: counting characters takes longer.
            if text.len() > longest && text.chars().count() > longest {
                let message = format!("{name} has more than {longest} characters; shorten it");
                return Err(Fault::field(name, FaultCode::TooLong, message));
            }
            if let Some(character) = text.chars().find(|character| !body::is_char(*character)) {
                let code = u32::from(character);
                let message = format!("{name} holds the character U+{code:04X}, which no text may hold; leave it out");
                return Err(Fault::field(name, FaultCode::InvalidText, message));
            }
            text.to_owned()
        }
        Kind::Code | Kind::Number | Kind::Computed(_) => trimmed.to_owned(),
    })
}
