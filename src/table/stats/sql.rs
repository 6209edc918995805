//! The statements of aggregates. They yield JSON, which is what the answer holds.

use super::order::{Key, Order};
use super::{Aggregate, Stats};
use crate::query::FieldPath;
use crate::schema::FieldType;
use crate::store::{SqlBuilder, balanced};
use crate::table::projection::{displayed_sql, group_value};

impl Stats {
    /// Aggregates all records of the query.
    pub(super) fn sql(&self, sql: &mut SqlBuilder) -> String {
        let (members, table) = (self.members_sql(), self.table.name);
        let condition = self.query.where_clause(sql);
        format!("SELECT '{{\"stats\":{{'||{members}||'}}}}' AS value FROM {table} AS t{condition}")
    }

    /// Aggregates groups of the records. First makes the groups (`g`), then looks up what is shown for references, once for
    /// each group (`s`), then sorts.
    pub(super) fn groups_sql(&self, sql: &mut SqlBuilder) -> String {
        let numbered = |(at, value): (usize, String), name: char| format!("{value} AS {name}{at}");
        let groups = self.groups.iter().map(FieldPath::sql).enumerate().map(|one| numbered(one, 'g'));
        let orders = self.orders.iter().map(order_sql).enumerate().map(|one| numbered(one, 'o'));
        let columns = groups.chain(orders).collect::<Vec<_>>().join(", ");
        let by = (1..=self.groups.len()).map(|at| at.to_string()).collect::<Vec<_>>().join(", ");
        let (members, table) = (self.members_sql(), self.table.name);
        let condition = self.query.where_clause(sql);
        let having: Vec<String> = self.having.iter().map(|having| having.sql(sql)).collect();
        let having =
            if having.is_empty() { having.concat() } else { format!(" HAVING {}", balanced(&having, " AND ")) };
        let looked_up = self.groups.iter().enumerate().filter(|(_, path)| is_looked_up(path));
        let displays: String = looked_up
            .map(|(at, path)| format!(", {} AS d{at}", displayed_sql(&format!("g.g{at}"), path.field_type())))
            .collect();
        let (shown, source) = if displays.is_empty() {
            (displays, "g AS s")
        } else {
            (format!(", s AS MATERIALIZED (SELECT g.*{displays} FROM g)"), "s")
        };
        let fields: Vec<String> = self.groups.iter().enumerate().map(|(at, path)| self.field_sql(at, path)).collect();
        format!(
            "WITH g AS MATERIALIZED (SELECT {columns}, {members} AS stats FROM {table} AS t{condition} GROUP BY \
             {by}{having}){shown} SELECT '{{\"stats\":{{'||s.stats||'}},\"groupby_fields\":['||{}||']}}' AS value FROM \
             {source} ORDER BY {}",
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
        let value = format!("s.g{at}");
        let displayed = if is_looked_up(path) { format!("s.d{at}") } else { displayed_sql(&value, path.field_type()) };
        format!("'{{\"field\":\"{}\",'||{}||'}}'", path.name(), group_value(&value, &displayed, self.display))
    }

    /// The orders that the caller gave, then the groups, so that no two are equal.
    fn order_clause(&self) -> String {
        let mut columns = Vec::new();
        for (at, Order { key, is_descending }) in self.orders.iter().enumerate() {
            let keys = match key {
                Key::Group(group) => self.keys(*group),
                Key::Count | Key::Aggregate(_) => vec![format!("s.o{at} COLLATE NOCASE")],
            };
            columns.extend(keys.into_iter().map(|key| key + if *is_descending { " DESC" } else { "" }));
        }
        columns.extend((0..self.groups.len()).flat_map(|at| self.keys(at)));
        columns.join(", ")
    }

    /// What a group is sorted by: what people read for a reference, and a text without regard to the case of its letters. Then
    /// the value.
    fn keys(&self, at: usize) -> Vec<String> {
        let value = format!("s.g{at}");
        match self.groups.get(at).map(|path| (is_looked_up(path), path.field_type())) {
            Some((true, _)) => vec![format!("s.d{at}"), value],
            Some((_, FieldType::Text(_))) => vec![format!("{value} COLLATE NOCASE"), value],
            _ => vec![value],
        }
    }
}

/// What an order needs of each group. The group's value itself is known.
fn order_sql(order: &Order) -> String {
    match &order.key {
        Key::Group(_) => "NULL".to_owned(),
        Key::Count => "count(*)".to_owned(),
        Key::Aggregate(aggregate) => aggregate.sql(),
    }
}

/// Whether what people read for the value stands in another table.
fn is_looked_up(path: &FieldPath) -> bool {
    matches!(path.field_type(), FieldType::Reference(_))
}
