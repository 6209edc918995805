//! The statement that reads one record.

use super::{Projection, own_rows};
use crate::query::from_clause;
use crate::schema::Table;
use crate::store::{SqlBuilder, Statement};
use crate::sys_id::SysId;

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
