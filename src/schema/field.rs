//! Fields of tables, and how `tables` describes them.

use super::Reference;

/// Words with their labels.
pub type Choices = &'static [(&'static str, &'static str)];

/// Most characters of a name or word.
const WORD: usize = 100;

/// Most characters of a telephone number.
pub const MAX_PHONE: usize = 40;

/// Most characters of an entry of a journal.
pub const MAX_JOURNAL_ENTRY: usize = 4_000;

/// A field of a table.
#[derive(Debug)]
pub struct Field {
    /// The name, in requests, in answers and in the database.
    pub name: &'static str,
    /// What people read for the name; `None` if that is the words of the name.
    pub label: Option<&'static str>,
    /// The type of the values.
    pub field_type: FieldType,
    /// Words that are shown with a label. A text field takes others too.
    pub suggestions: Choices,
    /// The value that all records have; the database has no such column. `None` if the field is a column.
    pub constant: Option<&'static str>,
    /// Whether a record always needs a value, which the caller has to give.
    pub mandatory: bool,
    /// Whether only the service writes it.
    pub read_only: bool,
    /// Whether every record has a value: the database column is `NOT NULL`.
    pub always_has_value: bool,
    /// What a record gets if the caller gives no value.
    pub default: DefaultValue,
}

/// The type of a field's values.
#[derive(Clone, Copy, Debug)]
pub enum FieldType {
    /// A `sys_id`: 32 hexadecimal digits in lower case.
    Guid,
    /// A record's number: upper-case letters and digits.
    Identifier,
    /// A text of at most this many characters. Comparisons ignore the case of ASCII letters.
    Text(usize),
    /// A telephone number, at best in the form of E.164, such as `+14097906402`.
    Phone,
    /// One of these words. Each has a label, its display value.
    Choice(Choices),
    /// `true` or `false`.
    Boolean,
    /// A time in UTC, as `yyyy-MM-dd HH:mm:ss`.
    DateTime,
    /// A time span, as the time that lies this long after the beginning of 1970.
    Duration,
    /// The `sys_id` of a record of another table.
    Reference(&'static Reference),
    /// The `sys_id` of a record of the table with this name. The record need not exist, because other systems keep such records.
    Foreign(&'static str),
    /// Texts that are only ever added, each kept as a row of `sys_journal_field`.
    Journal,
    /// A whole number.
    Integer,
    /// A whole number. This SQL computes it from the row `t`.
    Computed(&'static str),
}

/// What a record gets if the caller gives no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// NULL.
    None,
    /// The column's default in the database, which is this word.
    Column(&'static str),
    /// The next number. A caller can never choose it: see [`NEXT_NUMBER`](super::NEXT_NUMBER).
    NextNumber,
    /// When it is created: the time of the request.
    Now,
    /// When it is created: the name of the caller.
    User,
    /// When its state becomes a closed one: the time of the request.
    NowIfClosed,
    /// When its state becomes a closed one: the name of the caller.
    UserIfClosed,
}

impl Field {
    /// The words that have labels, each with its label.
    #[must_use]
    pub const fn choices(&self) -> Choices {
        match self.field_type {
            FieldType::Choice(choices) => choices,
            _ => self.suggestions,
        }
    }

    pub(super) const fn new(name: &'static str, field_type: FieldType) -> Self {
        Self {
            name,
            label: None,
            field_type,
            suggestions: &[],
            constant: None,
            mandatory: false,
            read_only: false,
            always_has_value: false,
            default: DefaultValue::None,
        }
    }

    /// A short text that the caller may give.
    pub(super) const fn word(name: &'static str) -> Self {
        Self::new(name, FieldType::Text(WORD))
    }

    /// The `sys_id` of a record of a table that is not kept here.
    pub(super) const fn foreign(name: &'static str, table: &'static str) -> Self {
        Self::new(name, FieldType::Foreign(table))
    }

    /// `true` or `false`; a new record has `false`.
    pub(super) const fn boolean(name: &'static str) -> Self {
        Self::new(name, FieldType::Boolean).default(DefaultValue::Column("false"))
    }

    /// A field with the same value in all records; an empty text means no value.
    pub(super) const fn constant(mut self, value: &'static str) -> Self {
        self.constant = Some(value);
        self.read_only()
    }

    pub(super) const fn labelled(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }

    pub(super) const fn suggesting(mut self, suggestions: Choices) -> Self {
        self.suggestions = suggestions;
        self
    }

    pub(super) const fn mandatory(mut self) -> Self {
        self.mandatory = true;
        self.present()
    }

    /// The database column is `NOT NULL`.
    pub(super) const fn present(mut self) -> Self {
        self.always_has_value = true;
        self
    }

    pub(super) const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    pub(super) const fn default(mut self, default: DefaultValue) -> Self {
        self.default = default;
        self
    }
}

/// The fields of a table, together with those that every table has.
macro_rules! fields {
    ($($own:expr),+ $(,)?) => {
        &[
            Field::new("sys_id", FieldType::Guid).labelled("Sys ID").present().read_only(),
            $($own,)+
            Field::new("sys_created_on", FieldType::DateTime).labelled("Created").present().read_only(),
            Field::word("sys_created_by").labelled("Created by").read_only(),
            Field::new("sys_updated_on", FieldType::DateTime).labelled("Updated").present().read_only(),
            Field::word("sys_updated_by").labelled("Updated by").read_only(),
            Field::new("sys_mod_count", FieldType::Integer).labelled("Updates").read_only(),
        ]
    };
}
pub(super) use fields;
