//! Names of fields in requests: a field of the table itself, or of a record that it refers to (ServiceNow's dot-walking).

use crate::fault::{Fault, FaultCode, excerpt};
use crate::schema::{Field, FieldType, Table};

/// A field such as `state` or `interaction.state`. A path follows at most one reference.
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
        self.field.field_type
    }

    /// The path as requests write it.
    #[must_use]
    pub fn name(&self) -> String {
        match self.reference {
            Some((through, _)) => format!("{}.{}", through.name, self.field.name),
            None => self.field.name.to_owned(),
        }
    }

    /// SQL for the value in the row `t`; NULL if there is none.
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

    /// SQL for the value, to sort by it. Texts ignore the case of ASCII letters.
    #[must_use]
    pub fn sort_sql(&self) -> String {
        comparable(self.sql(), self.field.field_type)
    }

    /// SQL for the value in the row of its own table: `r` if the path follows a reference, else `t`.
    pub(super) fn own_sql(&self) -> String {
        if self.reference.is_some() { format!("r.{}", self.field.name) } else { self.sql() }
    }

    /// The columns of the index that finds the rows which refer to a record; none if the path follows no such reference.
    pub(super) fn index(&self) -> &'static [&'static str] {
        match self.reference.map(|(through, _)| through.field_type) {
            Some(FieldType::Reference(reference)) => reference.index,
            _ => &[],
        }
    }

    /// The reference that the path follows: the name of its field, and the name of the table that it leads to.
    pub(super) fn reference(&self) -> Option<(&'static str, &'static str, Option<&'static str>)> {
        let (through, table) = self.reference?;
        let within = if let FieldType::Reference(reference) = through.field_type { reference.within } else { None };
        Some((through.name, table.name, within))
    }

    /// Whether this is the field of this name of the table itself, without a reference.
    #[must_use]
    pub fn is_direct(&self, name: &str) -> bool {
        self.reference.is_none() && self.field.name == name
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
        Self { reference: None, field }
    }
}
