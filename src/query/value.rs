//! Values that queries compare fields with.

use super::{FieldPath, time_functions};
use crate::fault::{Fault, FaultCode, excerpt};
use crate::schema::{FieldType, value};
use crate::store::Param;
use crate::time::UtcTime;
use serde::Serialize;

/// A value, in the form in which the database stores the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value(String);

impl Value {
    /// Reads a value for a field. `now` is the time for functions such as `gs.hoursAgo(1)`. A date means its midnight.
    ///
    /// # Errors
    /// A fault that names the field, if it cannot have this value.
    pub fn parse(path: &FieldPath, text: &str, now: UtcTime) -> Result<Self, Fault> {
        let name = path.name();
        if text.starts_with(SCRIPT) && !matches!(path.field_type(), FieldType::DateTime) {
            let message = format!("{name} \"{}\" is a script, and none is run here; give a value", excerpt(text));
            return Err(Fault::field(name, FaultCode::InvalidQuery, message));
        }
        Ok(Self(match path.field_type() {
            FieldType::Guid | FieldType::Reference(_) | FieldType::Foreign(_) => {
                value::sys_id(&name, text)?.to_string()
            }
            FieldType::Identifier => text.to_ascii_uppercase(),
            FieldType::Text(_) | FieldType::Phone | FieldType::Journal => text.to_owned(),
            FieldType::Boolean => value::boolean(&name, text)?.to_owned(),
            FieldType::Duration => value::duration(&name, text)?,
            FieldType::Choice(choices) => value::choice(&name, text, choices, |(word, _)| word)?.0.to_owned(),
            FieldType::DateTime => match text.strip_prefix(FUNCTION) {
                Some(call) => time_functions::evaluate(call, now).ok_or_else(|| unknown_function(&name, text))?,
                None if is_date(text) => value::time(&name, &format!("{text} 00:00:00"))?,
                None => value::time(&name, text)?,
            }
            .to_string(),
            FieldType::Integer | FieldType::Computed(_) => number(&name, text)?.to_string(),
        }))
    }

    /// Reads a part of a value, for `LIKE` and similar operators.
    #[must_use]
    pub fn part(path: &FieldPath, text: &str) -> Self {
        Self(match path.field_type() {
            FieldType::Identifier => text.to_ascii_uppercase(),
            _ => text.to_ascii_lowercase(),
        })
    }

    /// A parameter of the type of the column, so that SQLite compares values of one type.
    #[must_use]
    pub fn param(&self, field_type: FieldType) -> Param {
        match field_type {
            FieldType::Integer | FieldType::Computed(_) => self.0.parse::<i64>().map_or(Param::Null, Param::Integer),
            _ => Param::from(self.as_str()),
        }
    }

    /// The value as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<UtcTime> for Value {
    fn from(time: UtcTime) -> Self {
        Self(time.to_string())
    }
}

fn number(name: &str, text: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| {
        let message = format!("{name} \"{}\" is not a whole number", excerpt(text));
        Fault::field(name, FaultCode::InvalidNumber, message)
    })
}

/// Whether the text has the form `yyyy-MM-dd`.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

/// The beginning of a function of time.
const FUNCTION: &str = "javascript:gs.";

/// The beginning of a script, which ServiceNow would run.
const SCRIPT: &str = "javascript:";

fn unknown_function(name: &str, text: &str) -> Fault {
    let message = format!(
        "{name} \"{}\" is no function that is known here; give a time, or a function such as gs.daysAgoStart(n), \
         gs.beginningOfToday(), gs.dateGenerate('yyyy-MM-dd','HH:mm:ss')",
        excerpt(text)
    );
    Fault::field(name, FaultCode::InvalidTime, message)
}
