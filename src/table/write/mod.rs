//! Statements that write records.
//!
//! A write has conditions (`precondition`). The first statement yields whether all are met (`outcome`). The others write if all
//! are met. A delete stamps the record first, so that the log can say who deletes. All run in one transaction.

mod outcome;
mod precondition;

use super::new_values::{columns, sets};
use super::record_input::RecordInput;
use crate::schema::{Field, Table};
use crate::store::{SqlBuilder, Statement, WriteContext, change_log};
use crate::sys_id::SysId;
use precondition::met;

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

impl TableWrite<'_> {
    /// The batch: a statement that yields the outcome, as a [`ValueRow`](crate::store::ValueRow), and those that write, if there is something to
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
}
