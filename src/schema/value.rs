//! Checks single values, and has the messages for their faults (`docs/api.md`, "Values").

use crate::fault::{Fault, FaultCode, excerpt};
use crate::sys_id::SysId;
use crate::time::{ACCEPTED_FORMS, InvalidTime, UtcTime};

/// The fault of a value that is not a string. `kind` says what it is.
#[must_use]
pub fn not_a_string(name: &str, kind: &str) -> Fault {
    let name = excerpt(name);
    let message = format!("{name} is {kind}; give it as a string");
    Fault::field(name, FaultCode::NotAString, message)
}

/// The fault of a field without a value.
#[must_use]
pub fn empty(name: &str) -> Fault {
    let message = format!("{name} is empty; give a value or leave the field out");
    Fault::field(name, FaultCode::Empty, message)
}

/// The fault of a missing reference.
#[must_use]
pub fn required(name: &str) -> Fault {
    let message = format!("{name} is required: give the sys_id of the {name}");
    Fault::field(name, FaultCode::Required, message)
}

/// Reads a `sys_id`.
///
/// # Errors
/// [`FaultCode::InvalidSysId`].
pub fn sys_id(name: &str, text: &str) -> Result<SysId, Fault> {
    SysId::parse(text).map_err(|_| {
        let message = format!("{name} \"{}\" is not a sys_id; give 32 hexadecimal digits", excerpt(text));
        Fault::field(name, FaultCode::InvalidSysId, message)
    })
}

/// Reads one of the choices. `word` gives the word for a choice.
///
/// # Errors
/// [`FaultCode::InvalidChoice`]. The message lists the choices.
pub fn choice<T: Copy>(name: &str, text: &str, choices: &[T], word: fn(T) -> &'static str) -> Result<T, Fault> {
    choices.iter().copied().find(|choice| word(*choice) == text).ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|choice| word(*choice)).collect();
        let (text, words) = (excerpt(text), words.join(", "));
        let message = format!("{name} \"{text}\" is not valid; give one of {words} (lower case)");
        Fault::field(name, FaultCode::InvalidChoice, message)
    })
}

/// Reads a time.
///
/// # Errors
/// [`FaultCode::InvalidTime`]. The message lists the accepted forms.
pub fn time(name: &str, text: &str) -> Result<UtcTime, Fault> {
    UtcTime::parse(text).map_err(|reason| {
        let text = excerpt(text);
        let reason = match reason {
            InvalidTime::Form => "is not in an accepted form",
            InvalidTime::NoOffset => "does not say its offset from UTC",
            InvalidTime::Impossible => "does not exist",
        };
        let message = format!("{name} \"{text}\" {reason}; give it as {ACCEPTED_FORMS}");
        Fault::field(name, FaultCode::InvalidTime, message)
    })
}

/// Reads `true` or `false`, in any case of letters, also as 1 or 0.
///
/// # Errors
/// [`FaultCode::InvalidChoice`].
pub fn boolean(name: &str, text: &str) -> Result<&'static str, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok("true"),
        "false" | "0" => Ok("false"),
        _ => {
            let message = format!("{name} \"{}\" is not valid; give true or false", excerpt(text));
            Err(Fault::field(name, FaultCode::InvalidChoice, message))
        }
    }
}

/// Reads a time span: whole seconds, or a time that lies this long after the beginning of 1970. Gives that time.
///
/// # Errors
/// [`FaultCode::InvalidTime`].
pub fn duration(name: &str, text: &str) -> Result<String, Fault> {
    super::duration::parse(name, text)
}
