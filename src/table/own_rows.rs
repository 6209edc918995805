//! Limits tables about users to the rows about the caller, for callers without the role `admin`.

use crate::schema::Table;
use crate::store::SqlBuilder;

/// SQL for: the row `t` is about this user. `None` if there is no user, or all users see all rows of the table.
pub(super) fn own_rows(table: &Table, user_name: Option<&str>, sql: &mut SqlBuilder) -> Option<String> {
    let (condition, user_name) = (table.own_rows?, user_name?);
    Some(condition.replace("{user}", &sql.bind(user_name)))
}
