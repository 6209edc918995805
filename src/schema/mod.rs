//! The one description of the tables (contract, sections 6 and 7): which fields they have, of which types, and who writes them.
//!
//! Queries, answers, checks of written values and SQL are all made from it. A new field is a line in `tables` and a migration.

mod tables;
pub mod value;

use crate::auth::Role;
use tables::{INTERACTION, INTERACTION_HELP_REQUEST, SUPERVISOR_HELP_ACTION, SYS_AUDIT};

/// A table as callers see it.
#[derive(Debug)]
pub struct Table {
    /// Its name, in paths and in the database.
    pub name: &'static str,
    /// Its fields, in the order in which a record shows them.
    pub fields: &'static [Field],
    /// The field that stands for a record where a reference to it is displayed.
    pub display: &'static str,
    /// The role that reading needs.
    pub reader: Role,
    /// Whether records are created, changed and deleted by the Table API.
    pub is_writable: bool,
    /// The fields of its primary key. Lists without another order are ordered by it.
    pub key: &'static [&'static str],
}

/// A field of a table.
#[derive(Debug)]
pub struct Field {
    /// Its name, in requests, answers and the database.
    pub name: &'static str,
    /// What its values are.
    pub field_type: FieldType,
    /// Whether a new record needs a value from the caller, which cannot be taken away later.
    pub mandatory: bool,
    /// Whether the service alone writes it.
    pub read_only: bool,
    /// Its value where the caller gives none.
    pub default: DefaultValue,
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug)]
pub enum FieldType {
    /// A `sys_id`: 32 hexadecimal digits in lower case.
    Guid,
    /// A record's number: capitals and digits.
    Identifier,
    /// Text of at most so many characters. Compared without regard to the case of ASCII letters.
    Text(usize),
    /// One of these words, each with its label.
    Choice(&'static [(&'static str, &'static str)]),
    /// A time in UTC, `yyyy-MM-dd HH:mm:ss`.
    DateTime,
    /// The `sys_id` of a record of another table.
    Reference(&'static Reference),
    /// A whole number.
    Integer,
    /// A whole number that is computed by this SQL from the row `t`.
    Computed(&'static str),
}

/// A reference to a record.
#[derive(Debug)]
pub struct Reference {
    /// The table of the record.
    pub table: &'static Table,
    /// A field that both records have with the same value. Its index finds the referring records.
    pub within: Option<&'static str>,
}

/// The value of a field to which the caller gives none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// There is none.
    None,
    /// The default of the column in the database.
    Column,
    /// The next number, which the service alone gives: see [`NEXT_NUMBER`].
    NextNumber,
}

/// SQL for the number of an interaction that is registered now: `IMS` and at least seven digits.
pub const NEXT_NUMBER: &str = "(SELECT printf('IMS%07d', coalesce(substr(last, 4), 0) + 1) \
     FROM (SELECT max(number) AS last FROM interaction))";

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}

impl Table {
    /// All tables.
    pub const ALL: [&'static Self; 4] = [&INTERACTION, &INTERACTION_HELP_REQUEST, &SUPERVISOR_HELP_ACTION, &SYS_AUDIT];

    /// The table of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|table| table.name == name)
    }

    /// The field of that name. Names are case sensitive.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields of other tables that refer to records of this one.
    #[must_use]
    pub fn referrers(&self) -> Vec<(&'static Self, &'static Field, &'static Reference)> {
        let mut referrers = Vec::new();
        for table in Self::ALL {
            for field in table.fields {
                match field.field_type {
                    FieldType::Reference(reference) if reference.table == self => {
                        referrers.push((table, field, reference));
                    }
                    _ => {}
                }
            }
        }
        referrers
    }
}
