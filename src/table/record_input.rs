//! What a caller writes into a record. All values are checked.

use crate::fault::{Fault, FaultCode, Faults};
use crate::format::{RawFields, RawValue, is_char};
use crate::schema::{DefaultValue, Field, FieldType, Table, value};
use crate::sys_id::SysId;

/// Checked values for a record.
#[derive(Clone, Debug)]
pub struct RecordInput {
    /// The `sys_id` that the caller chose for a new record.
    pub sys_id: Option<SysId>,
    /// The record's number, if the caller sent it: the field's name, and the number. A number cannot be changed, so the
    /// record must already have this one. Callers send it when they send back a record that they have read.
    pub number: Option<(&'static str, String)>,
    /// The new values. `None` sets NULL.
    pub values: Vec<(&'static Field, Option<String>)>,
}

/// What the values are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// A new record.
    Insert,
    /// A change of the record with this `sys_id`, as it is in the path.
    Update(&'a str),
}

impl RecordInput {
    /// Checks the fields of a body. `null` and an empty text mean no value. Ignores the fields that the service keeps
    /// itself, such as `sys_updated_on`, as ServiceNow does.
    ///
    /// # Errors
    /// All faults together.
    pub fn check(table: &'static Table, mut raw: RawFields, purpose: Purpose<'_>) -> Result<Self, Faults> {
        let mut faults = raw.name_faults();
        let mut input = Self { sys_id: None, number: None, values: Vec::new() };
        for field in table.fields {
            let given = raw.take(field.name);
            if let Err(fault) = input.put(field, given, purpose) {
                faults.push(fault);
            }
        }
        if faults.is_empty() { Ok(input) } else { Err(faults) }
    }

    fn put(&mut self, field: &'static Field, given: Option<RawValue>, purpose: Purpose<'_>) -> Result<(), Fault> {
        let is_new = purpose == Purpose::Insert;
        let name = field.name;
        let is_given = given.is_some();
        let text = match given {
            Some(RawValue::Other(kind)) if !field.read_only || matches!(field.field_type, FieldType::Guid) => {
                return Err(value::not_a_string(name, kind));
            }
            Some(RawValue::Text(text) | RawValue::Displayed(text)) if !text.trim().is_empty() => Some(text),
            _ => None,
        };
        if field.read_only {
            return match text {
                Some(text) if name == "sys_id" => self.put_sys_id(text.trim(), purpose),
                _ => Ok(()),
            };
        }
        match (field.default, text) {
            (DefaultValue::NextNumber, Some(_)) if is_new => return Err(another_number(name)),
            (DefaultValue::NextNumber, text) => self.number = text.map(|text| (name, text.trim().to_ascii_uppercase())),
            (_, Some(text)) => self.values.push((field, Some(stored(field, text.trim())?))),
            (_, None) if field.mandatory && (is_new || is_given) => return Err(value::required(name)),
            (DefaultValue::Column, None) if is_given && !is_new => return Err(value::empty(name)),
            (_, None) if is_given && !is_new => self.values.push((field, None)),
            (_, None) => {}
        }
        Ok(())
    }

    fn put_sys_id(&mut self, text: &str, purpose: Purpose<'_>) -> Result<(), Fault> {
        let id = value::sys_id("sys_id", text)?;
        match purpose {
            Purpose::Insert => self.sys_id = Some(id),
            Purpose::Update(own) if own.eq_ignore_ascii_case(id.as_str()) => {}
            Purpose::Update(_) => return Err(kept("sys_id", "a record keeps its sys_id")),
        }
        Ok(())
    }
}

/// The fault of a number that the service has not given.
pub(super) fn another_number(name: &str) -> Fault {
    kept(name, "the service gives it")
}

fn kept(name: &str, why: &str) -> Fault {
    Fault::field(name, FaultCode::ReadOnly, format!("{name} cannot be given: {why}; leave it out"))
}

/// The value in the form in which the database stores it.
fn stored(field: &Field, text: &str) -> Result<String, Fault> {
    let name = field.name;
    Ok(match field.field_type {
        FieldType::Guid | FieldType::Reference(_) => value::sys_id(name, text)?.to_string(),
        FieldType::Choice(choices) => value::choice(name, text, choices, |(word, _)| word)?.0.to_owned(),
        FieldType::DateTime => value::time(name, text)?.to_string(),
        FieldType::Text(longest) => {
            // Compares bytes first, because counting characters takes longer.
            if text.len() > longest && text.chars().count() > longest {
                let message = format!("{name} has more than {longest} characters; shorten it");
                return Err(Fault::field(name, FaultCode::TooLong, message));
            }
            if let Some(character) = text.chars().find(|character| !is_char(*character)) {
                let code = u32::from(character);
                let message = format!("{name} holds the character U+{code:04X}, which no text may hold; leave it out");
                return Err(Fault::field(name, FaultCode::InvalidText, message));
            }
            text.to_owned()
        }
        FieldType::Identifier | FieldType::Integer | FieldType::Computed(_) => text.to_owned(),
    })
}
