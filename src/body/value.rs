//! Rules for single values, and the words for what is wrong with one (contract, "Rules for values").

use crate::fault::{Fault, FaultCode, quoted};
use crate::sys_id::SysId;
use crate::time::{ACCEPTED_FORMS, InvalidTime, UtcTime};

/// The value of that field is of another kind.
pub(crate) fn not_a_string(name: &str, kind: &str) -> Fault {
    let name = quoted(name);
    let message = format!("{name} is {kind}; give it as a string");
    Fault::field(name, FaultCode::NotAString, message)
}

/// The field is given without a value.
pub(crate) fn empty(name: &str) -> Fault {
    let message = format!("{name} is empty; give a value or leave the field out");
    Fault::field(name, FaultCode::Empty, message)
}

pub(crate) fn sys_id(name: &str, text: &str) -> Result<SysId, Fault> {
    SysId::parse(text).map_err(|_| {
        let message = format!("{name} \"{}\" is not a sys_id; give 32 hexadecimal digits", quoted(text));
        Fault::field(name, FaultCode::InvalidSysId, message)
    })
}

/// The one of the choices that the text is.
pub(crate) fn choice<T: Copy>(name: &str, text: &str, choices: &[T], word: fn(T) -> &'static str) -> Result<T, Fault> {
    choices.iter().copied().find(|choice| word(*choice) == text).ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|choice| word(*choice)).collect();
        let (text, words) = (quoted(text), words.join(", "));
        let message = format!("{name} \"{text}\" is not valid; give one of {words} (lower case)");
        Fault::field(name, FaultCode::InvalidChoice, message)
    })
}

pub(crate) fn time(name: &str, text: &str) -> Result<UtcTime, Fault> {
    UtcTime::parse(text).map_err(|reason| {
        let text = quoted(text);
        let reason = match reason {
            InvalidTime::Form => "is not in an accepted form",
            InvalidTime::NoOffset => "does not say its offset from UTC",
            InvalidTime::Impossible => "does not exist",
        };
        let message = format!("{name} \"{text}\" {reason}; give it as {ACCEPTED_FORMS}");
        Fault::field(name, FaultCode::InvalidTime, message)
    })
}
