//! Names of fields in requests: a field of the table itself, or of a record that it refers to (ServiceNow's dot-walking).

use crate::fault::{Fault, FaultCode, excerpt};
use crate::schema::{Choices, Column, Field, FieldType, Reference, Table};

/// Most references that a path follows.
pub const MAX_REFERENCES: usize = 3;

/// A field such as `state`, `interaction.state` or `help_request.interaction.number`. A path follows at most
/// [`MAX_REFERENCES`] references.
#[derive(Clone, Copy, Debug)]
pub struct FieldPath {
    /// The first one is a field of the table itself.
    references: [Option<Step>; MAX_REFERENCES],
    column: Column,
}

/// A reference that a path follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) field: &'static Field,
    pub(super) reference: &'static Reference,
}

impl PartialEq for FieldPath {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for FieldPath {}

impl FieldPath {
    /// Reads a path. `None` if there is no such field.
    #[must_use]
    pub fn parse(table: &Table, text: &str) -> Option<Self> {
        let mut names = text.split('.');
        let last = names.next_back()?;
        let mut references = [None; MAX_REFERENCES];
        let mut end = table;
        for (at, name) in names.enumerate() {
            let step = Step::of(end.field(name)?)?;
            *references.get_mut(at)? = Some(step);
            end = step.reference.table;
        }
        Some(Self { references, column: Column::find(end, last)? })
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
        let mut names: Vec<&str> = self.steps().map(|step| step.field.name).collect();
        names.push(self.column.name());
        names.join(".")
    }

    /// The words of the field that have labels, each with its label.
    #[must_use]
    pub const fn choices(&self) -> Choices {
        self.column.choices()
    }

    /// The label and the name of the field. A journal is shown under its label, and its entries are found by its name.
    #[must_use]
    pub fn journal(&self) -> (String, &str) {
        (self.column.label(), self.column.name())
    }

    /// The path to the display value. For a reference this is a field of the referenced record, such as `interaction.number`,
    /// unless that record is shown by its `sys_id`. For other fields it is the path itself.
    #[must_use]
    pub fn displayed(self) -> Self {
        let Column::Field(own) = self.column else { return self };
        let Some(step) = Step::of(own) else { return self };
        let table = step.reference.table;
        let field = table.field(table.display).filter(|field| !matches!(field.field_type, FieldType::Guid));
        let mut references = self.references;
        match (field, references.iter_mut().find(|place| place.is_none())) {
            (Some(field), Some(place)) => {
                *place = Some(step);
                Self { references, column: Column::Field(field) }
            }
            _ => self,
        }
    }

    /// SQL for the value in the row `t`; NULL if there is none.
    #[must_use]
    pub fn sql(&self) -> String {
        value_in(self.record(), &self.column)
    }

    /// SQL for the `sys_id` of the record that has the value.
    #[must_use]
    pub fn record_sql(&self) -> String {
        self.record().map_or_else(|| "t.sys_id".to_owned(), |(_, sys_id)| sys_id)
    }

    /// The record that the path leads to: its table, and SQL for its `sys_id`. `None` for the row `t` itself.
    fn record(&self) -> Option<(&'static Table, String)> {
        let mut record = None;
        for step in self.steps() {
            record = Some((step.reference.table, value_in(record, &Column::Field(step.field))));
        }
        record
    }

    /// SQL for the value, to sort by it. Ignores the case of ASCII letters in texts.
    #[must_use]
    pub fn sort_sql(&self) -> String {
        comparable(self.sql(), self.field_type())
    }

    /// SQL for the value in the row of its own table: `r` if the path follows a reference, else `t`.
    pub(super) fn own_sql(&self) -> String {
        self.column.sql(if self.count_references() > 0 { "r" } else { "t" })
    }

    /// The columns of the index that finds the rows that refer to a record; empty if the path follows no reference with an index.
    pub(super) fn index(&self) -> &'static [&'static str] {
        self.steps().next().map_or(&[], |step| step.reference.index)
    }

    /// The references that the path follows. The first one is a field of the table itself.
    pub(super) fn steps(&self) -> impl DoubleEndedIterator<Item = Step> + use<> {
        self.references.into_iter().flatten()
    }

    /// How many references the path follows.
    #[must_use]
    pub fn count_references(&self) -> usize {
        self.steps().count()
    }

    /// The field, if it is a described one of the table itself.
    pub(super) fn own_field(&self) -> Option<&'static Field> {
        match self.column {
            Column::Field(field) if self.count_references() == 0 => Some(field),
            _ => None,
        }
    }

    /// Whether both paths lead to fields of the same record.
    pub(super) fn is_of_record_of(&self, other: &Self) -> bool {
        self.steps().map(|step| step.field.name).eq(other.steps().map(|step| step.field.name))
    }

    /// Whether this is the field of this name of the table itself, without a reference.
    #[must_use]
    pub fn is_direct(&self, name: &str) -> bool {
        self.count_references() == 0 && self.column.name() == name
    }

    /// The name of the column in the record that the path leads to.
    pub(super) fn column_name(&self) -> &str {
        self.column.name()
    }
}

impl Step {
    fn of(field: &'static Field) -> Option<Self> {
        match field.field_type {
            FieldType::Reference(reference) => Some(Self { field, reference }),
            _ => None,
        }
    }
}

/// SQL for a column of the row `t`, or of the record of another table that has this `sys_id`.
fn value_in(record: Option<(&Table, String)>, column: &Column) -> String {
    match record {
        Some((table, sys_id)) => {
            format!("(SELECT {} FROM {} AS r WHERE r.sys_id = {sys_id})", column.sql("r"), table.stored_sql())
        }
        None => column.sql("t"),
    }
}

/// SQL for a value, to compare or sort it. Ignores the case of ASCII letters in texts.
pub(super) fn comparable(sql: String, field_type: FieldType) -> String {
    match field_type {
        FieldType::Text(_) => sql + " COLLATE NOCASE",
        _ => sql,
    }
}

impl From<&'static Field> for FieldPath {
    fn from(field: &'static Field) -> Self {
        Self { references: [None; MAX_REFERENCES], column: Column::Field(field) }
    }
}
