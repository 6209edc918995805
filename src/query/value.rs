//! Values that queries compare fields with.

use super::FieldPath;
use crate::fault::{Fault, FaultCode, excerpt};
use crate::schema::{FieldType, value};
use crate::time::UtcTime;
use chrono::TimeDelta;
use serde::Serialize;

/// A value in the form in which the database stores the values of its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value(String);

impl Value {
    /// Reads a value for a field. `now` is the time for functions such as `gs.hoursAgo(1)`.
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
                Some(call) => function(call, now).ok_or_else(|| unknown_function(&name, text))?,
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

    /// The value, to bind it to a statement.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn number(name: &str, text: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| {
        let message = format!("{name} \"{}\" is not a whole number", excerpt(text));
        Fault::field(name, FaultCode::InvalidNumber, message)
    })
}

/// The beginning of a function of time.
const FUNCTION: &str = "javascript:gs.";

/// The beginning of a script, which ServiceNow would run.
const SCRIPT: &str = "javascript:";

fn unknown_function(name: &str, text: &str) -> Fault {
    let message = format!(
        "{name} \"{}\" is no function that is known here; give a time, or one of gs.dateGenerate('yyyy-MM-dd','HH:mm:ss'), \
         gs.minutesAgo(n), gs.hoursAgo(n), gs.daysAgo(n)",
        excerpt(text)
    );
    Fault::field(name, FaultCode::InvalidTime, message)
}

/// The time that a call such as `hoursAgo(1)` means. Clients write these functions of ServiceNow into queries. They are
/// only recognised by name; no script runs. `None` for any other text.
fn function(call: &str, now: UtcTime) -> Option<UtcTime> {
    let (name, arguments) = call.strip_suffix(')')?.split_once('(')?;
    if name == "dateGenerate" {
        let text = match arguments.split_once(',') {
            None => literal(arguments)?.to_owned(),
            Some((date, time)) => {
                let time = match literal(time)? {
                    "start" => "00:00:00",
                    "end" => "23:59:59",
                    time => time,
                };
                format!("{} {time}", literal(date)?)
            }
        };
        return UtcTime::parse(&text).ok();
    }
    let unit = match name {
        "minutesAgo" => 60,
        "hoursAgo" => 60 * 60,
        "daysAgo" => 24 * 60 * 60,
        _ => return None,
    };
    let ago: u32 = arguments.trim().parse().ok()?;
    now.plus(TimeDelta::try_seconds(-i64::from(ago) * unit)?)
}

/// The text between two quotation marks of the same kind.
fn literal(argument: &str) -> Option<&str> {
    let argument = argument.trim();
    ['\'', '"'].into_iter().find_map(|quote| argument.strip_prefix(quote)?.strip_suffix(quote))
}
