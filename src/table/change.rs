//! Statements that write records, and what came of them.
//!
//! A change has conditions, which two statements of one transaction share: the first yields [`DONE`] if all of them are met,
//! or else facts in JSON that explain which is not, and the second writes if they are.

use super::description::{Field, Kind, Origin, Reference, Table};
use super::record::{Record, another_number};
use super::statement::Parameters;
use super::view::View;
use crate::fault::{Fault, FaultCode, Faults};
use crate::json::Json;
use crate::store::sql::{DONE, NEXT_NUMBER};
use crate::store::{Change, Statement};
use crate::sys_id::SysId;

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
        sys_id: SysId,
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
    /// A new record. Its id is the record's own, if the caller has chosen one.
    Insert(&'a Record),
    /// New values for the record with this id.
    Update(&'a SysId, &'a Record),
    /// The end of the record with this id.
    Delete(&'a SysId),
}

/// A condition of a change.
struct Condition {
    /// The name of the fact.
    fact: &'static str,
    /// SQL that is 1 if it is so, else 0.
    sql: String,
    /// What it has to be.
    expected: bool,
}

/// The fact that the record exists. Others are named like the reference or the table that they are about.
const EXISTS: &str = "exists";

impl Writing<'_> {
    /// The batch: a statement that yields the outcome, and one that writes, if there is anything to write.
    #[must_use]
    pub fn statements(&self, table: &'static Table, change: &Change<'_>) -> Vec<Statement> {
        let mut statements = vec![self.outcome(table, change)];
        if !matches!(self, Self::Update(_, record) if record.values.is_empty()) {
            statements.push(self.write(table, change));
        }
        statements
    }

    /// Whether the batch may be repeated after an answer of the database that got lost. A record with an id of ours that is
    /// there has been created by us. For all else somebody may have come between.
    #[must_use]
    pub const fn is_repeatable(&self) -> bool {
        matches!(self, Self::Insert(Record { sys_id: None, .. }))
    }

    /// What the outcome means.
    ///
    /// # Errors
    /// Why the record was not written.
    pub fn explain(&self, table: &'static Table, outcome: Option<&str>) -> Result<(), NotWritten> {
        if outcome == Some(DONE) {
            return Ok(());
        }
        let facts = Json::parse(outcome.unwrap_or_default()).ok_or(NotWritten::Unexplained)?;
        let is = |name: &str, expected: u64| facts.get(name) == Some(&Json::Unsigned(expected));
        match self {
            Self::Insert(Record { sys_id: Some(sys_id), .. }) if is(EXISTS, 1) => {
                return Err(NotWritten::Exists { table: table.name, sys_id: sys_id.clone() });
            }
            Self::Update(..) | Self::Delete(_) if is(EXISTS, 0) => return Err(NotWritten::NoRecord),
            _ => {}
        }
        let mut faults = Faults::default();
        if let Self::Insert(record) | Self::Update(_, record) = self {
            for (name, other, value) in references(record) {
                if is(name, 0) {
                    let message = format!(
                        "{name} {value} is not a record of {}; correct it, or register the record first",
                        other.name
                    );
                    faults.push(Fault::field(name, FaultCode::UnknownReference, message));
                }
            }
        }
        if let Self::Update(_, Record { number: Some((name, _)), .. }) = self
            && is(name, 0)
        {
            faults.push(another_number(name));
        }
        let mut users = Vec::new();
        for (user, ..) in table.referrers() {
            if is(user.name, 1) && !users.contains(&user.name) {
                users.push(user.name);
            }
        }
        Err(match (faults.is_empty(), users.is_empty()) {
            (false, _) => NotWritten::Invalid(faults),
            (true, false) => NotWritten::InUse(users),
            (true, true) => NotWritten::Unexplained,
        })
    }

    fn outcome(&self, table: &'static Table, change: &Change<'_>) -> Statement {
        let mut parameters = Parameters::default();
        let conditions = self.conditions(table, change, &mut parameters);
        let mut facts = String::new();
        for condition in &conditions {
            let separator = if facts.is_empty() { "" } else { ", " };
            facts.extend([separator, "'", condition.fact, "', ", &condition.sql]);
        }
        let met = met(&conditions);
        parameters.statement(format!("SELECT CASE WHEN {met} THEN '{DONE}' ELSE json_object({facts}) END AS value"))
    }

    fn write(&self, table: &'static Table, change: &Change<'_>) -> Statement {
        let mut parameters = Parameters::default();
        let met = met(&self.conditions(table, change, &mut parameters));
        let name = table.name;
        let sql = match self {
            Self::Insert(record) => {
                let (names, values) = columns(table, record, change, &mut parameters);
                // Nothing to do for a repetition.
                format!("INSERT INTO {name} ({names}) SELECT {values} WHERE {met} ON CONFLICT (sys_id) DO NOTHING")
            }
            Self::Update(_, record) => {
                let (sets, differs) = sets(record, change, &mut parameters);
                // The id is the first parameter of the conditions. A record that holds the values already is left alone.
                format!("UPDATE {name} SET {sets} WHERE sys_id = ?1 AND ({differs}) AND {met}")
            }
            Self::Delete(_) => format!("DELETE FROM {name} WHERE sys_id = ?1 AND {met}"),
        };
        parameters.statement(sql)
    }

    /// The first parameter is the id of the record.
    fn conditions(&self, table: &'static Table, change: &Change<'_>, parameters: &mut Parameters) -> Vec<Condition> {
        let mut conditions = Vec::new();
        let mut require = |fact, sql, expected| conditions.push(Condition { fact, sql, expected });
        let (record, id) = match self {
            Self::Insert(record) => (Some(record), record.sys_id.as_ref().unwrap_or(change.new_sys_id)),
            Self::Update(id, record) => (Some(record), *id),
            Self::Delete(id) => (None, *id),
        };
        let own = parameters.bind(id.as_str());
        if !self.is_repeatable() {
            require(EXISTS, exists(table, &own), !matches!(self, Self::Insert(_)));
        }
        for (name, other, value) in record.map(|record| references(record)).unwrap_or_default() {
            require(name, exists(other, &parameters.bind(value)), true);
        }
        if let Self::Update(_, Record { number: Some((name, number)), .. }) = self {
            let number = parameters.bind(number);
            require(
                name,
                format!("EXISTS (SELECT 1 FROM {} WHERE sys_id = {own} AND {name} = {number})", table.name),
                true,
            );
        }
        for (user, field, reference) in table.referrers() {
            let used = used(table, user, field, reference, &own);
            match self {
                Self::Insert(_) => {}
                // New values may take the record away from those that refer to it within the same.
                Self::Update(_, record) => {
                    let given = record.values.iter().find(|(field, _)| reference.within == Some(field.name));
                    if let Some((Field { name, .. }, value)) = given {
                        let value = parameters.bind_or_null(value.as_deref());
                        let moves = format!("(SELECT {name} IS NOT {value} FROM {} WHERE sys_id = {own})", table.name);
                        require(user.name, format!("coalesce({moves} AND {used}, 0)"), false);
                    }
                }
                Self::Delete(_) => require(user.name, used, false),
            }
        }
        if conditions.is_empty() {
            conditions.push(Condition { fact: EXISTS, sql: "?1 IS NOT NULL".to_owned(), expected: true });
        }
        conditions
    }
}

/// The statement that yields a record as it is shown, or no row. `tables` is the address under which tables are found.
#[must_use]
pub fn read(table: &'static Table, id: &SysId, view: &View, tables: &str) -> Statement {
    let mut parameters = Parameters::default();
    let record = view.sql(tables, &mut parameters);
    let own = parameters.bind(id.as_str());
    parameters.statement(format!("SELECT {record} AS value FROM {} AS t WHERE t.sys_id = {own}", table.name))
}

/// SQL that is true if all conditions are met.
fn met(conditions: &[Condition]) -> String {
    let mut met = String::new();
    for condition in conditions {
        let and = if met.is_empty() { "" } else { " AND " };
        met.extend([and, if condition.expected { "" } else { "NOT " }, &condition.sql]);
    }
    met
}

/// The columns of a new record and their values.
fn columns(
    table: &'static Table,
    record: &Record,
    change: &Change<'_>,
    parameters: &mut Parameters,
) -> (String, String) {
    let now = parameters.bind(&change.now.to_string());
    let user = parameters.bind(change.user.name());
    let (mut names, mut values) = (String::from("sys_id"), String::from("?1"));
    let mut add = |name: &str, value: &str| {
        names.extend([", ", name]);
        values.extend([", ", value]);
    };
    for (field, value) in &record.values {
        add(field.name, &parameters.bind_or_null(value.as_deref()));
    }
    for field in table.fields {
        if field.origin == Origin::Sequence {
            add(field.name, NEXT_NUMBER);
        }
    }
    for (name, value) in
        [("sys_created_on", &now), ("sys_created_by", &user), ("sys_updated_on", &now), ("sys_updated_by", &user)]
    {
        add(name, value);
    }
    (names, values)
}

/// The assignments of new values, and whether any of them differs from what is stored.
fn sets(record: &Record, change: &Change<'_>, parameters: &mut Parameters) -> (String, String) {
    let now = parameters.bind(&change.now.to_string());
    let user = parameters.bind(change.user.name());
    let mut sets = format!("sys_updated_on = {now}, sys_updated_by = {user}, sys_mod_count = sys_mod_count + 1");
    let mut differs = String::new();
    for (Field { name, .. }, value) in &record.values {
        let value = parameters.bind_or_null(value.as_deref());
        sets.extend([", ", name, " = ", &value]);
        differs.extend([if differs.is_empty() { "" } else { " OR " }, name, " IS NOT ", &value]);
    }
    (sets, differs)
}

fn exists(table: &Table, id: &str) -> String {
    format!("EXISTS (SELECT 1 FROM {} WHERE sys_id = {id})", table.name)
}

/// The references of a record: the field, the table of what it refers to, and its id.
fn references(record: &Record) -> Vec<(&'static str, &'static Table, &str)> {
    let mut references = Vec::new();
    for (field, value) in &record.values {
        if let (Kind::Reference(reference), Some(value)) = (field.kind, value) {
            references.push((field.name, reference.table, value.as_str()));
        }
    }
    references
}

/// Whether a record of a table that may refer to those of this one refers to the one with that id.
fn used(table: &Table, user: &Table, field: &Field, reference: &Reference, id: &str) -> String {
    let within = reference.within.map_or(String::new(), |within| {
        format!(" AND {within} = (SELECT {within} FROM {} WHERE sys_id = {id})", table.name)
    });
    format!("EXISTS (SELECT 1 FROM {} WHERE {} = {id}{within})", user.name, field.name)
}
