//! Turns a query into SQL. `condition_sql` has the single conditions.

use super::{All, Any, Comparison, Condition, FieldPath, Order, Query, Test};
use crate::schema::Table;
use crate::store::{SqlBuilder, balanced};

impl Query {
    /// ` WHERE …`, or nothing if all records match.
    pub fn where_clause(&self, sql: &mut SqlBuilder) -> String {
        let mut any = Vec::new();
        for all in &self.alternatives {
            let mut parts = Vec::new();
            for conditions in &all.0 {
                let conditions: Vec<String> = conditions.0.iter().map(|one| one.sql(sql)).collect();
                parts.push(balanced(&conditions, " OR "));
            }
            any.push(balanced(&parts, " AND "));
        }
        let mut all = Vec::new();
        if !any.is_empty() {
            all.push(balanced(&any, " OR "));
        }
        all.extend(self.filters.iter().map(|filter| filter.sql(sql)));
        if all.is_empty() { String::new() } else { format!(" WHERE {}", balanced(&all, " AND ")) }
    }

    /// ` ORDER BY …`. Ends with the table's key or with `sys_id`, so that no two records are equal. Otherwise pages could
    /// skip or repeat a record.
    #[must_use]
    pub fn order_clause(&self, table: &Table) -> String {
        let mut columns: Vec<String> = Vec::new();
        let mut sorted: Vec<FieldPath> = Vec::new();
        for Order { path, is_descending } in &self.orders {
            // A second order by the same field changes nothing, and D1 sorts by at most 100 columns.
            if !sorted.contains(path) {
                sorted.push(*path);
                columns.push(path.sort_sql() + if *is_descending { " DESC" } else { "" });
            }
        }
        if sorted.is_empty() {
            columns.extend(self.default_order(table).iter().map(|name| format!("t.{name}")));
        }
        // The entries of one change come in its order.
        let has_ties = !sorted.is_empty() || table.key.contains(&"sys_id");
        if has_ties && !columns.iter().any(|column| column.starts_with("t.sys_id")) {
            columns.push("t.sys_id".to_owned());
        }
        format!(" ORDER BY {}", columns.join(", "))
    }
}

impl Query {
    /// The order of a list that nobody orders: that of the index which its conditions use, else that of the key.
    fn default_order(&self, table: &Table) -> &'static [&'static str] {
        let all: &[Any] = match self.alternatives.as_slice() {
            [] => &[],
            [All(all)] => all,
            _ => return table.key,
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
        let through = conditions.iter().map(|one| one.path.index()).find(|index| !index.is_empty());
        by(fixed).or_else(|| by(range)).copied().or(through).unwrap_or(table.key)
    }
}
