//! A query in SQL.

use super::description::{Kind, Table};
use super::path::Path;
use super::query::{Comparison, Condition, Order, Position, Query, Test};
use super::statement::{Parameters, joined, listed};
use super::value::Value;

/// ` WHERE …`, or nothing.
pub(super) fn where_clause(query: &Query, parameters: &mut Parameters) -> String {
    let mut alternatives = Vec::new();
    for alternative in &query.alternatives {
        let mut all = Vec::new();
        for conditions in alternative {
            let mut any = Vec::new();
            for one in conditions {
                any.push(condition(one, parameters));
            }
            all.push(joined(&any, " OR "));
        }
        alternatives.push(joined(&all, " AND "));
    }
    let mut all = Vec::new();
    if !alternatives.is_empty() {
        all.push(joined(&alternatives, " OR "));
    }
    for filter in &query.filters {
        all.push(condition(filter, parameters));
    }
    if all.is_empty() { String::new() } else { [" WHERE ", &joined(&all, " AND ")].concat() }
}

/// ` ORDER BY …`. The fields of the table's key come last, so that no two records are equal and pages neither skip nor
/// repeat.
pub(super) fn order_clause(query: &Query, table: &Table) -> String {
    let mut columns: Vec<String> = Vec::new();
    let mut sorted: Vec<Path> = Vec::new();
    for Order { path, is_descending } in &query.orders {
        // What is sorted by already decides nothing, and D1 sorts by at most 100 columns.
        if !sorted.contains(path) {
            sorted.push(*path);
            columns.push(path.comparable_sql() + if *is_descending { " DESC" } else { "" });
        }
    }
    let is_unique = sorted.iter().any(|path| path.is_own("sys_id"));
    let ties: &[&str] = if query.orders.is_empty() { table.key } else { &["sys_id"] };
    if !is_unique {
        for name in ties {
            columns.push(["t.", name].concat());
        }
    }
    [" ORDER BY ", &listed(&columns, ", ")].concat()
}

fn condition(condition: &Condition, parameters: &mut Parameters) -> String {
    let path = &condition.path;
    let kind = path.kind();
    let (sql, comparable) = (path.sql(), path.comparable_sql());
    let typed = |text: String| match kind {
        // Parameters are texts.
        Kind::Number | Kind::Computed(_) => format!("cast({text} AS INTEGER)"),
        _ => text,
    };
    let mut bind = |value: &Value| typed(parameters.bind(value.as_str()));
    match &condition.test {
        // Texts that others have written into the database may be empty.
        Test::Empty if matches!(kind, Kind::Text(_)) => format!("coalesce({sql}, '') = ''"),
        Test::NotEmpty if matches!(kind, Kind::Text(_)) => format!("{sql} <> ''"),
        Test::Empty => format!("{sql} IS NULL"),
        Test::NotEmpty => format!("{sql} IS NOT NULL"),
        Test::Compare(comparison, value) => format!("{comparable} {} {}", operator(*comparison), bind(value)),
        Test::In(values) | Test::NotIn(values) => {
            let list = parameters.bind(&serde_json::to_string(values).unwrap_or_default());
            let list = format!("(SELECT {} FROM json_each({list}))", typed("value".to_owned()));
            match &condition.test {
                Test::In(_) => format!("{comparable} IN {list}"),
                _ => format!("coalesce({comparable} NOT IN {list}, 1)"),
            }
        }
        Test::Between(low, high) => format!("{comparable} BETWEEN {} AND {}", bind(low), bind(high)),
        // Not LIKE, whose patterns D1 limits to 50 bytes.
        Test::Part(position, value) => {
            let part = parameters.bind(value.as_str());
            match (position, kind) {
                // A range, for which an index can be used.
                (Position::Start, Kind::SysId | Kind::Code | Kind::Reference(_)) => {
                    format!("({sql} >= {part} AND {sql} < {part} || char(1114111))")
                }
                (_, Kind::Code) => matches(*position, &sql, &part),
                _ => matches(*position, &format!("lower({sql})"), &part),
            }
        }
    }
}

fn matches(position: Position, sql: &str, part: &str) -> String {
    match position {
        Position::Anywhere => format!("instr({sql}, {part}) > 0"),
        Position::Nowhere => format!("coalesce(instr({sql}, {part}), 0) = 0"),
        Position::Start => format!("substr({sql}, 1, length({part})) = {part}"),
        Position::End => format!("substr({sql}, -length({part})) = {part}"),
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
