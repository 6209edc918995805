//! Names of fields in requests: a field of the table itself, or of a record that it refers to (ServiceNow's dot-walking).

use crate::fault::{Fault, FaultCode, excerpt};
use crate::schema::{Choices, Column, Field, FieldType, Table};

/// A field such as `state` or `interaction.state`. A path follows at most one reference.
#[derive(Clone, Copy, Debug)]
pub struct FieldPath {
    reference: Option<(&'static Field, &'static Table)>,
    column: Column,
}

impl PartialEq for FieldPath {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl FieldPath {
    /// Reads a path. `None` if there is no such field.
    #[must_use]
    pub fn parse(table: &Table, text: &str) -> Option<Self> {
        let Some((through, name)) = text.split_once('.') else {
            return Column::find(table, text).map(|column| Self { reference: None, column });
        };
        let through = table.field(through)?;
        match through.field_type {
            FieldType::Reference(reference) => {
                let column = Column::find(reference.table, name)?;
                Some(Self { reference: Some((through, reference.table)), column })
            }
            _ => None,
        }
    }

    /// Like [`FieldPath::parse`], for a field in the parameter or place `place`.
    ///
    /// # Errors
    /// The fault of an unknown field.
    pub fn named(table: &Table, name: &str, place: &str) -> Result<Self, Fault> {
        Self::parse(table, name).ok_or_else(|| {
            let known: Vec<&str> = table.fields.iter().map(|field| field.name).collect();
            let (name, known) = (excerpt(name), known.join(", "));
            let message = format!("{place}: \"{name}\" is not a field of {}; the fields are {known}", table.name);
            Fault::field(place, FaultCode::UnknownField, message)
        })
    }

    /// The type of the field's values.
    #[must_use]
    pub const fn field_type(&self) -> FieldType {
        self.column.field_type()
    }

    /// The path as requests write it.
    #[must_use]
    pub fn name(&self) -> String {
        match self.reference {
            Some((through, _)) => format!("{}.{}", through.name, self.column.name()),
            None => self.column.name().to_owned(),
        }
    }

    /// The words that have labels, each with its label.
    #[must_use]
    pub const fn choices(&self) -> Choices {
        self.column.choices()
    }

    /// The label and the name of the column, by which a journal is shown and found.
    #[must_use]
    pub fn journal(&self) -> (String, &str) {
        (self.column.label(), self.column.name())
    }

    /// SQL for the value in the row `t`; NULL if there is none.
    #[must_use]
    pub fn sql(&self) -> String {
        match self.reference {
            Some((through, table)) => {
                let (value, table) = (self.column.sql("r"), table.stored_sql());
                format!("(SELECT {value} FROM {table} AS r WHERE r.sys_id = t.{})", through.name)
            }
            None => self.column.sql("t"),
        }
    }

    /// SQL for the `sys_id` of the record that has the value.
    #[must_use]
    pub fn record_sql(&self) -> String {
        self.reference.map_or_else(|| "t.sys_id".to_owned(), |(through, _)| format!("t.{}", through.name))
    }

    /// SQL for the value, to sort by it. Texts ignore the case of ASCII letters.
    #[must_use]
    pub fn sort_sql(&self) -> String {
        comparable(self.sql(), self.field_type())
    }

    /// SQL for the value in the row of its own table: `r` if the path follows a reference, else `t`.
    pub(super) fn own_sql(&self) -> String {
        self.column.sql(if self.reference.is_some() { "r" } else { "t" })
    }

    /// The columns of the index that finds the rows which refer to a record; none if the path follows no such reference.
    pub(super) fn index(&self) -> &'static [&'static str] {
        match self.reference.map(|(through, _)| through.field_type) {
            Some(FieldType::Reference(reference)) => reference.index,
            _ => &[],
        }
    }

    /// The reference that the path follows: the name of its field, and SQL for the table that it leads to.
    pub(super) fn reference(&self) -> Option<(&'static str, String, Option<&'static str>)> {
        let (through, table) = self.reference?;
        let within = if let FieldType::Reference(reference) = through.field_type { reference.within } else { None };
        Some((through.name, table.stored_sql(), within))
    }

    /// Whether this is the field of this name of the table itself, without a reference.
    #[must_use]
    pub fn is_direct(&self, name: &str) -> bool {
        self.reference.is_none() && self.column.name() == name
    }
}

/// SQL for a value, to compare or sort it. Texts ignore the case of ASCII letters.
pub(super) fn comparable(sql: String, field_type: FieldType) -> String {
    match field_type {
        FieldType::Text(_) => sql + " COLLATE NOCASE",
        _ => sql,
    }
}

impl From<&'static Field> for FieldPath {
    fn from(field: &'static Field) -> Self {
        Self { reference: None, column: Column::Field(field) }
    }
}
