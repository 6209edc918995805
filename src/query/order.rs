//! The order of a list.

use super::{All, Any, Comparison, Condition, FieldPath, Order, Query, Test};
use crate::schema::{Field, Table};

/// A column that a list is sorted by.
#[derive(Clone, Debug)]
pub struct OrderColumn {
    /// SQL for the value.
    pub sql: String,
    /// The field; `None` if the column is neither a field of the table itself nor of the driving one.
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
            columns = self.default_order(table);
        }
        // In the default order of `sys_audit`, the entries of one change keep the order of its fields.
        let has_ties = !sorted.is_empty() || table.key.contains(&"sys_id");
        if has_ties && !columns.iter().any(|column| column.sql.starts_with("t.sys_id")) {
            columns.push(OrderColumn::named(table, "sys_id", false));
        }
        columns
    }

    /// The order of a list without an order: that of the index that its conditions use, else that of the key.
    fn default_order(&self, table: &Table) -> Vec<OrderColumn> {
        if let Some(driving) = self.driving(table) {
            return driving.order();
        }
        let conditions = self.common_conditions();
        let (names, is_fixed) = served(table, &conditions.iter().filter(|one| one.path.count_references() == 0))
            .or_else(|| {
                let through = conditions.iter().map(|one| one.path.index()).find(|index| !index.is_empty());
                through.map(|names| (names, false))
            })
            .unwrap_or((table.key, false));
        names.iter().enumerate().map(|(at, name)| OrderColumn::named(table, name, is_fixed && at == 0)).collect()
    }

    /// The conditions that every record of the list meets.
    pub(super) fn common_conditions(&self) -> Vec<&Condition> {
        let all: &[Any] = match self.alternatives.as_slice() {
            [] => &[],
            [All(all)] => all,
            _ => return Vec::new(),
        };
        let single =
            all.iter().filter_map(|any| if let [condition] = any.0.as_slice() { Some(condition) } else { None });
        single.chain(&self.filters).collect()
    }
}

/// The columns of the index of the table that one of these conditions on its fields uses, and whether the condition fixes the
/// value of the first column.
pub(super) fn served<'a>(
    table: &Table,
    conditions: &(impl Iterator<Item = &'a &'a Condition> + Clone),
) -> Option<(&'static [&'static str], bool)> {
    let fixed = |test: &Test| matches!(test, Test::Empty | Test::Compare(Comparison::Equal, _));
    let range = |test: &Test| match test {
        Test::Compare(comparison, _) => *comparison != Comparison::NotEqual,
        Test::Between(..) | Test::NotEmpty => true,
        _ => false,
    };
    let by = |test: fn(&Test) -> bool| {
        table.orders.iter().find(|columns| {
            let mut conditions = conditions.clone();
            columns
                .first()
                .is_some_and(|first| conditions.any(|one| one.path.column_name() == *first && test(&one.test)))
        })
    };
    by(fixed).map(|columns| (*columns, true)).or_else(|| by(range).map(|columns| (*columns, false)))
}

/// ` ORDER BY …`.
#[must_use]
pub fn order_clause(columns: &[OrderColumn]) -> String {
    let columns: Vec<String> =
        columns.iter().map(|column| column.sql.clone() + if column.is_descending { " DESC" } else { "" }).collect();
    format!(" ORDER BY {}", columns.join(", "))
}
