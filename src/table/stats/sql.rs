//! The statements of aggregates. They yield the JSON of the answer.

use super::order::{Key, Order};
use super::{Aggregate, Stats};
use crate::query::{FieldPath, from_clause};
use crate::schema::FieldType;
use crate::store::{SqlBuilder, balanced};
use crate::table::projection::{displayed_sql, group_value};

impl Stats {
    /// Aggregates all records of the query.
    pub(super) fn sql(&self, sql: &mut SqlBuilder) -> String {
        if !self.is_counted && self.aggregates.is_empty() {
            // Without an aggregate each record would yield a row, and no record none.
            return "SELECT '{\"stats\":{}}' AS value".to_owned();
        }
        let members = self.members_sql();
        let (from, condition) = (from_clause(self.table, sql), self.query.where_clause(sql));
        format!("SELECT '{{\"stats\":{{'||{members}||'}}}}' AS value{from}{condition}")
    }

    /// Aggregates groups of the records, and looks up the display value of a reference once for each group. Then sorts them.
    pub(super) fn groups_sql(&self, sql: &mut SqlBuilder) -> String {
        let mut columns = Vec::new();
        for (at, path) in self.groups.iter().enumerate() {
            // The plus keeps SQLite from reading the whole index of the field where another index finds the records.
            columns.push(format!("+{} AS g{at}", path.sql()));
        }
        for (at, path) in self.groups.iter().enumerate().filter(|(_, path)| is_looked_up(path)) {
            columns.push(format!("{} AS d{at}", displayed_sql(path, &path.sql())));
        }
        for (at, order) in self.orders.iter().enumerate() {
            columns.extend(order_sql(order).map(|value| format!("{value} AS o{at}")));
        }
        columns.push(format!("{} AS stats", self.members_sql()));
        let columns = columns.join(", ");
        let (from, condition) = (from_clause(self.table, sql), self.query.where_clause(sql));
        let by = (1..=self.groups.len()).map(|at| at.to_string()).collect::<Vec<_>>().join(", ");
        let having: Vec<String> = self.having.iter().map(|having| having.sql(sql)).collect();
        let having = if having.is_empty() { String::new() } else { format!(" HAVING {}", balanced(&having, " AND ")) };
        let fields: Vec<String> = self.groups.iter().enumerate().map(|(at, path)| self.field_sql(at, path)).collect();
        format!(
            "WITH g AS MATERIALIZED (SELECT {columns}{from}{condition} GROUP BY {by}{having}) SELECT \
             '{{\"stats\":{{'||g.stats||'}},\"groupby_fields\":['||{}||']}}' AS value FROM g ORDER BY {}",
            balanced(&fields, "||','||"),
            self.order_clause()
        )
    }

    /// The members of `stats`.
    fn members_sql(&self) -> String {
        let mut members = Vec::new();
        if self.is_counted {
            members.push("'\"count\":\"'||count(*)||'\"'".to_owned());
        }
        for (function, aggregates) in &self.aggregates {
            let values: Vec<String> = aggregates.iter().map(Aggregate::member_sql).collect();
            members.push(format!("'\"{}\":{{'||{}||'}}'", function.name(), balanced(&values, "||','||")));
        }
        if members.is_empty() { "''".to_owned() } else { balanced(&members, "||','||") }
    }

    /// An entry of `groupby_fields`.
    fn field_sql(&self, at: usize, path: &FieldPath) -> String {
        let value = format!("g.g{at}");
        let displayed = match path.field_type() {
            FieldType::Reference(_) => format!("g.d{at}"),
            // The display value of a journal names times of one record, which a group does not have.
            FieldType::Journal => value.clone(),
            _ => displayed_sql(path, &value),
        };
        format!("'{{\"field\":\"{}\",'||{}||'}}'", path.name(), group_value(&value, &displayed, self.display))
    }

    /// The orders that the caller gave, then the groups, so that no two are equal.
    fn order_clause(&self) -> String {
        let mut columns = Vec::new();
        for (at, Order { key, is_descending }) in self.orders.iter().enumerate() {
            let keys = match key {
                Key::Group(group) => self.keys(*group),
                Key::Count | Key::Aggregate(_) => vec![format!("g.o{at} COLLATE NOCASE")],
            };
            columns.extend(keys.into_iter().map(|key| key + if *is_descending { " DESC" } else { "" }));
        }
        columns.extend((0..self.groups.len()).flat_map(|at| self.keys(at)));
        columns.join(", ")
    }

    /// SQL for what a group is sorted by: the display value of a reference, or a text without regard to the case of its letters;
    /// then the value.
    fn keys(&self, at: usize) -> Vec<String> {
        let value = format!("g.g{at}");
        match self.groups.get(at).map(|path| (is_looked_up(path), path.field_type())) {
            Some((true, _)) => vec![format!("g.d{at}"), value],
            Some((_, FieldType::Text(_))) => vec![format!("{value} COLLATE NOCASE"), value],
            _ => vec![value],
        }
    }
}

/// SQL for what an order needs besides the groups' values; `None` if it needs nothing more.
fn order_sql(order: &Order) -> Option<String> {
    match &order.key {
        Key::Group(_) => None,
        Key::Count => Some("count(*)".to_owned()),
        Key::Aggregate(aggregate) => Some(aggregate.sql()),
    }
}

/// Whether the display value is in another table.
fn is_looked_up(path: &FieldPath) -> bool {
    matches!(path.field_type(), FieldType::Reference(_))
}
