//! The order of a list.

use super::{All, Any, Comparison, Condition, FieldPath, Order, Query, Test};
use crate::schema::{Field, Table};

/// A column that a list is sorted by.
#[derive(Clone, Debug)]
pub struct OrderColumn {
    /// SQL for the value in the row `t`.
    pub sql: String,
    /// The field, if the column is a field of the table itself.
    pub field: Option<&'static Field>,
    /// Whether the highest value comes first.
    pub is_descending: bool,
    /// Whether all records of the list have the same value, because a condition fixes it.
    pub is_fixed: bool,
}

impl OrderColumn {
    fn of(path: FieldPath, is_descending: bool) -> Self {
        let field = path.own_field();
        Self { sql: path.sort_sql(), field, is_descending, is_fixed: false }
    }

    /// A column of the table, ascending.
    fn named(table: &Table, name: &str, is_fixed: bool) -> Self {
        Self { sql: format!("t.{name}"), field: table.field(name), is_descending: false, is_fixed }
    }
}

impl Query {
    /// The columns that the list is sorted by, most significant first. They end with the table's key or with `sys_id`, so that no
    /// two records are equal. Otherwise pages could skip or repeat a record.
    #[must_use]
    pub fn order(&self, table: &Table) -> Vec<OrderColumn> {
        let mut columns: Vec<OrderColumn> = Vec::new();
        let mut sorted: Vec<FieldPath> = Vec::new();
        for Order { path, is_descending } in &self.orders {
            // A second order by the same field changes nothing, and D1 sorts by at most 100 columns.
            if !sorted.contains(path) {
                sorted.push(*path);
                columns.push(OrderColumn::of(*path, *is_descending));
            }
        }
        if sorted.is_empty() {
            let (names, is_fixed) = self.default_order(table);
            columns.extend(
                names.iter().enumerate().map(|(at, name)| OrderColumn::named(table, name, is_fixed && at == 0)),
            );
        }
        // The entries of one change come in its order.
        let has_ties = !sorted.is_empty() || table.key.contains(&"sys_id");
        if has_ties && !columns.iter().any(|column| column.sql.starts_with("t.sys_id")) {
            columns.push(OrderColumn::named(table, "sys_id", false));
        }
        columns
    }

    /// The order of a list that nobody orders: that of the index which its conditions use, else that of the key. Also whether a
    /// condition fixes the first column.
    fn default_order(&self, table: &Table) -> (&'static [&'static str], bool) {
        let all: &[Any] = match self.alternatives.as_slice() {
            [] => &[],
            [All(all)] => all,
            _ => return (table.key, false),
        };
        let single =
            all.iter().filter_map(|any| if let [condition] = any.0.as_slice() { Some(condition) } else { None });
        let conditions: Vec<&Condition> = single.chain(&self.filters).collect();
        let is_met = |columns: &[&str], test: fn(&Test) -> bool| {
            columns
                .first()
                .is_some_and(|first| conditions.iter().any(|one| one.path.is_direct(first) && test(&one.test)))
        };
        let fixed = |test: &Test| matches!(test, Test::Empty | Test::Compare(Comparison::Equal, _));
        let range = |test: &Test| match test {
            Test::Compare(comparison, _) => *comparison != Comparison::NotEqual,
            Test::Between(..) | Test::NotEmpty => true,
            _ => false,
        };
        let by = |test| table.orders.iter().find(|columns| is_met(columns, test));
        if let Some(columns) = by(fixed) {
            return (columns, true);
        }
        let through = conditions.iter().map(|one| one.path.index()).find(|index| !index.is_empty());
        (by(range).copied().or(through).unwrap_or(table.key), false)
    }
}

/// ` ORDER BY …`.
#[must_use]
pub fn order_clause(columns: &[OrderColumn]) -> String {
    let columns: Vec<String> =
        columns.iter().map(|column| column.sql.clone() + if column.is_descending { " DESC" } else { "" }).collect();
    format!(" ORDER BY {}", columns.join(", "))
}
