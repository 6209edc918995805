//! The only description of the tables (`docs/table-api.md`, "Tables"): their fields, the types of the fields, and who
//! writes them.
//!
//! Queries, answers, SQL and the checks of values all use it, and the tables that describe tables (`sys_dictionary` and its kin)
//! are made from it. A new field is a line in `tables` and a migration.

mod choices;
mod column;
mod described;
mod display_value;
mod duration;
mod field;
mod label;
mod own_name;
mod reference;
mod source;
mod system_tables;
mod tables;
pub mod value;

pub use choices::CLOSED_STATES;
pub use column::{Column, OWN_COLUMNS};
pub use display_value::{Meaning, meaning};
pub use duration::display_sql as duration_display_sql;
pub use field::{Choices, DefaultValue, Field, FieldType, MAX_JOURNAL_ENTRY, MAX_PHONE};
pub use own_name::OwnName;
pub use reference::Reference;
pub use source::Source;

use crate::auth::Role;
use system_tables::{
    SYS_AUDIT, SYS_CHOICE, SYS_DB_OBJECT, SYS_DICTIONARY, SYS_JOURNAL_FIELD, SYS_USER, SYS_USER_HAS_ROLE, SYS_USER_ROLE,
};
use tables::{INTERACTION, INTERACTION_HELP_REQUEST, SUPERVISOR_HELP_ACTION};

/// A table as callers see it.
#[derive(Debug)]
pub struct Table {
    /// The name, in paths and in the database.
    pub name: &'static str,
    /// What people read for the name.
    pub label: &'static str,
    /// The fields, in the order of an answer.
    pub fields: &'static [Field],
    /// Whether records have columns of the operator's own, besides the fields.
    pub has_own_columns: bool,
    /// Where the rows come from.
    pub source: Source,
    /// The field that is shown for a reference to a record, where display values are asked for.
    pub display: &'static str,
    /// The role that reading needs.
    pub read_role: Role,
    /// SQL for: the row `t` is about the user with the name `{user}`. Callers without the role `admin` see only such rows; `None`
    /// if all callers see all rows.
    pub own_rows: Option<&'static str>,
    /// Whether the Table API creates, changes and deletes records.
    pub is_writable: bool,
    /// The fields of the primary key. A list without an order is sorted by it.
    pub key: &'static [&'static str],
    /// The columns of the indexes that give a list its order if it has none and its conditions use the index. Otherwise the
    /// database would sort everything that it finds, for each page.
    pub orders: &'static [&'static [&'static str]],
}

/// SQL for the number of a new interaction: `IMS` and the highest number so far plus one, with at least seven digits.
pub const NEXT_NUMBER: &str = "(SELECT printf('IMS%07d', last + 1) FROM interaction_number WHERE id = 1)";

/// How many triggers the migrations make. A database that has fewer is half-migrated.
pub const TRIGGERS: usize = 12;

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}

impl Table {
    /// All tables.
    pub const ALL: [&'static Self; 11] = [
        &INTERACTION,
        &INTERACTION_HELP_REQUEST,
        &SUPERVISOR_HELP_ACTION,
        &SYS_AUDIT,
        &SYS_JOURNAL_FIELD,
        &SYS_CHOICE,
        &SYS_DICTIONARY,
        &SYS_DB_OBJECT,
        &SYS_USER,
        &SYS_USER_ROLE,
        &SYS_USER_HAS_ROLE,
    ];

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
