//! Turns a query into SQL.

use super::field_path::comparable;
use super::{All, Any, Comparison, Condition, FieldPath, Order, Query, Test, Value};
use crate::schema::{FieldType, Reference, Table};
use crate::store::{Param, SqlBuilder, balanced};

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

impl Condition {
    /// A condition on a referenced record first finds the records that meet it, once and not for each row.
    fn sql(&self, sql: &mut SqlBuilder) -> String {
        let Some((through, table, within)) = self.path.reference() else {
            return self.own_sql(sql);
        };
        let condition = self.own_sql(sql);
        let found = match within {
            // The index begins with the field that both records share.
            Some(within) => format!(
                "(t.{within}, t.{through}) IN (SELECT r.{within}, r.sys_id FROM {table} AS r WHERE {condition})"
            ),
            None => format!("t.{through} IN (SELECT r.sys_id FROM {table} AS r WHERE {condition})"),
        };
        if self.test.holds_without_value() { format!("(t.{through} IS NULL OR {found})") } else { found }
    }

    /// The condition on the row of the field's own table.
    fn own_sql(&self, sql: &mut SqlBuilder) -> String {
        let field_type = self.path.field_type();
        let value = self.path.own_sql();
        let row = if self.path.reference().is_some() { "r" } else { "t" };
        let comparable = comparable(value.clone(), field_type);
        let mut bind = |value: &Value| sql.bind(param(value, field_type));
        match &self.test {
            // Other programs may have written empty texts into the database.
            Test::Empty if matches!(field_type, FieldType::Text(_)) => format!("coalesce({value}, '') = ''"),
            Test::NotEmpty if matches!(field_type, FieldType::Text(_)) => format!("{value} <> ''"),
            Test::Empty => format!("{value} IS NULL"),
            Test::NotEmpty => format!("{value} IS NOT NULL"),
            Test::Compare(comparison, other) => {
                let other = bind(other);
                match (field_type, comparison) {
                    (FieldType::Reference(Reference { table, within: Some(within), .. }), Comparison::Equal) => {
                        format!(
                            "({value} = {other} AND {row}.{within} = (SELECT {within} FROM {} WHERE sys_id = {other}))",
                            table.name
                        )
                    }
                    _ => format!("{comparable} {} {other}", operator(*comparison)),
                }
            }
            Test::In(values) => format!("{comparable} IN {}", list(values, field_type, sql)),
            Test::NotIn(values) => format!("coalesce({comparable} NOT IN {}, 1)", list(values, field_type, sql)),
            Test::Between(low, high) => format!("{comparable} BETWEEN {} AND {}", bind(low), bind(high)),
            // Not `LIKE`: D1 limits its patterns to 50 bytes.
            Test::Contains(part) => format!("instr({}, {}) > 0", searched(&value, field_type), sql.bind(part.as_str())),
            Test::NotContains(part) => {
                format!("coalesce(instr({}, {}), 0) = 0", searched(&value, field_type), sql.bind(part.as_str()))
            }
            Test::StartsWith(start) => {
                let start = sql.bind(start.as_str());
                match field_type {
                    // A range, so that SQLite can use an index.
                    FieldType::Guid | FieldType::Identifier | FieldType::Reference(_) | FieldType::Foreign(_) => {
                        format!("({value} >= {start} AND {value} < {start} || char(1114111))")
                    }
                    _ => format!("substr({}, 1, length({start})) = {start}", searched(&value, field_type)),
                }
            }
            Test::EndsWith(end) => {
                let end = sql.bind(end.as_str());
                format!("substr({}, -length({end})) = {end}", searched(&value, field_type))
            }
        }
    }
}

/// A parameter with the type of the column, so that SQLite compares them as the same type.
fn param(value: &Value, field_type: FieldType) -> Param {
    match field_type {
        FieldType::Integer | FieldType::Computed(_) => {
            value.as_str().parse::<i64>().map_or(Param::Null, Param::Integer)
        }
        _ => Param::from(value.as_str()),
    }
}

/// SQL for a list. It takes one parameter, no matter how many values there are.
fn list(values: &[Value], field_type: FieldType, sql: &mut SqlBuilder) -> String {
    let list = sql.bind(serde_json::to_string(values).unwrap_or_default());
    let value = match field_type {
        FieldType::Integer | FieldType::Computed(_) => "cast(value AS INTEGER)",
        _ => "value",
    };
    format!("(SELECT {value} FROM json_each({list}))")
}

/// SQL for a value in which a part is searched. [`Value::part`] has made the part lower case, but upper case for
/// identifiers, which are stored in upper case.
fn searched(value: &str, field_type: FieldType) -> String {
    match field_type {
        FieldType::Identifier => value.to_owned(),
        _ => format!("lower({value})"),
    }
}

const fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "IS NOT",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}
