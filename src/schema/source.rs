//! Where the rows of a table come from.

use super::Table;
use std::sync::LazyLock;

/// Where the rows of a table come from.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// A table or view of the database with the same name.
    Stored,
    /// What this statement yields, with the fields of the table.
    Query(&'static str),
    /// The description of the tables, as a JSON list of objects with the fields of the table.
    Described(&'static LazyLock<String>),
}

impl Table {
    /// SQL that can stand after `FROM`, for all tables but those that are [`Source::Described`].
    #[must_use]
    pub fn stored_sql(&self) -> String {
        match self.source {
            Source::Query(query) => format!("({query})"),
            Source::Stored | Source::Described(_) => self.name.to_owned(),
        }
    }

    /// SQL that can stand after `FROM`. `list` is SQL for the JSON list of the rows, if the table is described.
    #[must_use]
    pub fn described_sql(&self, list: &str) -> String {
        let columns: Vec<String> =
            self.fields.iter().map(|field| format!("value ->> '{0}' AS {0}", field.name)).collect();
        format!("(SELECT {} FROM json_each({list}))", columns.join(", "))
    }
}
