//! What is asked of the change log (contract, section 10).

use crate::support::{ACTION, INTERACTION, highest_parameter, statement, sys_id};
use help_request_edge::store::change_log::{ChangesAfter, EpochRow, is_changed_by};
use help_request_edge::store::{Param, SqlBuilder, Statement};
use serde_json::json;

#[test]
fn a_request_looks_for_its_change_among_the_last_five_of_the_record() {
    let mut sql = SqlBuilder::new();
    let record = sql.bind(&sys_id(INTERACTION));
    let is_changed = is_changed_by(&record, &sys_id(ACTION), &mut sql);
    let expected = "EXISTS (SELECT 1 FROM (SELECT transaction_id FROM record_change WHERE documentkey = ?1 \
                    ORDER BY sequence DESC LIMIT cast(?3 AS INTEGER)) WHERE transaction_id = ?2)";
    assert_eq!(is_changed, expected);
    let params = [INTERACTION.into(), ACTION.into(), Param::OnRepetition(5)];
    assert_eq!(sql.statement(is_changed), statement(expected, params));
}

#[test]
fn the_record_may_be_a_column() {
    let mut sql = SqlBuilder::new();
    let is_changed = is_changed_by("one.sys_id", &sys_id(ACTION), &mut sql);
    assert!(
        is_changed.contains(" WHERE documentkey = one.sys_id ORDER BY sequence DESC LIMIT cast(?2 AS INTEGER)) "),
        "{is_changed}"
    );
    assert!(is_changed.ends_with(" WHERE transaction_id = ?1)"), "{is_changed}");
    assert_eq!(sql.statement("").params, [ACTION.into(), Param::OnRepetition(5)]);
}

fn changes(tables: &[&'static str]) -> [Statement; 2] {
    ChangesAfter { sequence: Some(41), limit: 100, tables: tables.to_vec() }.statements()
}

const TABLES: [&str; 3] = ["interaction", "interaction_help_request", "supervisor_help_action"];

#[test]
fn the_first_statement_finds_the_epoch() {
    for tables in [&[][..], &TABLES[..1], &TABLES] {
        assert_eq!(changes(tables)[0], statement("SELECT epoch FROM change_log_epoch LIMIT 1", []));
    }
    let row: EpochRow = serde_json::from_value(json!({"epoch": "0a1b2c3d"})).unwrap();
    assert_eq!(row.epoch, "0a1b2c3d");
}

/// A change of a table that is not wanted is looked at too, so that the reader gets on: it yields NULL.
#[test]
fn the_second_statement_looks_at_each_change_and_tells_those_that_are_wanted() {
    for (tables, wanted) in
        [(&[][..], "1"), (&TABLES[1..2], "tablename IN (?3)"), (&TABLES, "tablename IN (?3, ?4, ?5)")]
    {
        let [_, Statement { sql, params }] = changes(tables);
        assert!(sql.starts_with(&format!("SELECT sequence, CASE WHEN {wanted} THEN '{{\"sequence\":'||")), "{sql}");
        let end = " END AS value FROM record_change WHERE sequence > ?1 ORDER BY sequence LIMIT cast(?2 AS INTEGER)";
        assert!(sql.ends_with(end), "{sql}");
        let names = tables.iter().map(|table| Param::from(*table));
        let expected: Vec<Param> = [Param::Integer(41), Param::Integer(100)].into_iter().chain(names).collect();
        assert_eq!(params, expected);
        assert_eq!(params.len(), highest_parameter(&sql), "{sql}");
        for table in TABLES {
            assert!(!sql.contains(&format!("'{table}'")), "{sql}");
        }
    }
}

#[test]
fn a_change_has_these_members_in_this_order() {
    let [_, Statement { sql, .. }] = changes(&[]);
    let members = sql.split('"').enumerate().filter(|(at, _)| at % 2 == 1).map(|(_, name)| name);
    // What stands between a pair of quotes and is no name is the value of a text.
    let names: Vec<&str> = members.filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')).collect();
    let expected =
        ["sequence", "table", "sys_id", "interaction", "operation", "recorded_at", "user", "transaction_id", "changes"];
    assert_eq!(names, expected);
    // Texts that are not made of safe characters are quoted, and NULL is null.
    for quoted in ["||json_quote(user)||", "||coalesce(json_quote(transaction_id), 'null')||"] {
        assert!(sql.contains(quoted), "{sql}");
    }
}
