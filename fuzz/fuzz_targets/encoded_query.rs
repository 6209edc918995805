//! Encoded queries, and the query of a URL as a whole: what they mean, and the statements that they become.
//!
//! An input is the name of a table and the query, a line each.
#![no_main]

use help_request_edge::fault::Faults;
use help_request_edge::query::{Condition, MAX_QUERY_BYTES, MAX_TERMS, MAX_VALUES, Query, Test};
use help_request_edge::schema::Table;
use help_request_edge::store::Statement;
use help_request_edge::table::{List, Stats};
use help_request_edge_fuzz::{PRESENTS, can_be_told, time};
use libfuzzer_sys::fuzz_target;

const TABLES: &str = "https://help.example.com/api/now/table/";

/// What D1 takes.
const MAX_SQL_BYTES: usize = 100_000;
const MAX_PARAMETERS: usize = 100;

/// How many brackets are within each other at most: each may be an expression, of which D1 takes 100.
const MAX_BRACKETS: usize = 30;

/// How many values are compared with, a list being one.
fn values(test: &Test) -> usize {
    match test {
        Test::Empty | Test::NotEmpty => 0,
        Test::Between(..) => 2,
        Test::Compare(..)
        | Test::In(_)
        | Test::NotIn(_)
        | Test::Contains(_)
        | Test::NotContains(_)
        | Test::StartsWith(_)
        | Test::EndsWith(_) => 1,
    }
}

fn check_query(query: &Query, text: &str) {
    let conditions: Vec<&Condition> = query.any.iter().flat_map(|all| &all.0).flat_map(|any| &any.0).collect();
    assert!(conditions.len() + query.orders.len() <= MAX_TERMS);
    assert!(conditions.iter().map(|condition| values(&condition.test)).sum::<usize>() <= MAX_VALUES);
    assert!(query.any.iter().all(|all| !all.0.is_empty() && all.0.iter().all(|any| !any.0.is_empty())));
    // Only a query of nothing asks for every record.
    let is_nothing = |term: &str| term.is_empty() || term == "EQ" || term.starts_with("ORDERBY");
    assert_eq!(conditions.is_empty(), text.split('^').all(is_nothing), "{text:?}");
}

/// The statement has as many parameters as it names, and D1 can run it.
fn check_statement(Statement { sql, params }: &Statement) {
    let number = |rest: &str| rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok());
    let highest: Option<usize> = sql.split('?').skip(1).map(|rest| number(rest).expect("a number")).max();
    assert_eq!(highest.unwrap_or(0), params.len(), "{sql}");
    assert!(params.len() <= MAX_PARAMETERS && sql.len() <= MAX_SQL_BYTES, "{sql}");
    assert!(sql.chars().all(|c| matches!(c, ' '..='~')), "{sql}");
    let (mut open, mut is_text) = (0_usize, false);
    for character in sql.chars() {
        match character {
            '\'' => is_text = !is_text,
            '(' if !is_text => open += 1,
            ')' if !is_text => open = open.checked_sub(1).expect("a bracket that closes one"),
            _ => {}
        }
        assert!(open <= MAX_BRACKETS, "{sql}");
    }
    assert!(open == 0 && !is_text, "{sql}");
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
    statements.iter().for_each(check_statement);
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
    let again = query.to_string();
    // In capitals a value may have become what can't be written: behind a circumflex it is an order.
    if again.contains("^^ORDERBY") {
        return;
    }
    if again.len() <= MAX_QUERY_BYTES {
        assert_eq!(Query::parse(table, &again, now).as_ref(), Ok(&query), "{again:?}");
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
