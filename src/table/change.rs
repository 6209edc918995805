//! Statements that write records, and what came of them.
//!
//! As for help actions, each batch changes a row only if all that the contract demands is true, and a statement of it yields
//! [`DONE`], or facts in JSON that explain why not.

use super::description::{Field, Kind, Origin, Reference, Table};
use super::record::Record;
use super::statement::Parameters;
use super::view::View;
use crate::fault::{Fault, FaultCode, Faults};
use crate::store::sql::{DONE, NEXT_NUMBER};
use crate::store::{Change, Statement};
use crate::sys_id::SysId;
use serde_json::Value;

/// Why a record was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotWritten {
    /// There is no such record.
    NoRecord,
    /// There is a record with that id already.
    Exists {
        /// The table.
        table: &'static str,
        /// The id.
        sys_id: String,
    },
    /// Records of these tables refer to it.
    InUse(Vec<&'static str>),
    /// What it refers to does not exist.
    Invalid(Faults),
    /// The database gave no reason that is known: a defect.
    Unexplained,
}

/// A change of a record.
#[derive(Clone, Debug)]
pub enum Writing<'a> {
    /// A new record.
    Insert(&'a Record),
    /// New values for the record with this id.
    Update(&'a SysId, &'a Record),
    /// The end of the record with this id.
    Delete(&'a SysId),
}

/// The name of the fact whether the record exists.
const EXISTS: &str = "exists";

/// The name of the fact whether others refer to the record so that it cannot be moved.
const IN_USE: &str = "in_use";

/// Facts with the SQL that finds them.
type Facts = Vec<(&'static str, String)>;

impl Writing<'_> {
    /// The batch: a statement that writes, and one that yields the outcome. The latter comes first for a deletion, which
    /// leaves nothing to look at. [`read`] may follow.
    #[must_use]
    pub fn statements(&self, table: &'static Table, change: &Change<'_>) -> Vec<Statement> {
        match self {
            Self::Insert(record) => {
                let id = record.sys_id.as_ref().unwrap_or(change.new_sys_id);
                vec![insert(table, id, record, change), inserted_or_why_not(table, id, record, change)]
            }
            // With nothing to change there is no statement that would.
            Self::Update(id, record) if record.values.is_empty() => vec![updated_or_why_not(table, id, record)],
            Self::Update(id, record) => {
                vec![update(table, id, record, change), updated_or_why_not(table, id, record)]
            }
            Self::Delete(id) => vec![deletable_or_why_not(table, id), delete(table, id)],
        }
    }

    /// What the outcome means.
    ///
    /// # Errors
    /// Why the record was not written.
    pub fn explain(&self, table: &'static Table, outcome: Option<&str>) -> Result<(), NotWritten> {
        if outcome == Some(DONE) {
            return Ok(());
        }
        let facts: Value = serde_json::from_str(outcome.unwrap_or_default()).map_err(|_| NotWritten::Unexplained)?;
        let is = |name: &str, expected: u64| facts.get(name).and_then(Value::as_u64) == Some(expected);
        let (record, users) = match self {
            Self::Insert(record) if is(EXISTS, 1) => {
                let sys_id = record.sys_id.as_ref().map(ToString::to_string).unwrap_or_default();
                return Err(NotWritten::Exists { table: table.name, sys_id });
            }
            Self::Update(..) | Self::Delete(_) if is(EXISTS, 0) => return Err(NotWritten::NoRecord),
            Self::Insert(record) => (Some(record), Vec::new()),
            Self::Update(_, record) => (Some(record), referring(table, |_| is(IN_USE, 1))),
            Self::Delete(_) => (None, referring(table, |user| is(user, 1))),
        };
        let mut faults = Faults::default();
        for (field, value) in record.iter().flat_map(|record| &record.values) {
            if let (true, Kind::Reference(reference), Some(value)) = (is(field.name, 0), field.kind, value) {
                let (name, other) = (field.name, reference.table.name);
                let message =
                    format!("{name} {value} is not a record of {other}; correct it, or register the record first");
                faults.push(Fault::field(name, FaultCode::UnknownReference, message));
            }
        }
        Err(match (faults.is_empty(), users.is_empty()) {
            (false, _) => NotWritten::Invalid(faults),
            (true, false) => NotWritten::InUse(users),
            (true, true) => NotWritten::Unexplained,
        })
    }
}

/// The statement that yields a record as it is shown, or no row. `tables` is the address under which tables are found.
#[must_use]
pub fn read(table: &'static Table, id: &SysId, view: &View, tables: &str) -> Statement {
    let mut parameters = Parameters::default();
    let record = view.sql(tables, &mut parameters);
    let own = parameters.bind(id.as_str());
    parameters.statement(format!("SELECT {record} AS record FROM {} AS t WHERE t.sys_id = {own}", table.name))
}

fn insert(table: &'static Table, id: &SysId, record: &Record, change: &Change<'_>) -> Statement {
    let mut parameters = Parameters::default();
    let own = parameters.bind(id.as_str());
    let now = parameters.bind(&change.now.to_string());
    let user = parameters.bind(change.user.name());
    let mut columns = vec![("sys_id", own.clone())];
    columns.extend(bound(record, &mut parameters));
    if let Some(field) = table.fields().find(|field| field.origin == Origin::Sequence) {
        columns.push((field.name, NEXT_NUMBER.to_owned()));
    }
    columns.extend([
        ("sys_created_on", now.clone()),
        ("sys_created_by", user.clone()),
        ("sys_updated_on", now),
        ("sys_updated_by", user),
        ("sys_transaction_id", parameters.bind(change.transaction_id.as_str())),
    ]);
    let mut guards = vec![format!("NOT {}", exists(table, &own))];
    guards.extend(references(record, &mut parameters).into_iter().map(|(_, exists)| exists));
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let values: Vec<&str> = columns.iter().map(|(_, value)| value.as_str()).collect();
    parameters.statement(format!(
        "INSERT INTO {} ({}) SELECT {} WHERE {}",
        table.name,
        names.join(", "),
        values.join(", "),
        guards.join(" AND ")
    ))
}

fn inserted_or_why_not(table: &'static Table, id: &SysId, record: &Record, change: &Change<'_>) -> Statement {
    let mut parameters = Parameters::default();
    let own = parameters.bind(id.as_str());
    let transaction = parameters.bind(change.transaction_id.as_str());
    // By the transaction a repetition finds that it was carried out, and another request that it was not the one.
    let done =
        format!("EXISTS (SELECT 1 FROM {} WHERE sys_id = {own} AND sys_transaction_id = {transaction})", table.name);
    let mut facts = vec![(EXISTS, exists(table, &own))];
    facts.extend(references(record, &mut parameters));
    outcome(&done, &facts, parameters)
}

fn update(table: &'static Table, id: &SysId, record: &Record, change: &Change<'_>) -> Statement {
    let mut parameters = Parameters::default();
    let own = parameters.bind(id.as_str());
    let values = bound(record, &mut parameters);
    let mut sets: Vec<String> = values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    sets.extend([
        format!("sys_updated_on = {}", parameters.bind(&change.now.to_string())),
        format!("sys_updated_by = {}", parameters.bind(change.user.name())),
        "sys_mod_count = sys_mod_count + 1".to_owned(),
        format!("sys_transaction_id = {}", parameters.bind(change.transaction_id.as_str())),
    ]);
    // A record that holds the values already is left alone.
    let differs: Vec<String> = values.iter().map(|(name, value)| format!("{name} IS NOT {value}")).collect();
    let mut guards = vec![format!("sys_id = {own}"), format!("({})", differs.join(" OR "))];
    guards.extend(references(record, &mut parameters).into_iter().map(|(_, exists)| exists));
    guards.extend(moves_in_use(table, &values, &own).map(|in_use| format!("NOT {in_use}")));
    parameters.statement(format!("UPDATE {} SET {} WHERE {}", table.name, sets.join(", "), guards.join(" AND ")))
}

fn updated_or_why_not(table: &'static Table, id: &SysId, record: &Record) -> Statement {
    let mut parameters = Parameters::default();
    let own = parameters.bind(id.as_str());
    let values = bound(record, &mut parameters);
    let same: String = values.iter().map(|(name, value)| format!(" AND {name} IS {value}")).collect();
    let done = format!("EXISTS (SELECT 1 FROM {} WHERE sys_id = {own}{same})", table.name);
    let mut facts = vec![(EXISTS, exists(table, &own))];
    facts.extend(references(record, &mut parameters));
    facts.extend(moves_in_use(table, &values, &own).map(|in_use| (IN_USE, in_use)));
    outcome(&done, &facts, parameters)
}

fn delete(table: &'static Table, id: &SysId) -> Statement {
    let mut parameters = Parameters::default();
    let own = parameters.bind(id.as_str());
    let unused: String = uses(table, &own).map(|(_, used)| format!(" AND NOT {used}")).collect();
    parameters.statement(format!("DELETE FROM {} WHERE sys_id = {own}{unused}", table.name))
}

fn deletable_or_why_not(table: &'static Table, id: &SysId) -> Statement {
    let mut parameters = Parameters::default();
    let own = parameters.bind(id.as_str());
    let unused: String = uses(table, &own).map(|(_, used)| format!(" AND NOT {used}")).collect();
    let done = exists(table, &own) + &unused;
    let mut facts = vec![(EXISTS, exists(table, &own))];
    facts.extend(uses(table, &own));
    outcome(&done, &facts, parameters)
}

/// Yields [`DONE`] where that is true, else the facts.
fn outcome(done: &str, facts: &Facts, parameters: Parameters) -> Statement {
    let facts: Vec<String> = facts.iter().map(|(name, sql)| format!("'{name}', {sql}")).collect();
    let facts = facts.join(", ");
    parameters.statement(format!("SELECT CASE WHEN {done} THEN '{DONE}' ELSE json_object({facts}) END AS outcome"))
}

fn bound(record: &Record, parameters: &mut Parameters) -> Facts {
    record.values.iter().map(|(field, value)| (field.name, parameters.bind_or_null(value.as_deref()))).collect()
}

fn exists(table: &Table, id: &str) -> String {
    format!("EXISTS (SELECT 1 FROM {} WHERE sys_id = {id})", table.name)
}

/// For each reference in the record whether what it refers to exists.
fn references(record: &Record, parameters: &mut Parameters) -> Facts {
    let reference = |(field, value): &(&'static Field, Option<String>)| match (field.kind, value) {
        (Kind::Reference(reference), Some(value)) => {
            Some((field.name, exists(reference.table, &parameters.bind(value))))
        }
        _ => None,
    };
    record.values.iter().filter_map(reference).collect()
}

/// For each table whose records may refer to those of this one, whether any refers to the one with that id.
fn uses(table: &'static Table, id: &str) -> impl Iterator<Item = (&'static str, String)> {
    table.referrers().map(move |(user, field, reference)| (user.name, used(table, user, field, reference, id)))
}

fn used(table: &Table, user: &Table, field: &Field, reference: &Reference, id: &str) -> String {
    let within = reference.within.map_or(String::new(), |within| {
        format!(" AND {within} = (SELECT {within} FROM {} WHERE sys_id = {id})", table.name)
    });
    format!("EXISTS (SELECT 1 FROM {} WHERE {} = {id}{within})", user.name, field.name)
}

/// Whether new values take the record away from records that refer to it within the same.
fn moves_in_use(table: &'static Table, values: &Facts, id: &str) -> impl Iterator<Item = String> {
    table.referrers().filter_map(move |(user, field, reference)| {
        let (within, value) = values.iter().find(|(name, _)| reference.within == Some(*name))?;
        let moves = format!("(SELECT {within} IS NOT {value} FROM {} WHERE sys_id = {id})", table.name);
        Some(format!("({moves} AND {})", used(table, user, field, reference, id)))
    })
}

/// The tables whose records refer to those of this one, as far as that is so.
fn referring(table: &'static Table, is_so: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let mut names: Vec<&'static str> =
        table.referrers().map(|(user, ..)| user.name).filter(|user| is_so(user)).collect();
    names.dedup();
    names
}
