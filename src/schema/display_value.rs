//! Turns what people read into what is stored: the label of a choice, the number of a record.

use super::{Field, FieldType, Table};

/// What a text that people read means for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The word of the choice with this label, or the choice itself.
    Word(&'static str),
    /// The `sys_id` of the record of this table whose field of this name has this text. The database knows it.
    RecordWith(&'static Table, &'static str, String),
}

/// What the text means for the field. `None` if it is no label and no number, and so has to be the value itself.
///
/// Labels and words count in any case of letters. A `sys_id` is no number.
#[must_use]
pub fn meaning(field: &Field, text: &str) -> Option<Meaning> {
    if let FieldType::Reference(reference) = field.field_type {
        let shown = reference.table.display;
        let is_id = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_code =
            reference.table.field(shown).is_some_and(|field| matches!(field.field_type, FieldType::Identifier));
        let text = if is_code { text.to_ascii_uppercase() } else { text.to_owned() };
        return (shown != "sys_id" && !is_id).then_some(Meaning::RecordWith(reference.table, shown, text));
    }
    let choices = field.choices();
    let found = |of: fn(&(&'static str, &'static str)) -> &'static str| {
        choices.iter().find(|choice| of(choice).eq_ignore_ascii_case(text))
    };
    found(|(word, _)| word).or_else(|| found(|(_, label)| label)).map(|(word, _)| Meaning::Word(word))
}
