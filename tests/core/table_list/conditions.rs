//! The conditions of a list in SQL.

use super::{behind_from, condition};
use crate::support::{HELP_REQUEST, texts};
use help_request_edge::store::Param;

#[test]
fn every_operator_in_sql() {
    for (query, sql, params) in [
        ("type=a", "t.type COLLATE NOCASE = ?1", vec!["a"]),
        ("state!=new", "t.state IS NOT ?1", vec!["new"]),
        ("opened_at<2026-02-18 11:30:00", "t.opened_at < ?1", vec!["2026-02-18 11:30:00"]),
        ("number<=ims1", "t.number <= ?1", vec!["IMS1"]),
        ("typeINa,\"", "t.type COLLATE NOCASE IN (SELECT value FROM json_each(?1))", vec![r#"["a","\""]"#]),
        ("stateNOT INnew", "coalesce(t.state NOT IN (SELECT value FROM json_each(?1)), 1)", vec![r#"["new"]"#]),
        (
            "sys_mod_countIN1,2",
            "t.sys_mod_count IN (SELECT cast(value AS INTEGER) FROM json_each(?1))",
            vec![r#"["1","2"]"#],
        ),
        ("typeLIKEA%", "instr(lower(t.type), ?1) > 0", vec!["a%"]),
        ("typeNOT LIKEA", "coalesce(instr(lower(t.type), ?1), 0) = 0", vec!["a"]),
        ("typeSTARTSWITHA", "substr(lower(t.type), 1, length(?1)) = ?1", vec!["a"]),
        ("typeENDSWITHA", "substr(lower(t.type), -length(?1)) = ?1", vec!["a"]),
        ("numberENDSWITHs1", "substr(t.number, -length(?1)) = ?1", vec!["S1"]),
        ("numberSTARTSWITHi", "(t.number >= ?1 AND t.number < ?1 || char(1114111))", vec!["I"]),
        ("sys_idSTARTSWITHD4", "(t.sys_id >= ?1 AND t.sys_id < ?1 || char(1114111))", vec!["d4"]),
        ("opened_atISEMPTY", "t.opened_at IS NULL", vec![]),
        ("opened_atISNOTEMPTY", "t.opened_at IS NOT NULL", vec![]),
        // Texts that others have written may be empty.
        ("typeISEMPTY", "coalesce(t.type, '') = ''", vec![]),
        ("typeISNOTEMPTY", "t.type <> ''", vec![]),
        ("opened_atGT_FIELDclosed_at", "t.opened_at > t.closed_at", vec![]),
        ("opened_atSAMEASclosed_at@hour", "substr(t.opened_at, 1, 13) = substr(t.closed_at, 1, 13)", vec![]),
        (
            "opened_atMORETHANclosed_at@day@before@3",
            "t.opened_at < datetime(t.closed_at, ?1, 'floor')",
            vec!["-3 days"],
        ),
        (
            "opened_atLESSTHANclosed_at@month@before or after@2",
            "t.opened_at BETWEEN datetime(t.closed_at, ?1, 'floor') AND datetime(t.closed_at, ?2, 'floor')",
            vec!["-2 months", "+2 months"],
        ),
    ] {
        assert_eq!(condition("interaction", query), (sql.to_owned(), texts(&params)), "{query}");
    }
}

#[test]
fn a_reference_within_a_record_is_looked_up_by_both() {
    let query = format!("help_request={HELP_REQUEST}");
    let sql = "(t.help_request = ?1 AND t.interaction = (SELECT interaction FROM interaction_help_request WHERE sys_id = ?1))";
    assert_eq!(condition("supervisor_help_action", &query), (sql.to_owned(), texts(&[HELP_REQUEST])));
}

#[test]
fn parts_of_times_are_compared_as_numbers() {
    let (query, sql) = (
        "opened_atDATEPARTx@javascript:gs.datePart('dayofweek','monday','GT')",
        "cast(strftime('%w', t.opened_at) AS INTEGER) > ?1",
    );
    assert_eq!(condition("interaction", query), (sql.to_owned(), vec![Param::Integer(1)]));
}

#[test]
fn numbers_are_compared_as_numbers() {
    for (query, sql, params) in [
        ("sys_mod_count>5", "t.sys_mod_count > ?1", vec![5]),
        ("sys_mod_count>=5", "t.sys_mod_count >= ?1", vec![5]),
        ("sys_mod_count!=-7", "t.sys_mod_count IS NOT ?1", vec![-7]),
        ("sys_mod_count<9223372036854775807", "t.sys_mod_count < ?1", vec![i64::MAX]),
        ("sys_mod_countBETWEEN1@2", "t.sys_mod_count BETWEEN ?1 AND ?2", vec![1, 2]),
    ] {
        let params = params.into_iter().map(Param::Integer).collect();
        assert_eq!(condition("interaction", query), (sql.to_owned(), params), "{query}");
    }
}

/// A part of a number is a part of its text.
#[test]
fn parts_of_numbers_are_texts() {
    for (query, sql) in [
        ("sys_mod_countLIKE1", "instr(lower(t.sys_mod_count), ?1) > 0"),
        ("sys_mod_countNOT LIKE1", "coalesce(instr(lower(t.sys_mod_count), ?1), 0) = 0"),
        ("sys_mod_countSTARTSWITH1", "substr(lower(t.sys_mod_count), 1, length(?1)) = ?1"),
        ("sys_mod_countENDSWITH1", "substr(lower(t.sys_mod_count), -length(?1)) = ?1"),
    ] {
        assert_eq!(condition("interaction", query), (sql.to_owned(), texts(&["1"])), "{query}");
    }
}

#[test]
fn computed_fields_are_expressions_and_so_are_fields_behind_references_in_an_order() {
    let duration = "(unixepoch(t.end_time) - unixepoch(t.start_time))";
    let reason = "(SELECT r.reason FROM interaction_help_request AS r WHERE r.sys_id = t.help_request)";
    let (sql, params) = condition("supervisor_help_action", "duration>60");
    assert_eq!((sql, params), (format!("{duration} > ?1"), vec![60.into()]));
    let order = format!(
        "supervisor_help_action AS t ORDER BY {duration} DESC, {reason} COLLATE NOCASE, t.sys_id \
         LIMIT cast(?2 AS INTEGER) OFFSET cast(?3 AS INTEGER)"
    );
    assert_eq!(
        behind_from(
            "supervisor_help_action",
            "sysparm_limit=1&sysparm_query=ORDERBYDESCduration^ORDERBYhelp_request.reason"
        ),
        order
    );
}

/// The referenced records that meet it are looked up once. A record without the reference meets what one without a value does.
#[test]
fn conditions_on_referenced_records_look_them_up_once() {
    let list = "(SELECT value FROM json_each(?1))";
    for (query, is_met_by_none, sql, params) in [
        ("interaction.number=ims1", false, "r.number = ?1", vec!["IMS1"]),
        ("help_request.reason=a", false, "r.reason COLLATE NOCASE = ?1", vec!["a"]),
        ("help_request.reason!=a", true, "r.reason COLLATE NOCASE IS NOT ?1", vec!["a"]),
        ("help_request.state>new", false, "r.state > ?1", vec!["new"]),
        ("help_request.stateBETWEENclosed@new", false, "r.state BETWEEN ?1 AND ?2", vec!["closed", "new"]),
        ("help_request.stateINnew", false, &format!("r.state IN {list}"), vec![r#"["new"]"#]),
        ("help_request.stateNOT INnew", true, &format!("coalesce(r.state NOT IN {list}, 1)"), vec![r#"["new"]"#]),
        ("help_request.reasonLIKEa", false, "instr(lower(r.reason), ?1) > 0", vec!["a"]),
        ("help_request.reasonNOT LIKEa", true, "coalesce(instr(lower(r.reason), ?1), 0) = 0", vec!["a"]),
        ("help_request.reasonSTARTSWITHa", false, "substr(lower(r.reason), 1, length(?1)) = ?1", vec!["a"]),
        ("help_request.reasonENDSWITHa", false, "substr(lower(r.reason), -length(?1)) = ?1", vec!["a"]),
        ("help_request.reasonISEMPTY", true, "coalesce(r.reason, '') = ''", vec![]),
        ("help_request.reasonISNOTEMPTY", false, "r.reason <> ''", vec![]),
        ("help_request.interactionISEMPTY", true, "r.interaction IS NULL", vec![]),
        ("help_request.interactionISNOTEMPTY", false, "r.interaction IS NOT NULL", vec![]),
    ] {
        let (through, name) = if query.starts_with("interaction") {
            ("interaction", "interaction")
        } else {
            ("help_request", "interaction_help_request")
        };
        // The index of help actions begins with the interaction.
        let found = if through == "help_request" {
            format!("(t.interaction, t.help_request) IN (SELECT r.interaction, r.sys_id FROM {name} AS r WHERE {sql})")
        } else {
            format!("t.{through} IN (SELECT r.sys_id FROM {name} AS r WHERE {sql})")
        };
        let expected = if is_met_by_none { format!("(t.{through} IS NULL OR {found})") } else { found };
        assert_eq!(condition("supervisor_help_action", query), (expected, texts(&params)), "{query}");
    }
}

#[test]
fn conditions_keep_together_what_binds() {
    let (sql, params) =
        condition("interaction", "type=a^ORtype=b^stateISNOTEMPTY^NQtype=c^sys_mod_countBETWEEN1@2^ORtypeLIKEd");
    assert_eq!(
        sql,
        "(((t.type COLLATE NOCASE = ?1 OR t.type COLLATE NOCASE = ?2) AND t.state IS NOT NULL) OR (t.type COLLATE NOCASE = \
         ?3 AND (t.sys_mod_count BETWEEN ?4 AND ?5 OR instr(lower(t.type), ?6) > 0)))"
    );
    assert_eq!(params, ["a".into(), "b".into(), "c".into(), 1.into(), 2.into(), "d".into()]);
}
