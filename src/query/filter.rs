//! Plain filters: parameters of a URL that have the name of a field, such as `state=new`.

use super::operators::is_no_value;
use super::{Comparison, Condition, FieldPath, Test, Value};
use crate::fault::Fault;
use crate::schema::FieldType;
use crate::sys_id::SysId;
use crate::time::UtcTime;

impl Condition {
    /// Reads a filter. Unlike in an encoded query, the value may also be a display value: the label of a choice, or the number
    /// of the referenced record. `NULL` means that the field has no value.
    ///
    /// # Errors
    /// A fault that names the field, if it cannot have this value.
    pub fn filter(path: FieldPath, text: &str, now: UtcTime) -> Result<Self, Fault> {
        if is_no_value(text) {
            return Ok(Self { path, test: Test::Empty });
        }
        let (path, text) = match path.field_type() {
            FieldType::Reference(_) if is_number(text) => (path.displayed(), text),
            _ => (path, word_of(path.choices(), text)),
        };
        Ok(Self { path, test: Test::Compare(Comparison::Equal, Value::parse(&path, text, now)?) })
    }
}

/// The word of the choice with this label; the text itself if there is none.
fn word_of<'a>(choices: &[(&'static str, &'static str)], text: &'a str) -> &'a str {
    let is_word = choices.iter().any(|(word, _)| *word == text);
    let labelled = choices.iter().find(|(_, label)| label.eq_ignore_ascii_case(text));
    labelled.filter(|_| !is_word).map_or(text, |(word, _)| word)
}

/// Whether the text looks like the number of a record: letters followed by digits, but not a `sys_id`.
fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let has_both = !digits.is_empty() && digits.len() < text.len();
    has_both && digits.bytes().all(|b| b.is_ascii_digit()) && SysId::parse(text).is_err()
}
