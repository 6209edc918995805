//! A field as a request names it (ServiceNow's dot-walk): of the table itself, or of the record that a reference leads to.

use crate::fault::{Fault, FaultCode, excerpt};
use crate::schema::{Field, FieldType, Table};

/// `state`, or `interaction.state`: one reference may be followed.
#[derive(Clone, Copy, Debug)]
pub struct FieldPath {
    reference: Option<(&'static Field, &'static Table)>,
    field: &'static Field,
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
            return table.field(text).map(Self::from);
        };
        let through = table.field(through)?;
        match through.field_type {
            FieldType::Reference(reference) => {
                let field = reference.table.field(name)?;
                Some(Self { reference: Some((through, reference.table)), field })
            }
            _ => None,
        }
    }

    /// The path of that name. `place` says where it stood.
    ///
    /// # Errors
    /// The fault that names it, where there is no such field.
    pub fn named(table: &Table, name: &str, place: &str) -> Result<Self, Fault> {
        Self::parse(table, name).ok_or_else(|| {
            let known: Vec<&str> = table.fields.iter().map(|field| field.name).collect();
            let (name, known) = (excerpt(name), known.join(", "));
            let message = format!("{place}: \"{name}\" is not a field of {}; the fields are {known}", table.name);
            Fault::field(place, FaultCode::UnknownField, message)
        })
    }

    /// What the values are.
    #[must_use]
    pub const fn field_type(&self) -> FieldType {
        self.field.field_type
    }

    /// The path as it is written in requests.
    #[must_use]
    pub fn name(&self) -> String {
        match self.reference {
            Some((through, _)) => format!("{}.{}", through.name, self.field.name),
            None => self.field.name.to_owned(),
        }
    }

    /// SQL for the value in the row `t`: NULL where there is none.
    #[must_use]
    pub fn sql(&self) -> String {
        let name = self.field.name;
        match (self.reference, self.field.field_type) {
            (Some((through, table)), _) => {
                format!("(SELECT r.{name} FROM {} AS r WHERE r.sys_id = t.{})", table.name, through.name)
            }
            (None, FieldType::Computed(sql)) => sql.to_owned(),
            (None, _) => format!("t.{name}"),
        }
    }

    /// SQL for the value as it is sorted.
    #[must_use]
    pub fn sort_sql(&self) -> String {
        comparable(self.sql(), self.field.field_type)
    }

    /// SQL for the value in the row of its own table, which is `r` if a reference leads there, else `t`.
    pub(super) fn own_sql(&self) -> String {
        if self.reference.is_some() { format!("r.{}", self.field.name) } else { self.sql() }
    }

    /// The reference that the path follows: its field, and the table that it leads to.
    pub(super) fn reference(&self) -> Option<(&'static str, &'static str)> {
        self.reference.map(|(through, table)| (through.name, table.name))
    }

    /// Whether it is the field of that name of the table itself.
    #[must_use]
    pub fn is_direct(&self, name: &str) -> bool {
        self.reference.is_none() && self.field.name == name
    }
}

/// SQL for a value as it is compared: texts without regard to the case of ASCII letters.
pub(super) fn comparable(sql: String, field_type: FieldType) -> String {
    match field_type {
        FieldType::Text(_) => sql + " COLLATE NOCASE",
        _ => sql,
    }
}

impl From<&'static Field> for FieldPath {
    fn from(field: &'static Field) -> Self {
        Self { reference: None, field }
    }
}
