//! Statements that write records, and what came of them.
//!
//! A change has conditions, which two statements of one transaction share: the first yields [`DONE`] if all of them are met,
//! or else facts in JSON that explain which is not, and the second writes if they are.

use super::Projection;
use super::record_input::{RecordInput, another_number};
use crate::fault::{Fault, FaultCode, Faults};
use crate::refusal::{Conflict, NotFound, Refusal};
use crate::schema::{DefaultValue, Field, FieldType, NEXT_NUMBER, Reference, Table};
use crate::store::{DONE, SqlBuilder, Statement, ValueRow, WriteContext};
use crate::sys_id::SysId;
use serde_json::Value;

/// A write of a record.
#[derive(Clone, Copy, Debug)]
pub enum TableWrite<'a> {
    /// A new record with this id, which the caller has chosen if the input has one.
    Insert(&'a SysId, &'a RecordInput),
    /// New values for the record with this id.
    Update(&'a SysId, &'a RecordInput),
    /// The end of the record with this id.
    Delete(&'a SysId),
}

/// A condition of a write.
struct Precondition {
    /// The name of the fact.
    fact: &'static str,
    /// SQL that is 1 if it is so, else 0.
    sql: String,
    /// What it has to be.
    expected: bool,
}

/// The fact that the record exists. Others are named like the reference or the table that they are about.
const EXISTS: &str = "exists";

impl TableWrite<'_> {
    /// The batch: a statement that yields the outcome, a [`ValueRow`], and one that writes, if there is anything to write.
    #[must_use]
    pub fn statements(&self, table: &'static Table, write: &WriteContext<'_>) -> Vec<Statement> {
        let mut statements = vec![self.outcome(table)];
        if !matches!(self, Self::Update(_, input) if input.values.is_empty()) {
            statements.push(self.write(table, write));
        }
        statements
    }

    /// Whether the batch may be repeated after an answer of the database that got lost. A record with an id of ours that is
    /// there was created by us. In all other cases somebody may have come between.
    #[must_use]
    pub const fn is_repeatable(&self) -> bool {
        matches!(self, Self::Insert(_, RecordInput { sys_id: None, .. }))
    }

    /// The id of the record.
    #[must_use]
    pub const fn id(&self) -> &SysId {
        match self {
            Self::Insert(id, _) | Self::Update(id, _) | Self::Delete(id) => id,
        }
    }

    /// What the outcome means.
    ///
    /// # Errors
    /// Why the record was not written.
    pub fn read_outcome(&self, table: &'static Table, outcome: Option<ValueRow>) -> Result<(), Refusal> {
        let outcome = outcome.and_then(|row| row.value).unwrap_or_default();
        if outcome == DONE {
            return Ok(());
        }
        let facts: Value = serde_json::from_str(&outcome).map_err(|_| Refusal::Unexplained)?;
        let is = |name: &str, expected: u64| facts.get(name).and_then(Value::as_u64) == Some(expected);
        match self {
            Self::Insert(id, RecordInput { sys_id: Some(_), .. }) if is(EXISTS, 1) => {
                let sys_id = (*id).clone();
                return Err(Refusal::Conflict(Conflict::Exists { table: table.name, sys_id }));
            }
            Self::Update(..) | Self::Delete(_) if is(EXISTS, 0) => return Err(Refusal::NotFound(NotFound::Record)),
            _ => {}
        }
        let mut faults = Faults::default();
        if let Self::Insert(_, input) | Self::Update(_, input) = self {
            for (name, other, value) in references(input).filter(|(name, ..)| is(name, 0)) {
                let message = format!(
                    "{name} {value} is not a record of {}; correct it, or register the record first",
                    other.name
                );
                faults.push(Fault::field(name, FaultCode::UnknownReference, message));
            }
        }
        if let Self::Update(_, RecordInput { number: Some((name, _)), .. }) = self
            && is(name, 0)
        {
            faults.push(another_number(name));
        }
        if !faults.is_empty() {
            return Err(Refusal::Invalid(faults));
        }
        let mut users: Vec<&'static str> = table.referrers().iter().map(|(user, ..)| user.name).collect();
        users.dedup();
        users.retain(|user| is(user, 1));
        Err(if users.is_empty() { Refusal::Unexplained } else { Refusal::Conflict(Conflict::InUse(users)) })
    }

    fn outcome(&self, table: &'static Table) -> Statement {
        let mut sql = SqlBuilder::new();
        let conditions = self.preconditions(table, &mut sql);
        let facts: Vec<String> = conditions.iter().map(|one| format!("'{}', {}", one.fact, one.sql)).collect();
        let (met, facts) = (met(&conditions), facts.join(", "));
        sql.statement(format!("SELECT CASE WHEN {met} THEN '{DONE}' ELSE json_object({facts}) END AS value"))
    }

    fn write(&self, table: &'static Table, write: &WriteContext<'_>) -> Statement {
        let mut sql = SqlBuilder::new();
        let met = met(&self.preconditions(table, &mut sql));
        let (name, id) = (table.name, sql.bind(self.id()));
        let text = match self {
            Self::Insert(_, input) => {
                let (names, values) = columns(table, input, write, &mut sql);
                // Nothing to do for a repetition.
                format!(
                    "INSERT INTO {name} (sys_id, {names}) SELECT {id}, {values} WHERE {met} ON CONFLICT (sys_id) DO NOTHING"
                )
            }
            Self::Update(_, input) => {
                let (sets, differs) = sets(input, write, &mut sql);
                // A record that holds the values already is left alone.
                format!("UPDATE {name} SET {sets} WHERE sys_id = {id} AND ({differs}) AND {met}")
            }
            Self::Delete(_) => format!("DELETE FROM {name} WHERE sys_id = {id} AND {met}"),
        };
        sql.statement(text)
    }

    /// The conditions of the write. The statement that yields the outcome and the one that writes share them.
    fn preconditions(&self, table: &'static Table, sql: &mut SqlBuilder) -> Vec<Precondition> {
        let mut conditions = Vec::new();
        let mut require = |fact, sql, expected| conditions.push(Precondition { fact, sql, expected });
        let own = sql.bind(self.id());
        if !self.is_repeatable() {
            require(EXISTS, exists(table, &own), !matches!(self, Self::Insert(..)));
        }
        if let Self::Insert(_, input) | Self::Update(_, input) = self {
            for (name, other, value) in references(input) {
                require(name, exists(other, &sql.bind(value)), true);
            }
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
                // New values may take the record away from those that refer to it within the same.
                Self::Update(_, input) => {
                    let given = input.values.iter().find(|(field, _)| reference.within == Some(field.name));
                    if let Some((Field { name, .. }, value)) = given {
                        let value = sql.bind(value.as_deref());
                        let moves = format!("(SELECT {name} IS NOT {value} FROM {} WHERE sys_id = {own})", table.name);
                        require(user.name, format!("coalesce({moves} AND {is_used}, 0)"), false);
                    }
                }
                Self::Delete(_) => require(user.name, is_used, false),
            }
        }
        if conditions.is_empty() {
            conditions.push(Precondition { fact: EXISTS, sql: format!("{own} IS NOT NULL"), expected: true });
        }
        conditions
    }
}

/// The statement that yields a record as it is shown, or no row. `tables` is the address under which tables are found.
#[must_use]
pub fn read(table: &'static Table, id: &SysId, projection: &Projection, tables: &str) -> Statement {
    let mut sql = SqlBuilder::new();
    let record = projection.sql(tables, &mut sql);
    let id = sql.bind(id);
    sql.statement(format!("SELECT {record} AS value FROM {} AS t WHERE t.sys_id = {id}", table.name))
}

/// SQL that is true if all conditions are met.
fn met(conditions: &[Precondition]) -> String {
    let met = conditions.iter().map(|one| format!("{}{}", if one.expected { "" } else { "NOT " }, one.sql));
    met.collect::<Vec<_>>().join(" AND ")
}

/// The columns of a new record besides its `sys_id`, and their values.
fn columns(table: &Table, input: &RecordInput, write: &WriteContext<'_>, sql: &mut SqlBuilder) -> (String, String) {
    let (stamp_columns, stamp) = write.insert_stamp(sql);
    let (mut names, mut values) = (vec![stamp_columns], vec![stamp]);
    for (field, value) in &input.values {
        names.push(field.name);
        values.push(sql.bind(value.as_deref()));
    }
    for field in table.fields.iter().filter(|field| field.default == DefaultValue::NextNumber) {
        names.push(field.name);
        values.push(NEXT_NUMBER.to_owned());
    }
    (names.join(", "), values.join(", "))
}

/// The assignments of new values, and whether any of them differs from what is stored.
fn sets(input: &RecordInput, write: &WriteContext<'_>, sql: &mut SqlBuilder) -> (String, String) {
    let (mut sets, mut differs) = (vec![write.update_stamp(sql)], Vec::new());
    for (Field { name, .. }, value) in &input.values {
        let value = sql.bind(value.as_deref());
        sets.push(format!("{name} = {value}"));
        differs.push(format!("{name} IS NOT {value}"));
    }
    (sets.join(", "), differs.join(" OR "))
}

fn exists(table: &Table, id: &str) -> String {
    format!("EXISTS (SELECT 1 FROM {} WHERE sys_id = {id})", table.name)
}

/// The references of a record: the field, the table of what it refers to, and its id.
fn references(input: &RecordInput) -> impl Iterator<Item = (&'static str, &'static Table, &str)> {
    input.values.iter().filter_map(|(field, value)| match (field.field_type, value) {
        (FieldType::Reference(reference), Some(value)) => Some((field.name, reference.table, value.as_str())),
        _ => None,
    })
}

/// SQL that is true if a record of the table `user` refers to the one with that id.
fn is_used(table: &Table, user: &Table, field: &Field, reference: &Reference, id: &str) -> String {
    let within = reference.within.map_or(String::new(), |within| {
        format!(" AND {within} = (SELECT {within} FROM {} WHERE sys_id = {id})", table.name)
    });
    format!("EXISTS (SELECT 1 FROM {} WHERE {} = {id}{within})", user.name, field.name)
}
