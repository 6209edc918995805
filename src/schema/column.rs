//! A column of a table: a field that is described here, or a column of the operator's own.

use super::{Field, FieldType, OwnName, Table};

/// A column, and how to read it in SQL.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// A field of the description.
    Field(&'static Field),
    /// An own column. Its values are texts, kept together in one JSON object.
    Own(OwnName),
}

/// The database column with the JSON object of a record's own columns. Callers do not see it.
pub const OWN_COLUMNS: &str = "own_columns";

impl Column {
    /// The column of a table with this name.
    #[must_use]
    pub fn find(table: &Table, name: &str) -> Option<Self> {
        let own = || OwnName::parse(name).filter(|_| table.has_own_columns).map(Self::Own);
        table.field(name).map(Self::Field).or_else(own)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Field(field) => field.name,
            Self::Own(name) => name.as_str(),
        }
    }

    /// What people read for the name.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Field(field) => field.label(),
            Self::Own(name) => name.as_str().to_owned(),
        }
    }

    /// The type of the values.
    #[must_use]
    pub const fn field_type(&self) -> FieldType {
        match self {
            Self::Field(field) => field.field_type,
            Self::Own(_) => FieldType::Text(OwnName::MAX_VALUE),
        }
    }

    /// The words that have labels, each with its label.
    #[must_use]
    pub const fn choices(&self) -> super::Choices {
        match self {
            Self::Field(field) => field.choices(),
            Self::Own(_) => &[],
        }
    }

    /// SQL for the value in the row `row`; NULL if there is none. For a journal: all its entries, to look for words.
    #[must_use]
    pub fn sql(&self, row: &str) -> String {
        match self {
            Self::Field(Field { constant: Some(constant), .. }) => {
                if constant.is_empty() {
                    "NULL".to_owned()
                } else {
                    format!("'{constant}'")
                }
            }
            Self::Field(Field { field_type: FieldType::Computed(sql), .. }) => (*sql).to_owned(),
            Self::Field(Field { field_type: FieldType::Journal, name, .. }) => format!(
                "(SELECT group_concat(j.value, char(10)) FROM sys_journal_field AS j \
                 WHERE j.element_id = {row}.sys_id AND j.element = '{name}')"
            ),
            Self::Field(field) => [row, ".", field.name].concat(),
            Self::Own(name) => format!("({row}.{OWN_COLUMNS} ->> '$.{}')", name.as_str()),
        }
    }
}
