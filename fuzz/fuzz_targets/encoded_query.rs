//! Encoded queries, and the query of a URL as a whole: what they mean, and the statements that they become.
//!
//! An input is the name of a table and the query, a line each.
#![no_main]

use help_request_edge::fault::Faults;
use help_request_edge::store::Statement;
use help_request_edge::table::encoded_query::{
    Comparison, Condition, MAX_QUERY_BYTES, MAX_TERMS, MAX_VALUES, Position, Query, Test,
};
use help_request_edge::table::{List, Stats, Table, Value};
use help_request_edge_fuzz::oracles::{can_be_run, can_be_told};
use help_request_edge_fuzz::{PRESENTS, time};
use libfuzzer_sys::fuzz_target;

const TABLES: &str = "https://help.example.com/api/now/table/";

/// A query that means the same: with the values as they were read, and circumflexes doubled.
fn written(query: &Query) -> String {
    let mut terms = String::new();
    for alternative in &query.alternatives {
        for (and, any) in alternative.iter().enumerate() {
            for (or, condition) in any.iter().enumerate() {
                terms += match (and, or) {
                    (0, 0) => "^NQ",
                    (_, 0) => "^",
                    _ => "^OR",
                };
                terms += &written_condition(condition);
            }
        }
    }
    for order in &query.orders {
        terms += if order.is_descending { "^ORDERBYDESC" } else { "^ORDERBY" };
        terms += &order.path.name();
    }
    terms.strip_prefix('^').unwrap_or_default().to_owned()
}

fn written_condition(condition: &Condition) -> String {
    let list = |values: &[Value]| values.iter().map(Value::as_str).collect::<Vec<_>>().join(",");
    let (operator, value) = match &condition.test {
        Test::Empty => ("ISEMPTY", String::new()),
        Test::NotEmpty => ("ISNOTEMPTY", String::new()),
        Test::Compare(comparison, value) => {
            let operator = match comparison {
                Comparison::Equal => "=",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            (operator, value.as_str().to_owned())
        }
        Test::In(values) => ("IN", list(values)),
        Test::NotIn(values) => ("NOT IN", list(values)),
        Test::Between(low, high) => ("BETWEEN", format!("{}@{}", low.as_str(), high.as_str())),
        Test::Part(position, value) => {
            let operator = match position {
                Position::Anywhere => "LIKE",
                Position::Nowhere => "NOT LIKE",
                Position::Start => "STARTSWITH",
                Position::End => "ENDSWITH",
            };
            (operator, value.as_str().to_owned())
        }
    };
    condition.path.name() + operator + &value.replace('^', "^^")
}

/// How many values are compared with, a list being one.
fn values(test: &Test) -> usize {
    match test {
        Test::Empty | Test::NotEmpty => 0,
        Test::Compare(..) | Test::Part(..) | Test::In(_) | Test::NotIn(_) => 1,
        Test::Between(..) => 2,
    }
}

fn check_query(query: &Query, text: &str) {
    let conditions: Vec<&Condition> = query.alternatives.iter().flatten().flatten().collect();
    assert!(conditions.len() + query.orders.len() <= MAX_TERMS);
    assert!(conditions.iter().map(|condition| values(&condition.test)).sum::<usize>() <= MAX_VALUES);
    assert!(query.alternatives.iter().all(|all| !all.is_empty() && all.iter().all(|any| !any.is_empty())));
    // Only a query of nothing asks for every record.
    let is_nothing = |term: &str| term.is_empty() || term == "EQ" || term.starts_with("ORDERBY");
    assert_eq!(conditions.is_empty(), text.split('^').all(is_nothing), "{text:?}");
}

/// The statements of lists and aggregates that the query of a URL asks for.
fn statements(table: &'static Table, url: &str) -> Vec<Statement> {
    let now = time(PRESENTS[0]);
    let told = |faults: Faults| can_be_told(&faults.into_list());
    let mut statements = Vec::new();
    match List::read(table, url, now) {
        Ok(list) => {
            statements.extend(list.statements(TABLES));
            let headers = list.headers(1, Some(1), (TABLES, url));
            assert!(headers.iter().any(|(name, value)| *name == "X-Total-Count" && value == "1"));
        }
        Err(faults) => told(faults),
    }
    match Stats::read(table, url, now) {
        Ok(stats) => statements.push(stats.statement().clone()),
        Err(faults) => told(faults),
    }
    statements.iter().for_each(can_be_run);
    statements
}

fuzz_target!(|input: &str| {
    let (name, text) = input.split_once('\n').unwrap_or(("", input));
    let table = Table::named(name).unwrap_or(Table::ALL[2]);
    let now = time(PRESENTS[0]);
    statements(table, text);

    let query = match Query::parse(table, text, now) {
        Ok(query) => query,
        Err(faults) => return can_be_told(&faults.into_list()),
    };
    check_query(&query, text);
    let again = written(&query);
    // In capitals a value may have become what can't be written: behind a circumflex it is an order.
    if again.contains("^^ORDERBY") {
        return;
    }
    if again.len() <= MAX_QUERY_BYTES {
        let read = Query::parse(table, &again, now).expect("a query that was written");
        assert_eq!(written(&read), again);
    }
    let url = |text: &str| {
        let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        format!("sysparm_query={encoded}&sysparm_group_by=sys_id")
    };
    // In a URL blanks at either end are trimmed.
    if text.trim() == text && again.trim() == again && again.len() <= MAX_QUERY_BYTES {
        assert_eq!(statements(table, &url(text)), statements(table, &url(&again)));
    }
});
