//! The columns that a write sets.

use super::{USER, changed_record, insert, new_record, statements, texts};
use crate::support::{INTERACTION, NOW, sys_id};
use help_request_edge::store::{Param, Statement};
use help_request_edge::table::TableWrite;

/// The columns of a new record behind those of every record, and their values where they are parameters.
fn columns(values: &[(&str, &str)]) -> (String, Vec<Param>) {
    let Statement { sql, params } = insert("interaction", &new_record("interaction", values)).swap_remove(1);
    let names = sql.split_once("sys_transaction_id, ").unwrap().1.split_once(") SELECT ").unwrap().0;
    (names.to_owned(), params[8..].to_vec())
}

#[test]
fn a_new_record_gets_what_is_not_given() {
    let now_and = |values: &[&str]| -> Vec<Param> { values.iter().map(|value| Param::from(*value)).collect() };
    assert_eq!(columns(&[]), ("number, opened_at, opened_by".to_owned(), now_and(&[NOW, USER])));
    let expected = ("state, number, opened_at, opened_by".to_owned(), now_and(&["on_hold", NOW, USER]));
    assert_eq!(columns(&[("state", "on_hold")]), expected);
    for state in ["closed_complete", "closed_abandoned"] {
        let names = "state, own_columns, number, opened_at, closed_at, opened_by, closed_by".to_owned();
        let values = now_and(&[state, "{\"u_x\":\"y\"}", NOW, NOW, USER, USER]);
        assert_eq!(columns(&[("state", state), ("u_x", "y")]), (names, values));
        let names = "state, closed_at, closed_by, number, opened_at, opened_by".to_owned();
        let values = now_and(&[state, "2026-01-01 00:00:00", "z", NOW, USER]);
        assert_eq!(
            columns(&[("state", state), ("closed_at", "2026-01-01 00:00:00"), ("closed_by", "z")]),
            (names, values)
        );
    }
}

/// What an update sets besides the stamp, and when there is something to set.
fn sets(values: &[(&str, &str)]) -> (String, String) {
    let (id, record) = (sys_id(INTERACTION), changed_record("interaction", values));
    let sql = statements("interaction", &TableWrite::Update(&id, &record)).swap_remove(1).sql;
    let (sets, met) = sql.split_once(" WHERE sys_id = ").unwrap();
    let differs = met.split_once(" AND (").unwrap().1.split_once(") AND EXISTS ").unwrap().0;
    (
        sets.split_once("sys_transaction_id = ?").unwrap().1.split_once(", ").map_or("", |(_, sets)| sets).to_owned(),
        differs.to_owned(),
    )
}

#[test]
fn an_update_that_closes_says_when_and_by_whom_unless_the_record_is_closed() {
    let closed = "iif(state IN ('closed_complete', 'closed_abandoned'), ";
    for (values, expected, differs) in [
        (&[("state", "on_hold")][..], "state = ?9".to_owned(), "state IS NOT ?9"),
        (
            &[("state", "closed_complete")],
            format!("state = ?9, closed_at = {closed}closed_at, ?10), closed_by = {closed}closed_by, ?11)"),
            "state IS NOT ?9",
        ),
        // What the caller removes is lost where the record was closed.
        (
            &[("state", "closed_complete"), ("closed_at", "")],
            format!("state = ?9, closed_at = {closed}NULL, ?11), closed_by = {closed}closed_by, ?12)"),
            "state IS NOT ?9 OR closed_at IS NOT ?10",
        ),
        (
            &[("state", "closed_abandoned"), ("closed_by", "z"), ("short_description", "")],
            format!("state = ?9, short_description = ?10, closed_by = ?11, closed_at = {closed}closed_at, ?12)"),
            "state IS NOT ?9 OR short_description IS NOT ?10 OR closed_by IS NOT ?11",
        ),
        (
            &[("state", "new"), ("closed_at", "")],
            "state = ?9, closed_at = ?10".to_owned(),
            "state IS NOT ?9 OR closed_at IS NOT ?10",
        ),
        // An entry of a journal always changes the record.
        (&[("type", "a"), ("work_notes", "x")], "type = ?9".to_owned(), "type IS NOT ?9 OR 1"),
    ] {
        assert_eq!(sets(values), (expected, differs.to_owned()), "{values:?}");
    }
}

#[test]
fn own_columns_are_patched_where_they_are_given() {
    let (id, record) = (sys_id(INTERACTION), changed_record("interaction", &[("u_x", "y"), ("u_z", "")]));
    let [outcome, write] = statements("interaction", &TableWrite::Update(&id, &record)).try_into().unwrap();
    assert!(write.sql.contains(", own_columns = nullif(json_patch(coalesce(own_columns, '{}'), ?"), "{}", write.sql);
    assert!(write.sql.contains("(own_columns IS NOT nullif("), "{}", write.sql);
    for statement in [outcome, write] {
        assert!(texts(&statement).contains(&r#"{"u_x":"y","u_z":null}"#), "{:?}", statement.params);
    }
}
