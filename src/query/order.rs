//! The order of a list.

use super::{All, Any, Comparison, Condition, FieldPath, Order, Query, Test};
use crate::schema::{Field, FieldType, Table};

/// A column that a list is sorted by.
#[derive(Clone, Debug)]
pub struct OrderColumn {
    /// SQL for the value.
    pub sql: String,
    /// The field; `None` if the column is neither a field of the table itself nor of the driving one.
    pub field: Option<&'static Field>,
    /// Whether the highest value comes first.
    pub is_descending: bool,
}

impl OrderColumn {
    fn of(path: FieldPath, is_descending: bool) -> Self {
        let field = path.own_field();
        Self { sql: path.sort_sql(), field, is_descending }
    }

    /// A column of the table, ascending.
    fn named(table: &Table, name: &str) -> Self {
        Self { sql: format!("t.{name}"), field: table.field(name), is_descending: false }
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
            columns.push(OrderColumn::named(table, "sys_id"));
        }
        columns
    }

    /// The order of a list without an order: that of the index that its conditions use, else that of the key.
    fn default_order(&self, table: &Table) -> Vec<OrderColumn> {
        if let Some(driving) = self.driving(table) {
            return driving.order();
        }
        let conditions = self.common_conditions();
        let names = served(table, &conditions.iter().filter(|one| one.path.count_references() == 0))
            .or_else(|| conditions.iter().map(|one| one.path.index()).find(|index| !index.is_empty()))
            .unwrap_or(table.key);
        names.iter().map(|name| OrderColumn::named(table, name)).collect()
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

/// The order in which an index of the table yields the records that meet one of these conditions: the columns of the index, without the
/// first one if the condition fixes its value.
pub(super) fn served<'a>(
    table: &Table,
    conditions: &(impl Iterator<Item = &'a &'a Condition> + Clone),
) -> Option<&'static [&'static str]> {
    let is_time = |one: &Condition| matches!(one.path.field_type(), FieldType::DateTime);
    let fixed = |one: &Condition| match &one.test {
        Test::Compare(Comparison::Equal, _) => true,
        Test::Empty => is_time(one),
        _ => false,
    };
    let range = |one: &Condition| match &one.test {
        Test::Compare(comparison, _) => is_time(one) && *comparison != Comparison::NotEqual,
        Test::Between(..) | Test::NotEmpty => is_time(one),
        _ => false,
    };
    let by = |is_met: &dyn Fn(&Condition) -> bool| {
        table.orders.iter().find(|columns| {
            let mut conditions = conditions.clone();
            columns.first().is_some_and(|first| conditions.any(|one| one.path.column_name() == *first && is_met(one)))
        })
    };
    by(&fixed).and_then(|columns| columns.get(1..)).or_else(|| by(&range).copied())
}

/// ` ORDER BY …`.
#[must_use]
pub fn order_clause(columns: &[OrderColumn]) -> String {
    let columns: Vec<String> =
        columns.iter().map(|column| column.sql.clone() + if column.is_descending { " DESC" } else { "" }).collect();
    format!(" ORDER BY {}", columns.join(", "))
}
