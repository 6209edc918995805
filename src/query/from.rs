//! The `FROM` clause: where a statement finds the rows of a table.

use crate::schema::{Source, Table};
use crate::store::SqlBuilder;

/// ` FROM … AS t`.
pub fn from_clause(table: &Table, sql: &mut SqlBuilder) -> String {
    let rows = match table.source {
        Source::Described(rows) => table.described_sql(&sql.bind(rows.as_str())),
        Source::Stored | Source::Query(_) => table.stored_sql(),
    };
    format!(" FROM {rows} AS t")
}
