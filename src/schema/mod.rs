//! The only description of the tables (`docs/table-api.md`, "Tables"): their fields, the types of the fields, and who
//! writes them.
//!
//! Queries, answers, SQL and the checks of values all use it. A new field is a line in `tables` and a migration.

mod tables;
pub mod value;

use crate::auth::Role;
use tables::{INTERACTION, INTERACTION_HELP_REQUEST, SUPERVISOR_HELP_ACTION, SYS_AUDIT};

/// A table as callers see it.
#[derive(Debug)]
pub struct Table {
    /// The name, in paths and in the database.
    pub name: &'static str,
    /// The fields, in the order of an answer.
    pub fields: &'static [Field],
    /// The field that is shown for a reference to a record, where display values are asked for.
    pub display: &'static str,
    /// The role that reading needs.
    pub read_role: Role,
    /// Whether the Table API creates, changes and deletes records.
    pub is_writable: bool,
    /// The fields of the primary key. A list without an order is sorted by it.
    pub key: &'static [&'static str],
    /// The columns of the indexes in whose order a list comes that nobody orders, if its conditions use the index. Without that,
    /// the database would sort everything that it finds for each page.
    pub orders: &'static [&'static [&'static str]],
}

/// A field of a table.
#[derive(Debug)]
pub struct Field {
    /// The name, in requests, in answers and in the database.
    pub name: &'static str,
    /// The type of the values.
    pub field_type: FieldType,
    /// Whether a record always needs a value, which the caller has to give.
    pub mandatory: bool,
    /// Whether only the service writes it.
    pub read_only: bool,
    /// What a new record gets if the caller gives no value.
    pub default: DefaultValue,
}

/// The type of a field's values.
#[derive(Clone, Copy, Debug)]
pub enum FieldType {
    /// A `sys_id`: 32 hexadecimal digits in lower case.
    Guid,
    /// A record's number: upper-case letters and digits.
    Identifier,
    /// A text of at most this many characters. Comparisons ignore the case of ASCII letters.
    Text(usize),
    /// One of these words. Each has a label, its display value.
    Choice(&'static [(&'static str, &'static str)]),
    /// A time in UTC, as `yyyy-MM-dd HH:mm:ss`.
    DateTime,
    /// The `sys_id` of a record of another table.
    Reference(&'static Reference),
    /// A whole number.
    Integer,
    /// A whole number. This SQL computes it from the row `t`.
    Computed(&'static str),
}

/// What a reference refers to.
#[derive(Debug)]
pub struct Reference {
    /// The table of the record that is referred to.
    pub table: &'static Table,
    /// A field that both records have, with the same value, such as the interaction. The index on it finds the records that
    /// refer to another one.
    pub within: Option<&'static str>,
    /// The columns of that index. A list by conditions on the referenced record comes in their order.
    pub index: &'static [&'static str],
}

/// What a new record gets if the caller gives no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// NULL.
    None,
    /// The column's default in the database.
    Column,
    /// The next number. A caller can never choose it: see [`NEXT_NUMBER`].
    NextNumber,
}

/// SQL for the number of a new interaction: `IMS` and the highest number so far plus one, with at least seven digits.
pub const NEXT_NUMBER: &str = "(SELECT printf('IMS%07d', last + 1) FROM interaction_number WHERE id = 1)";

/// How many triggers the migrations make. A database that has fewer is half-migrated.
pub const TRIGGERS: usize = 11;

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}

impl Table {
    /// All tables.
    pub const ALL: [&'static Self; 4] = [&INTERACTION, &INTERACTION_HELP_REQUEST, &SUPERVISOR_HELP_ACTION, &SYS_AUDIT];

    /// The table of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|table| table.name == name)
    }

    /// The field of this name. Names are case sensitive.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// All fields, of any table, that refer to records of this one. Each comes with its table.
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
