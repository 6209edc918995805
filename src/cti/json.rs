//! Reads vendors' JSON: names, ids and times, with errors that name the member.

use super::{CtiRequest, MAX_ID, Malformed};
use crate::fault::excerpt;
use crate::time::UtcTime;
use chrono::DateTime;
use serde_json::Value;

/// The body as JSON. Refuses a body of another type; a body without a type counts as JSON.
pub(super) fn body(request: &CtiRequest<'_>) -> Result<Value, Malformed> {
    let media_type = request.media_type();
    if !media_type.is_empty() && media_type != "application/json" && !media_type.ends_with("+json") {
        return Err(Malformed::new("the body is not of the type application/json"));
    }
    parse(request.text()?)
}

/// A text as JSON.
pub(super) fn parse(text: &str) -> Result<Value, Malformed> {
    serde_json::from_str(text).map_err(|error| {
        Malformed::new(format!("the body is not JSON: line {}, column {}", error.line(), error.column()))
    })
}

/// A member of an object; `None` if it is missing or null. Ignores the case of the name, because Amazon mixes it.
pub(super) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let object = value.as_object()?;
    let found = object
        .get(name)
        .or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value));
    found.filter(|value| !value.is_null())
}

/// The trimmed text of a member; `None` if it is not a text, or an empty one.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    member(value, name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A member that must be an object.
pub(super) fn object<'a>(value: &'a Value, name: &str) -> Result<&'a Value, Malformed> {
    member(value, name).filter(|value| value.is_object()).ok_or_else(|| required(name, "an object"))
}

/// A member that must be a text.
pub(super) fn required_text<'a>(value: &'a Value, name: &str) -> Result<&'a str, Malformed> {
    text(value, name).ok_or_else(|| required(name, "a text"))
}

/// A member that must be an id.
pub(super) fn required_id(value: &Value, name: &str) -> Result<String, Malformed> {
    optional_id(value, name)?.ok_or_else(|| required(name, "an id"))
}

/// A member that may be an id: a text, or a whole number.
pub(super) fn optional_id(value: &Value, name: &str) -> Result<Option<String>, Malformed> {
    match member(value, name) {
        None => Ok(None),
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(Some(number.to_string())),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => id(name, text).map(Some),
        Some(_) => Err(required(name, "an id")),
    }
}

/// The members that are ids, in the order of the names, without repetitions.
pub(super) fn ids(value: &Value, names: &[&str]) -> Result<Vec<String>, Malformed> {
    let found = names.iter().map(|name| optional_id(value, name)).collect::<Result<Vec<_>, _>>()?;
    let mut ids: Vec<String> = found.into_iter().flatten().collect();
    ids.dedup();
    Ok(ids)
}

/// A text as an id.
pub(super) fn id(name: &str, text: &str) -> Result<String, Malformed> {
    let text = text.trim();
    if text.is_empty() {
        return Err(required(name, "an id"));
    }
    if text.chars().count() > MAX_ID {
        return Err(Malformed::new(format!("{name} has more than {MAX_ID} characters")));
    }
    if text.chars().any(char::is_control) {
        return Err(Malformed::new(format!("{name} has a control character")));
    }
    Ok(text.to_owned())
}

/// A member that may be a time: a text as in RFC 3339, or a number of milliseconds since 1970. Returns milliseconds since 1970.
pub(super) fn optional_time(value: &Value, name: &str) -> Result<Option<i64>, Malformed> {
    match member(value, name) {
        None => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => time(name, text).map(Some),
        Some(Value::Number(number)) => match number.as_i64().and_then(in_range) {
            Some(time) => Ok(Some(time)),
            None => Err(not_a_time(name, &number.to_string())),
        },
        Some(_) => Err(required(name, "a time")),
    }
}

/// A text as in RFC 3339, as milliseconds since 1970.
pub(super) fn time(name: &str, text: &str) -> Result<i64, Malformed> {
    let time = DateTime::parse_from_rfc3339(text.trim()).ok().map(|time| time.timestamp_millis());
    time.and_then(in_range).ok_or_else(|| not_a_time(name, text))
}

/// A time in milliseconds since 1970; `None` if it cannot be recorded.
pub(super) fn in_range(millis: i64) -> Option<i64> {
    UtcTime::from_unix_millis(millis).map(|_| millis)
}

/// The error for a member that is not a time.
pub(super) fn not_a_time(name: &str, text: &str) -> Malformed {
    Malformed::new(format!("{name} \"{}\" is not a time", excerpt(text)))
}

/// The error for a member that is missing or of another kind.
pub(super) fn required(name: &str, what: &str) -> Malformed {
    Malformed::new(format!("{name} has to be {what}"))
}
