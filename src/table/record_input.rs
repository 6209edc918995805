//! The values that a caller writes into a record, checked.

use super::UnknownFields;
use crate::fault::{Fault, FaultCode, Faults};
use crate::format::{RawFields, RawValue, is_char};
use crate::schema::{
    DefaultValue, Field, FieldType, MAX_JOURNAL_ENTRY, MAX_PHONE, Meaning, OwnName, Table, meaning, value,
};
use crate::sys_id::SysId;
use serde_json::Value;

/// Checked values for a record.
#[derive(Clone, Debug, Default)]
pub struct RecordInput {
    /// The `sys_id` that the caller chose for a new record.
    pub sys_id: Option<SysId>,
    /// The record's number, if the caller sent it: the field's name, and the number. A number cannot be changed, so the
    /// record must already have this one. Callers send it when they send back a record that they have read.
    pub number: Option<(&'static str, String)>,
    /// The new values. `None` sets NULL.
    pub values: Vec<(&'static Field, Option<String>)>,
    /// References that the caller gave by the display value of the record: the field of the reference, its table, the name of the
    /// field with the display value, and the text.
    pub shown_references: Vec<(&'static Field, &'static Table, &'static str, String)>,
    /// What is added to journals.
    pub entries: Vec<(&'static Field, String)>,
    /// The new values of own columns. `None` removes one.
    pub own: Vec<(OwnName, Option<String>)>,
    /// The unknown names.
    pub ignored: Vec<String>,
}

/// What the values are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// A new record.
    Insert,
    /// A change of the record with this `sys_id`, as it is in the path.
    Update(&'a str),
}

/// How to read the values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InputRules {
    /// What to do with unknown names.
    pub unknown_fields: UnknownFields,
    /// Whether labels of choices and numbers of records are also values (`sysparm_input_display_value`).
    pub takes_display_values: bool,
}

impl RecordInput {
    /// The fields that a body may have, without values.
    #[must_use]
    pub fn fields_of(table: &'static Table) -> RawFields {
        let fields = RawFields::new(table.fields.iter().map(|field| field.name));
        if table.has_own_columns {
            // One more than are allowed, to find out that there are too many.
            fields.accepting(|name| OwnName::parse(name).is_some(), OwnName::MAX_PER_RECORD + 1)
        } else {
            fields
        }
    }

    /// Checks the fields of a body. `null` and an empty text mean no value. Ignores the fields that only the service sets,
    /// such as `sys_updated_on`, as ServiceNow does.
    ///
    /// # Errors
    /// All faults together.
    pub fn check(
        table: &'static Table,
        mut raw: RawFields,
        purpose: Purpose<'_>,
        rules: InputRules,
    ) -> Result<Self, Faults> {
        let ignored = match rules.unknown_fields {
            UnknownFields::Ignore => raw.take_unknown(),
            UnknownFields::Reject => Vec::new(),
        };
        let mut faults = raw.name_faults();
        let mut input = Self { ignored, ..Self::default() };
        for field in table.fields {
            let given = raw.take(field.name);
            if let Err(fault) = input.put(field, given, purpose, rules) {
                faults.push(fault);
            }
        }
        let own = raw.take_others();
        if own.len() > OwnName::MAX_PER_RECORD {
            faults.push(too_many_own());
        }
        for (name, value) in own {
            if let Err(fault) = input.put_own(&name, value, purpose) {
                faults.push(fault);
            }
        }
        if input.own_columns().chars().count() > OwnName::MAX_CHARACTERS {
            faults.push(too_many_own());
        }
        if faults.is_empty() { Ok(input) } else { Err(faults) }
    }

    /// The own columns that the caller gives, as a JSON object. A null removes a column.
    #[must_use]
    pub fn own_columns(&self) -> String {
        let members = self.own.iter().map(|(name, value)| (name.as_str().to_owned(), Value::from(value.as_deref())));
        Value::Object(members.collect()).to_string()
    }

    /// Whether there is something to write.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.values.is_empty() && self.shown_references.is_empty() && self.entries.is_empty() && self.own.is_empty()
    }

    /// The new value of a field; `None` if it is not given.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Option<&str>> {
        self.values.iter().find(|(field, _)| field.name == name).map(|(_, value)| value.as_deref())
    }

    fn put(
        &mut self,
        field: &'static Field,
        given: Option<RawValue>,
        purpose: Purpose<'_>,
        rules: InputRules,
    ) -> Result<(), Fault> {
        let is_new = purpose == Purpose::Insert;
        let name = field.name;
        let is_given = given.is_some();
        let text = match given {
            Some(RawValue::Other(kind)) if !field.read_only || matches!(field.field_type, FieldType::Guid) => {
                return Err(value::not_a_string(name, kind));
            }
            Some(RawValue::Text(text) | RawValue::Scalar(text) | RawValue::Displayed(text))
                if !text.trim().is_empty() =>
            {
                Some(text)
            }
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
            (_, Some(text)) => self.put_text(field, text.trim(), rules)?,
            (_, None) if field.mandatory && (is_new || is_given) => return Err(value::required(name)),
            (_, None) if matches!(field.field_type, FieldType::Journal) => {}
            (DefaultValue::Column(word), None)
                if is_given && !is_new && matches!(field.field_type, FieldType::Boolean) =>
            {
                self.values.push((field, Some(word.to_owned())));
            }
            (DefaultValue::Column(_), None) if is_given && !is_new => return Err(value::empty(name)),
            (_, None) if is_given && !is_new => self.values.push((field, None)),
            (_, None) => {}
        }
        Ok(())
    }

    fn put_text(&mut self, field: &'static Field, text: &str, rules: InputRules) -> Result<(), Fault> {
        let shown = if rules.takes_display_values { meaning(field, text) } else { None };
        match (shown, field.field_type) {
            (Some(Meaning::Word(word)), _) => self.values.push((field, Some(word.to_owned()))),
            (Some(Meaning::RecordWith(table, shown, text)), _) => {
                self.shown_references.push((field, table, shown, text));
            }
            (None, FieldType::Journal) => {
                self.entries.push((field, checked_text(field.name, text, MAX_JOURNAL_ENTRY)?));
            }
            (None, _) => self.values.push((field, Some(stored(field, text)?))),
        }
        Ok(())
    }

    fn put_own(&mut self, name: &str, given: RawValue, purpose: Purpose<'_>) -> Result<(), Fault> {
        let Some(own) = OwnName::parse(name) else { return Ok(()) };
        let text = match given {
            RawValue::Other(kind) => return Err(value::not_a_string(name, kind)),
            RawValue::Text(text) | RawValue::Scalar(text) | RawValue::Displayed(text) => text,
            RawValue::Null => String::new(),
        };
        let value = match text.trim() {
            "" => None,
            text => Some(checked_text(name, text, OwnName::MAX_VALUE)?),
        };
        if value.is_some() || purpose != Purpose::Insert {
            self.own.push((own, value));
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

/// The fault of more own columns than a record can have.
pub(super) fn too_many_own() -> Fault {
    let message = format!(
        "the record would have more than {} columns u_..., or more than {} characters in them; leave some out, or remove some \
         with null",
        OwnName::MAX_PER_RECORD,
        OwnName::MAX_CHARACTERS
    );
    Fault { field: None, code: FaultCode::TooManyValues, message }
}

/// Checks a value. Returns it in the form in which the database stores it.
fn stored(field: &Field, text: &str) -> Result<String, Fault> {
    let name = field.name;
    Ok(match field.field_type {
        FieldType::Guid | FieldType::Reference(_) | FieldType::Foreign(_) => value::sys_id(name, text)?.to_string(),
        FieldType::Choice(choices) => value::choice(name, text, choices, |(word, _)| word)?.0.to_owned(),
        FieldType::Boolean => value::boolean(name, text)?.to_owned(),
        FieldType::DateTime => value::time(name, text)?.to_string(),
        FieldType::Duration => value::duration(name, text)?,
        FieldType::Text(longest) => checked_text(name, text, longest)?,
        FieldType::Phone => checked_text(name, text, MAX_PHONE)?,
        FieldType::Identifier | FieldType::Journal | FieldType::Integer | FieldType::Computed(_) => text.to_owned(),
    })
}

fn checked_text(name: &str, text: &str, longest: usize) -> Result<String, Fault> {
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
    Ok(text.to_owned())
}
