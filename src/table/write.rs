//! Statements that write records, and what their results mean.
//!
//! A write has conditions. The first statement yields [`DONE`] if all are met, and otherwise facts in JSON that say which
//! are not. The others write if all are met. A delete stamps the record first, so that the log can say who deletes. All run
//! in one transaction.

use super::new_values::{columns, new_values, sets};
use super::record_input::{RecordInput, another_number, too_many_own};
use super::{Projection, own_rows};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::query::from_clause;
use crate::refusal::{Conflict, NotFound, Refusal};
use crate::schema::{Field, FieldType, OWN_COLUMNS, OwnName, Reference, Table};
use crate::store::{DONE, SqlBuilder, Statement, ValueRow, WriteContext, change_log};
use crate::sys_id::SysId;
use serde_json::Value;

/// A write of a record.
#[derive(Clone, Copy, Debug)]
pub enum TableWrite<'a> {
    /// Create a record with this id. The input has the id too if the caller chose it.
    Insert(&'a SysId, &'a RecordInput),
    /// Change the record with this id.
    Update(&'a SysId, &'a RecordInput),
    /// Delete the record with this id.
    Delete(&'a SysId),
}

/// A condition of a write.
struct Precondition {
    /// The name of the fact in JSON.
    fact: &'static str,
    /// SQL that yields 1 if the fact is true, else 0.
    sql: String,
    /// Whether the fact has to be true.
    expected: bool,
}

/// The name of the fact that the record exists. Other facts have the name of a reference or of a table.
const EXISTS: &str = "exists";

impl TableWrite<'_> {
    /// The batch: a statement that yields the outcome, as a [`ValueRow`], and those that write, if there is something to
    /// write. `entry_ids` are new ids, one for each entry of a journal.
    #[must_use]
    pub fn statements(&self, table: &'static Table, write: &WriteContext<'_>, entry_ids: &[SysId]) -> Vec<Statement> {
        let mut statements = vec![self.outcome(table, write)];
        match self {
            Self::Update(_, input) if input.is_empty() => {}
            Self::Delete(_) => statements.extend([self.stamp(table, write), self.write(table, write)]),
            Self::Insert(_, input) | Self::Update(_, input) => {
                statements.push(self.write(table, write));
                let entries = input.entries.iter().zip(entry_ids);
                statements.extend(entries.map(|((field, text), id)| self.entry(table, field, text, id, write)));
            }
        }
        statements
    }

    /// How many entries of journals the write adds.
    #[must_use]
    pub const fn count_entries(&self) -> usize {
        match self {
            Self::Insert(_, input) | Self::Update(_, input) => input.entries.len(),
            Self::Delete(_) => 0,
        }
    }

    /// The `sys_id` of the record.
    #[must_use]
    pub const fn id(&self) -> &SysId {
        match self {
            Self::Insert(id, _) | Self::Update(id, _) | Self::Delete(id) => id,
        }
    }

    /// Interprets the row of the first statement.
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
            for (name, other, _, value) in references(input).filter(|(name, ..)| is(name, 0)) {
                let value = excerpt(value);
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
        if is(OWN_COLUMNS, 0) {
            faults.push(too_many_own());
        }
        if !faults.is_empty() {
            return Err(Refusal::Invalid(faults));
        }
        let mut users: Vec<&'static str> = table.referrers().iter().map(|(user, ..)| user.name).collect();
        users.dedup();
        users.retain(|user| is(user, 1));
        Err(if users.is_empty() { Refusal::Unexplained } else { Refusal::Conflict(Conflict::InUse(users)) })
    }

    fn outcome(&self, table: &'static Table, write: &WriteContext<'_>) -> Statement {
        let mut sql = SqlBuilder::new();
        let conditions = self.preconditions(table, &mut sql);
        let facts: Vec<String> = conditions.iter().map(|one| format!("'{}', {}", one.fact, one.sql)).collect();
        let (met, facts) = (met(&conditions), facts.join(", "));
        let is_done = self.is_done(write, &mut sql);
        sql.statement(format!(
            "SELECT CASE WHEN {met} OR {is_done} THEN '{DONE}' ELSE json_object({facts}) END AS value"
        ))
    }

    fn write(&self, table: &'static Table, write: &WriteContext<'_>) -> Statement {
        let mut sql = SqlBuilder::new();
        let met = self.may_write(table, write, &mut sql);
        let (name, id) = (table.name, sql.bind(self.id()));
        let text = match self {
            Self::Insert(_, input) => {
                let (names, values) = columns(table, input, write, &mut sql);
                format!("INSERT INTO {name} (sys_id, {names}) SELECT {id}, {values} WHERE {met}")
            }
            Self::Update(_, input) => {
                let (sets, differs) = sets(table, input, write, &mut sql);
                // Does not change a record that has these values already.
                format!("UPDATE {name} SET {sets} WHERE sys_id = {id} AND ({differs}) AND {met}")
            }
            Self::Delete(_) => format!("DELETE FROM {name} WHERE sys_id = {id} AND {met}"),
        };
        sql.statement(text)
    }

    /// Adds an entry to a journal of the record, if this request has written the record, and has not added the entry in an
    /// earlier attempt.
    fn entry(&self, table: &Table, field: &Field, text: &str, id: &SysId, write: &WriteContext<'_>) -> Statement {
        let mut sql = SqlBuilder::new();
        let (id, own, text) = (sql.bind(id), sql.bind(self.id()), sql.bind(text));
        let (now, user) = (sql.bind(write.now), sql.bind(write.actor.user_name()));
        let transaction_id = sql.bind(write.transaction_id);
        sql.statement(format!(
            "INSERT INTO sys_journal_field \
             (sys_id, name, element_id, element, value, sys_created_on, sys_created_by, sys_transaction_id) \
             SELECT {id}, '{}', {own}, '{}', {text}, {now}, {user}, {transaction_id} \
             WHERE EXISTS (SELECT 1 FROM {} WHERE sys_id = {own} AND sys_transaction_id = {transaction_id}) \
             AND NOT EXISTS (SELECT 1 FROM sys_journal_field WHERE sys_id = {id})",
            table.name, field.name, table.name
        ))
    }

    /// Stamps a record that is about to be deleted.
    fn stamp(&self, table: &'static Table, write: &WriteContext<'_>) -> Statement {
        let mut sql = SqlBuilder::new();
        let met = self.may_write(table, write, &mut sql);
        let (stamp, id) = (write.update_stamp(&mut sql), sql.bind(self.id()));
        sql.statement(format!("UPDATE {} SET {stamp} WHERE sys_id = {id} AND {met}", table.name))
    }

    /// SQL for: the conditions are met, and this request has not written the record in an earlier attempt.
    fn may_write(&self, table: &'static Table, write: &WriteContext<'_>, sql: &mut SqlBuilder) -> String {
        let met = met(&self.preconditions(table, sql));
        format!("{met} AND NOT {}", self.is_done(write, sql))
    }

    /// SQL for: this request has written the record in an earlier attempt, whose answer was lost.
    fn is_done(&self, write: &WriteContext<'_>, sql: &mut SqlBuilder) -> String {
        let id = sql.bind(self.id());
        change_log::is_changed_by(&id, write.transaction_id, sql)
    }

    /// The conditions of the write. All its statements have them.
    fn preconditions(&self, table: &'static Table, sql: &mut SqlBuilder) -> Vec<Precondition> {
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

/// The statement that reads a record. Yields no row if there is none. `tables` is the URL in front of a table's name, for
/// links. With `only_of`, reads only a record about this user, if the table has such.
#[must_use]
pub fn read_statement(
    table: &'static Table,
    id: &SysId,
    projection: &Projection,
    tables: &str,
    only_of: Option<&str>,
) -> Statement {
    let mut sql = SqlBuilder::new();
    let record = projection.sql(tables, &mut sql);
    let (from, id) = (from_clause(table, &mut sql), sql.bind(id));
    let own = own_rows(table, only_of, &mut sql).map_or_else(String::new, |own| format!(" AND {own}"));
    sql.statement(format!("SELECT {record} AS value{from} WHERE t.sys_id = {id}{own}"))
}

/// SQL for: all conditions are met.
fn met(conditions: &[Precondition]) -> String {
    let met = conditions.iter().map(|one| format!("{}{}", if one.expected { "" } else { "NOT " }, one.sql));
    met.collect::<Vec<_>>().join(" AND ")
}

/// SQL for: the table has a record with this value in the column `key`.
fn exists(table: &Table, key: &str, value: &str) -> String {
    format!("EXISTS (SELECT 1 FROM {} WHERE {key} = {value})", table.name)
}

/// The references that a write sets: the field's name, the referenced table, the field by which the record is found, and the
/// text in that field.
fn references(input: &RecordInput) -> impl Iterator<Item = (&'static str, &'static Table, &'static str, &str)> {
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
