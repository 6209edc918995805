//! The conditions of a write: facts about the database that have to be true, or not.

use super::super::new_values::new_values;
use super::super::record_input::RecordInput;
use super::TableWrite;
use crate::schema::{Field, FieldType, OWN_COLUMNS, OwnName, Reference, Table};
use crate::store::SqlBuilder;

/// A condition of a write.
pub(super) struct Precondition {
    /// The name of the fact in JSON.
    pub(super) fact: &'static str,
    /// SQL that yields 1 if the fact is true, else 0.
    pub(super) sql: String,
    /// Whether the fact has to be true.
    expected: bool,
}

/// The name of the fact that the record exists. Other facts have the name of a reference or of a table.
pub(super) const EXISTS: &str = "exists";

impl TableWrite<'_> {
    /// The conditions of the write. All its statements have them.
    pub(super) fn preconditions(&self, table: &'static Table, sql: &mut SqlBuilder) -> Vec<Precondition> {
        let mut conditions = Vec::new();
        let mut require = |fact, sql, expected| conditions.push(Precondition { fact, sql, expected });
        let own = sql.bind(self.id());
        require(EXISTS, exists(table, "sys_id", &own), !matches!(self, Self::Insert(..)));
        if let Self::Insert(_, input) | Self::Update(_, input) = self {
            for (name, other, key, value) in references(input) {
                require(name, exists(other, key, &sql.bind(value)), true);
            }
        }
        if let Self::Update(_, input) = self
            && !input.own.is_empty()
        {
            // The record keeps its other own columns. Those of a new record were counted before.
            let patch = sql.bind(input.own_columns());
            let (most, longest) = (OwnName::MAX_PER_RECORD, OwnName::MAX_CHARACTERS);
            let fits = format!(
                "coalesce((SELECT length(p.patched) <= {longest} AND (SELECT count(*) FROM json_each(p.patched)) <= {most} FROM \
                 (SELECT json_patch(coalesce({OWN_COLUMNS}, '{{}}'), {patch}) AS patched FROM {} WHERE sys_id = {own}) AS p), 1)",
                table.name
            );
            require(OWN_COLUMNS, fits, true);
        }
        if let Self::Update(_, RecordInput { number: Some((name, number)), .. }) = self {
            let number = sql.bind(number.as_str());
            let has_number =
                format!("EXISTS (SELECT 1 FROM {} WHERE sys_id = {own} AND {name} = {number})", table.name);
            require(name, has_number, true);
        }
        for (user, field, reference) in table.referrers() {
            let is_used = is_used(table, user, field, reference, &own);
            match self {
                Self::Insert(..) => {}
                // A referring record must have the same value in the field `within`. If that value changes here, the
                // reference breaks.
                Self::Update(_, input) => {
                    let mut given = new_values(input);
                    if let Some((name, value)) = given.find(|(name, _)| reference.within == Some(*name)) {
                        let value = value.sql(sql);
                        let moves = format!("(SELECT {name} IS NOT {value} FROM {} WHERE sys_id = {own})", table.name);
                        require(user.name, format!("coalesce({moves} AND {is_used}, 0)"), false);
                    }
                }
                Self::Delete(_) => require(user.name, is_used, false),
            }
        }
        conditions
    }
}

/// SQL for: all conditions are met.
pub(super) fn met(conditions: &[Precondition]) -> String {
    let met = conditions.iter().map(|one| format!("{}{}", if one.expected { "" } else { "NOT " }, one.sql));
    met.collect::<Vec<_>>().join(" AND ")
}

/// SQL for: the table has a record with this value in the column `key`.
fn exists(table: &Table, key: &str, value: &str) -> String {
    format!("EXISTS (SELECT 1 FROM {} WHERE {key} = {value})", table.name)
}

/// The references that a write sets: the field's name, the referenced table, the field by which the record is found, and the
/// text in that field.
pub(super) fn references(
    input: &RecordInput,
) -> impl Iterator<Item = (&'static str, &'static Table, &'static str, &str)> {
    let by_id = input.values.iter().filter_map(|(field, value)| match (field.field_type, value) {
        (FieldType::Reference(reference), Some(value)) => Some((field.name, reference.table, "sys_id", value.as_str())),
        _ => None,
    });
    let shown = input.shown_references.iter();
    by_id.chain(shown.map(|(field, table, shown, text)| (field.name, *table, *shown, text.as_str())))
}

/// SQL for: a record of the table `user` refers to the record with this id.
fn is_used(table: &Table, user: &Table, field: &Field, reference: &Reference, id: &str) -> String {
    let within = reference.within.map_or(String::new(), |within| {
        format!(" AND {within} = (SELECT {within} FROM {} WHERE sys_id = {id})", table.name)
    });
    format!("EXISTS (SELECT 1 FROM {} WHERE {} = {id}{within})", user.name, field.name)
}
