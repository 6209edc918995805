//! Encoded queries, and the query of a URL as a whole: what they mean, and the statements that they become.
//!
//! An input is the name of a table and the query, a line each.
#![no_main]

use help_request_edge::fault::Faults;
use help_request_edge::query::{Condition, MAX_TERMS, Query};
use help_request_edge::schema::Table;
use help_request_edge::store::Statement;
use help_request_edge::table::{List, Stats};
use help_request_edge_fuzz::oracles::{can_be_run, can_be_told, comes_back};
use help_request_edge_fuzz::{PRESENTS, time};
use libfuzzer_sys::fuzz_target;

const TABLES: &str = "https://help.example.com/api/now/table/";

fn check_query(query: &Query, text: &str) {
    let conditions: Vec<&Condition> = query.alternatives.iter().flat_map(|all| &all.0).flat_map(|any| &any.0).collect();
    assert!(conditions.len() + query.orders.len() <= MAX_TERMS);
    assert!(query.alternatives.iter().all(|all| !all.0.is_empty() && all.0.iter().all(|any| !any.0.is_empty())));
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
            let headers = list.headers(1, Some(1), None, (TABLES, url));
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
    let Some(again) = comes_back(table, &query, now) else { return };
    let url = |text: &str| {
        let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        format!("sysparm_query={encoded}&sysparm_group_by=sys_id")
    };
    // In a URL blanks at either end are trimmed.
    if text.trim() == text && again.trim() == again {
        assert_eq!(statements(table, &url(text)), statements(table, &url(&again)));
    }
});
