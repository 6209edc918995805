//! Turns what people read into what is stored: the label of a choice, the number of a record.

use super::{Field, FieldType, Table};

/// What a text that people read means for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The word of the choice with this label, or the choice itself.
    Word(&'static str),
    /// The `sys_id` of the record of this table whose field of this name has the text. The database knows it.
    RecordWith(&'static Table, &'static str),
}

/// What the text means for the field. `None` if it is no label and no number, and so has to be the value itself.
///
/// Labels and words count in any case of letters. A `sys_id` is no number.
#[must_use]
pub fn meaning(field: &Field, text: &str) -> Option<Meaning> {
    if let FieldType::Reference(reference) = field.field_type {
        let shown = reference.table.display;
        let is_id = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        return (shown != "sys_id" && !is_id).then_some(Meaning::RecordWith(reference.table, shown));
    }
    let choices = field.choices();
    let found = |of: fn(&(&'static str, &'static str)) -> &'static str| {
        choices.iter().find(|choice| of(choice).eq_ignore_ascii_case(text))
    };
    found(|(word, _)| word).or_else(|| found(|(_, label)| label)).map(|(word, _)| Meaning::Word(word))
}
