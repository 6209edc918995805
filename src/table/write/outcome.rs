//! Whether a record was written, and if not, why.

use super::super::record_input::{RecordInput, another_number, too_many_own};
use super::TableWrite;
use super::precondition::{EXISTS, met, references};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::refusal::{Conflict, NotFound, Refusal};
use crate::schema::{OWN_COLUMNS, Table};
use crate::store::{DONE, SqlBuilder, Statement, ValueRow, WriteContext};
use serde_json::Value;

impl TableWrite<'_> {
    /// The statement that yields [`DONE`] if the conditions are met, and otherwise facts in JSON that say which are not.
    pub(super) fn outcome(&self, table: &'static Table, write: &WriteContext<'_>) -> Statement {
        let mut sql = SqlBuilder::new();
        let conditions = self.preconditions(table, &mut sql);
        let facts: Vec<String> = conditions.iter().map(|one| format!("'{}', {}", one.fact, one.sql)).collect();
        let (met, facts) = (met(&conditions), facts.join(", "));
        let is_done = self.is_done(write, &mut sql);
        sql.statement(format!(
            "SELECT CASE WHEN {met} OR {is_done} THEN '{DONE}' ELSE json_object({facts}) END AS value"
        ))
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
}
