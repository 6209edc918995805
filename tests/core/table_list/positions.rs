//! Pages that begin after a position.

use super::{TABLES, URL, link, list, statements};
use crate::support::{NOW, fault, message, table, time};
use help_request_edge::fault::FaultCode;
use help_request_edge::store::{Param, Statement};
use help_request_edge::table::List;

/// A plus keeps SQLite from beginning at the bound, which is before the position.
#[test]
fn the_bound_before_a_position_is_no_start_in_the_index() {
    let bounds = "sys_created_on>=2026-02-01 00:00:00^sys_created_on<=2026-02-18 00:00:00";
    let between = "sysparm_query=sys_created_onBETWEEN2026-02-01 00:00:00@2026-02-18 00:00:00";
    let after = "&sysparm_offset=20&sysparm_after=20,2026-02-10 00:00:00,0a";
    let expected = " WHERE (+t.sys_created_on >= ?1 AND t.sys_created_on <= ?2) AND ";
    assert!(behind_position("interaction", &format!("{between}{after}")).0.starts_with(expected));
    assert!(behind_position("interaction", between).0.starts_with(" WHERE t.sys_created_on BETWEEN ?1 AND ?2 "));
    for (order, expected) in [
        ("", "+t.sys_created_on >= ?1 AND t.sys_created_on <= ?2"),
        ("^ORDERBYDESCsys_created_on", "t.sys_created_on >= ?1 AND +t.sys_created_on <= ?2"),
    ] {
        let query = format!("sysparm_query={bounds}{order}");
        let after = format!("{query}{after}");
        let plain = expected.replace('+', "");
        assert!(behind_position("interaction", &after).0.starts_with(&format!(" WHERE ({expected}) AND ")), "{order}");
        assert!(
            behind_position("interaction", &query).0.starts_with(&format!(" WHERE ({plain}) ORDER BY ")),
            "{order}"
        );
    }
}

/// The condition, the order and the parameters of the page after a position.
fn behind_position(table_name: &str, query: &str) -> (String, Vec<Param>) {
    let Statement { sql, params } =
        statements(table_name, &format!("{query}&sysparm_exclude_reference_link=true")).swap_remove(0);
    let behind = sql.split_once(" AS t").unwrap().1.split_once(" LIMIT ").unwrap().0;
    (behind.to_owned(), params)
}

#[test]
fn a_page_begins_after_its_position_and_passes_over_nothing() {
    let numbers = |limit: i64| [Param::Integer(limit), Param::Integer(0)];
    for (table_name, query, after, expected, values) in [
        ("interaction", "", "20,0a", " WHERE (t.sys_id) > (?1 ->> 0) ORDER BY t.sys_id", r#"["0a"]"#),
        (
            "interaction",
            "sysparm_query=ORDERBYDESCsys_created_on",
            "20,2026-02-18+11:30:00,0a",
            " WHERE t.sys_created_on <= ?1 ->> 0 AND (t.sys_created_on < ?1 ->> 0 OR t.sys_id > ?1 ->> 1) ORDER BY t.sys_created_on DESC, t.sys_id",
            r#"["2026-02-18 11:30:00","0a"]"#,
        ),
        (
            "interaction",
            "sysparm_query=ORDERBYDESCnumber^ORDERBYDESCsys_id",
            "20,IMS0000001,0a",
            " WHERE (t.number, t.sys_id) < (?1 ->> 0, ?1 ->> 1) ORDER BY t.number DESC, t.sys_id DESC",
            r#"["IMS0000001","0a"]"#,
        ),
        // What a condition fixes is not part of the position.
        (
            "supervisor_help_action",
            "sysparm_query=end_timeISEMPTY",
            "20,2026-02-18 11:30:00,0a",
            " WHERE t.end_time IS NULL AND (t.start_time, t.sys_id) > (?1 ->> 0, ?1 ->> 1) ORDER BY t.start_time, t.sys_id",
            r#"["2026-02-18 11:30:00","0a"]"#,
        ),
    ] {
        let url = format!("{query}&sysparm_offset=20&sysparm_limit=10&sysparm_after={after}");
        let (behind, params) = behind_position(table_name, &url);
        let expected_params: Vec<Param> = [Param::from(values)].into_iter().chain(numbers(11)).collect();
        assert_eq!((behind.as_str(), params), (expected, expected_params), "{query}");
        // Without an offset, the position counts. An offset that a client has counted goes before it.
        let url = format!("{query}&sysparm_limit=10&sysparm_after={after}");
        assert_eq!(behind_position(table_name, &url).0, expected);
        let url = format!("{query}&sysparm_offset=30&sysparm_limit=10&sysparm_after={after}");
        assert_eq!(behind_position(table_name, &url).1, [Param::Integer(11), Param::Integer(30)]);
    }
}

#[test]
fn an_order_whose_columns_may_be_empty_has_no_positions() {
    for query in [
        "ORDERBYopened_at",
        "ORDERBYtype",
        "ORDERBYDESCstate^ORDERBYnumber",
        "ORDERBYstate^ORDERBYDESCnumber",
        "type=phone^ORDERBYassigned_to",
    ] {
        let read = list("interaction", &format!("sysparm_query={query}&sysparm_offset=20&sysparm_after=20,a,b"));
        assert!(!read.has_positions(), "{query}");
        assert!(!read.statements(TABLES)[0].sql.contains("position"), "{query}");
    }
    for query in ["ORDERBYinteraction.number", "ORDERBYhelp_request.state"] {
        assert!(
            !list("supervisor_help_action", &format!("sysparm_query={query}&sysparm_offset=20")).has_positions(),
            "{query}"
        );
    }
    assert!(!list("sys_audit", "sysparm_offset=20").has_positions());
    assert!(!list("interaction", "sysparm_suppress_pagination_header=true&sysparm_offset=20").has_positions());
}

#[test]
fn the_link_to_the_next_page_has_its_position() {
    let query = "sysparm_limit=2&sysparm_offset=14&sysparm_after=14,x";
    let headers = list("interaction", query).headers(3, None, Some("2026-02-18 11:30:00,0a"), (URL, query));
    let next = link("sysparm_after=16,2026-02-18+11%3A30%3A00,0a&sysparm_limit=2&sysparm_offset=16", "next");
    let (first, previous) =
        (link("sysparm_limit=2&sysparm_offset=0", "first"), link("sysparm_limit=2&sysparm_offset=12", "prev"));
    assert_eq!(headers, [("Link", format!("{first},{previous},{next}"))]);
}

#[test]
fn the_first_pages_are_named_by_their_offset_alone() {
    for (limit, offset, has_position) in [(2, 10, false), (2, 11, true), (100, 0, false), (100, 100, true)] {
        let query = format!("sysparm_limit={limit}&sysparm_offset={offset}");
        let list = list("interaction", &query);
        let headers = list.headers(limit + 1, None, Some("0a"), (URL, &query));
        assert_eq!(headers[0].1.contains("sysparm_after"), has_position, "{query}");
        assert_eq!(list.statements(TABLES)[0].sql.contains("AS position"), has_position, "{query}");
    }
}

#[test]
fn a_position_that_was_not_answered_is_named() {
    for (after, told) in [("x,a", "x,a"), ("4", "4"), ("4,a,b", "a,b"), ("-1,a", "-1,a")] {
        let faults = List::read(table("interaction"), &format!("sysparm_after={after}"), time(NOW)).unwrap_err();
        let message = message!("position_invalid", value = told);
        assert_eq!(faults.into_list(), [fault("sysparm_after", FaultCode::InvalidParameter, message)]);
    }
}
