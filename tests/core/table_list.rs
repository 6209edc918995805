//! Lists: their statements and their headers (contract, section 7).

use crate::support::{HELP_REQUEST, INTERACTION, NOW, can_be_run, fault, message, statement, table, texts, time};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::store::{Param, Statement};
use help_request_edge::table::{List, MAX_CHARACTERS, MAX_LIMIT, MAX_LINK_BYTES, MAX_OFFSET};

const TABLES: &str = "https://help.example.com/api/now/table/";
const URL: &str = "https://help.example.com/api/now/table/interaction";

fn read(table_name: &str, query: &str) -> Result<List, Vec<Fault>> {
    List::read(table(table_name), query, time(NOW)).map_err(Faults::into_list)
}

fn list(table_name: &str, query: &str) -> List {
    read(table_name, query).unwrap()
}

fn statements(table_name: &str, query: &str) -> Vec<Statement> {
    list(table_name, query).statements(TABLES)
}

/// What follows ` FROM ` in the statement that yields the records.
fn behind_from(table_name: &str, query: &str) -> String {
    let sql = statements(table_name, query).swap_remove(0).sql;
    let (_, behind) = sql.rsplit_once(" AS position FROM ").or_else(|| sql.rsplit_once(" AS value FROM ")).unwrap();
    behind.to_owned()
}

/// The condition of a query in SQL, and its parameters.
fn condition(table_name: &str, query: &str) -> (String, Vec<Param>) {
    let Statement { sql, params } = statements(
        table_name,
        &format!("sysparm_query={}", form_urlencoded::byte_serialize(query.as_bytes()).collect::<String>()),
    )
    .swap_remove(1);
    let sql = sql.split_once(" AS t WHERE ").unwrap().1.to_owned();
    (sql, params)
}

/// The headers of a list.
fn headers(query: &str, yielded: u32, total: Option<u64>) -> Vec<(&'static str, String)> {
    list("interaction", query).headers(yielded, total, None, (URL, query))
}

fn link(query: &str, relation: &str) -> String {
    format!("<{URL}?{query}>;rel=\"{relation}\"")
}

#[test]
fn a_list_of_everything() {
    let [records, count] = statements("interaction", "sysparm_fields=number").try_into().unwrap();
    let expected = statement(
        "SELECT ('{\"number\":'||(json_quote(cast(coalesce(t.number, '') AS TEXT))||'}')) AS value, t.sys_id AS position FROM interaction \
         AS t ORDER BY t.sys_id LIMIT cast(?1 AS INTEGER) OFFSET cast(?2 AS INTEGER)",
        [10_001.into(), 0.into()],
    );
    assert_eq!(records, expected);
    assert_eq!(count, statement("SELECT cast(count(*) AS TEXT) AS value FROM interaction AS t", []));
}

#[test]
fn a_page_that_could_be_too_large_is_measured() {
    let query = "sysparm_fields=comments&sysparm_no_count=true";
    let expected = statement(
        "SELECT CASE WHEN sum(length(value)) OVER (ROWS UNBOUNDED PRECEDING) <= ?3 THEN value END AS value, position \
         FROM (SELECT ('{\"comments\":'||(json_quote(cast(coalesce(t.comments, '') AS TEXT))||'}')) AS value, t.sys_id AS position \
         FROM interaction_help_request AS t ORDER BY t.sys_id LIMIT cast(?1 AS INTEGER) OFFSET cast(?2 AS INTEGER))",
        [10_001, 0, 3_000_000].map(Param::from),
    );
    assert_eq!(statements("interaction_help_request", query), [expected]);
    assert_eq!(MAX_CHARACTERS, 3_000_000);
}

/// Twice the characters of a text, 200 for a reference and 50 for all else; and all twice where both values are shown.
#[test]
fn a_page_is_measured_where_its_longest_records_would_not_fit() {
    for (table_name, query, longest) in [
        ("interaction_help_request", "sysparm_fields=reason", 2_000),
        ("interaction_help_request", "sysparm_fields=reason,state,interaction&sysparm_display_value=all", 4_500),
        ("supervisor_help_action", "sysparm_fields=help_request,reason&sysparm_display_value=all", 400),
        ("interaction", "sysparm_fields=short_description,parent", 2_200),
        ("interaction", "sysparm_fields=work_notes,number&sysparm_display_value=true", MAX_CHARACTERS + 50),
        ("interaction", "sysparm_fields=work_notes,short_description", 2_050),
    ] {
        let is_measured = |limit: u64| {
            let sql = statements(table_name, &format!("{query}&sysparm_limit={limit}")).swap_remove(0).sql;
            sql.starts_with("SELECT CASE WHEN sum(length(value))")
        };
        let fitting = MAX_CHARACTERS / longest;
        assert!(fitting == 0 || !is_measured(fitting), "{query}");
        assert!(is_measured(fitting + 1), "{query}");
    }
}

#[test]
fn a_page_that_is_too_large_is_cut_unless_the_caller_has_given_a_limit() {
    let too_large = || Err(Faults::from(fault("sysparm_limit", FaultCode::PageTooLarge, message!("page_too_large"))));
    for query in ["sysparm_limit=5", "sysparm_limit=10000", "sysparm_limit=20000"] {
        assert_eq!(list("interaction", query).cut(3), too_large(), "{query}");
    }
    for query in ["", "sysparm_offset=4", "sysparm_limit="] {
        let mut cut = list("interaction", query);
        assert_eq!(cut.cut(0), too_large(), "{query}");
        assert_eq!(cut.cut(3), Ok(()), "{query}");
        assert_eq!((cut.page_length(3), cut.page_length(10_001)), (3, 3), "{query}");
    }
}

#[test]
fn a_cut_page_leads_on_to_the_next_one() {
    for (query, next) in [("", 3), ("sysparm_offset=4", 7)] {
        let mut cut = list("interaction", query);
        cut.cut(3).unwrap();
        let links = [link("sysparm_offset=0", "first"), link(&format!("sysparm_offset={next}"), "next")].join(",");
        let expected = vec![("X-Total-Count", "20".to_owned()), ("Link", links)];
        assert_eq!(cut.headers(10_001, Some(20), None, (URL, query)), expected, "{query}");
    }
    // In XML it may be cut once more.
    let mut cut = list("interaction", "");
    cut.cut(3).unwrap();
    cut.cut(2).unwrap();
    assert_eq!(cut.page_length(10_001), 2);
    let next = cut.headers(10_001, None, None, (URL, "")).pop().unwrap().1;
    assert!(next.ends_with(&link("sysparm_offset=2", "next")), "{next}");
}

#[test]
fn a_cut_page_keeps_what_was_asked_for_beside_the_page() {
    let query = "sysparm_fields=number&sysparm_offset=4&state=new";
    let mut cut = list("interaction", query);
    cut.cut(3).unwrap();
    let kept = "sysparm_fields=number&state=new&sysparm_offset=";
    let links = [link(&format!("{kept}0"), "first"), link(&format!("{kept}7"), "next")].join(",");
    assert_eq!(cut.headers(4, Some(9), None, (URL, query)), [("X-Total-Count", "9".to_owned()), ("Link", links)]);
    // With a long query there is the next page alone.
    let long = format!("sysparm_x={}", "x".repeat(MAX_LINK_BYTES));
    let mut cut = list("interaction", &long);
    cut.cut(3).unwrap();
    let next = link(&format!("{long}&sysparm_offset=3"), "next");
    assert_eq!(cut.headers(10_001, Some(20_000), None, (URL, &long)).last(), Some(&("Link", next)));
    let query = "sysparm_suppress_pagination_header=true&sysparm_no_count=true";
    let mut cut = list("interaction", query);
    cut.cut(3).unwrap();
    assert_eq!(cut.headers(10_001, None, None, (URL, query)), []);
}

#[test]
fn a_page_of_a_query() {
    let query = "sysparm_fields=number&sysparm_query=state=new%5EORtypeLIKEA%5EORDERBYDESCnumber&sysparm_limit=2\
                 &sysparm_offset=4&type=b";
    let [records, count] = statements("interaction", query).try_into().unwrap();
    let condition = "((t.state = ?1 OR instr(lower(t.type), ?2) > 0) AND t.type COLLATE NOCASE = ?3)";
    let expected = statement(
        format!(
            "SELECT ('{{\"number\":'||(json_quote(cast(coalesce(t.number, '') AS TEXT))||'}}')) AS value, \
             t.number||','||t.sys_id AS position FROM interaction AS t WHERE {condition} ORDER BY t.number DESC, t.sys_id LIMIT cast(?4 AS INTEGER) OFFSET cast(?5 AS INTEGER)"
        ),
        ["new".into(), "a".into(), "b".into(), 3.into(), 4.into()],
    );
    assert_eq!(records, expected);
    let expected = format!("SELECT cast(count(*) AS TEXT) AS value FROM interaction AS t WHERE {condition}");
    assert_eq!(count, statement(expected, texts(&["new", "a", "b"])));
}

#[test]
fn the_address_of_the_tables_is_a_parameter_where_links_are_shown() {
    for (query, expected) in [
        ("", [TABLES, HELP_REQUEST].as_slice()),
        ("&sysparm_exclude_reference_link=True", &[HELP_REQUEST]),
        ("&sysparm_fields=action,help_request.state", &[HELP_REQUEST]),
        ("&sysparm_fields=action,help_request.interaction", &[TABLES, HELP_REQUEST]),
    ] {
        let [records, count] =
            statements("supervisor_help_action", &format!("help_request={HELP_REQUEST}&sysparm_limit=2{query}"))
                .try_into()
                .unwrap();
        assert_eq!(records.params, [texts(expected), vec![3.into(), 0.into()]].concat(), "{query}");
        assert_eq!(count.params, texts(&[HELP_REQUEST]));
    }
}

#[test]
fn nobody_counts_where_no_count_is_wanted() {
    assert_eq!(statements("interaction", "sysparm_no_count=true").len(), 1);
    assert_eq!(statements("interaction", "sysparm_no_count=False").len(), 2);
}

#[test]
fn a_page_asks_for_one_record_more_to_know_whether_one_follows() {
    for (query, expected) in [
        ("sysparm_fields=reason,comments", vec![10_001, 0, 3_000_000]),
        ("sysparm_exclude_reference_link=true", vec![10_001, 0, 3_000_000]),
        ("sysparm_exclude_reference_link=true&sysparm_limit=10000", vec![10_001, 0, 3_000_000]),
        ("sysparm_exclude_reference_link=true&sysparm_limit=1", vec![2, 0]),
        // The record may have own columns of any length.
        ("sysparm_exclude_reference_link=true&sysparm_limit=200", vec![201, 0, 3_000_000]),
        ("sysparm_fields=state", vec![10_001, 0]),
        ("sysparm_fields=reason", vec![10_001, 0, 3_000_000]),
        ("sysparm_fields=opened_by", vec![10_001, 0]),
        ("sysparm_fields=reason,opened_by,help_provided_by", vec![10_001, 0, 3_000_000]),
        ("sysparm_fields=reason&sysparm_display_value=all", vec![10_001, 0, 3_000_000]),
    ] {
        let params = statements("interaction_help_request", query).swap_remove(0).params;
        assert_eq!(params, expected.into_iter().map(Param::Integer).collect::<Vec<_>>(), "{query}");
    }
    let two = list("interaction", "sysparm_limit=2");
    assert_eq!([0, 1, 2, 3].map(|yielded| two.page_length(yielded)), [0, 1, 2, 2]);
    assert_eq!(list("interaction", "").page_length(10_001), 10_000);
}

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

#[test]
fn ties_are_ordered_by_sys_id() {
    for (query, expected) in [
        ("", "t.sys_id"),
        ("ORDERBYtype", "t.type COLLATE NOCASE, t.sys_id"),
        ("ORDERBYDESCstate^ORDERBYopened_at", "t.state DESC, t.opened_at, t.sys_id"),
        ("ORDERBYsys_id", "t.sys_id"),
        ("ORDERBYDESCsys_id", "t.sys_id DESC"),
        ("ORDERBYstate^ORDERBYDESCsys_id", "t.state, t.sys_id DESC"),
        ("ORDERBYstate^ORDERBYDESCstate^ORDERBYDESCtype^ORDERBYstate", "t.state, t.type COLLATE NOCASE DESC, t.sys_id"),
    ] {
        let sql = behind_from("interaction", &format!("sysparm_query={query}"));
        let order = sql.split_once(" ORDER BY ").unwrap().1.split_once(" LIMIT ").unwrap().0.to_owned();
        assert_eq!(order, expected, "{query}");
    }
    let of_audit = |query| behind_from("sys_audit", query).split_once(" LIMIT ").unwrap().0.to_owned();
    assert_eq!(of_audit(""), "sys_audit AS t ORDER BY t.documentkey, t.sequence");
    assert_eq!(of_audit("sysparm_query=ORDERBYuser"), "sys_audit AS t ORDER BY t.user COLLATE NOCASE, t.sys_id");
}

#[test]
fn a_list_that_nobody_orders_comes_in_the_order_of_the_index_that_its_conditions_use() {
    let by_start = "t.start_time, t.sys_id";
    for (query, expected) in [
        // All records have the value that the condition fixes.
        ("start_time=2026-02-18%2012:00:00", "t.sys_id"),
        ("sysparm_query=start_time=2026-02-18 12:00:00", "t.sys_id"),
        ("sysparm_query=start_timeISEMPTY", "t.sys_id"),
        ("sysparm_query=start_time>2026-02-18 12:00:00", by_start),
        ("sysparm_query=start_timeBETWEEN2026-02-18 12:00:00@2026-02-19 12:00:00", by_start),
        ("sysparm_query=start_timeISNOTEMPTY", by_start),
        ("sysparm_query=action=coach^start_time>2026-02-18 12:00:00", by_start),
        // A value that a condition fixes goes before a range.
        ("sysparm_query=start_time>2026-02-18 12:00:00^end_timeISEMPTY", by_start),
        ("sysparm_query=help_request.reason=a", "t.interaction, t.help_request, t.sys_id"),
        ("sysparm_query=interaction.type=a^help_request.reason=a", "t.interaction, t.help_request, t.sys_id"),
        ("sysparm_query=help_request.state=new^start_time>2026-02-18 12:00:00", by_start),
        // No index serves these.
        ("", "t.sys_id"),
        ("sysparm_query=start_time!=2026-02-18 12:00:00", "t.sys_id"),
        ("sysparm_query=action=coach", "t.sys_id"),
        ("sysparm_query=interaction.type=a", "t.sys_id"),
        ("sysparm_query=start_timeISEMPTY^ORaction=coach", "t.sys_id"),
        ("sysparm_query=start_timeISEMPTY^NQstart_timeISEMPTY", "t.sys_id"),
    ] {
        let sql = behind_from("supervisor_help_action", query);
        let order = sql.split_once(" ORDER BY ").unwrap().1.split_once(" LIMIT ").unwrap().0.to_owned();
        assert_eq!(order, expected, "{query}");
    }
}

#[test]
fn each_table_has_indexes_of_its_own() {
    for (table_name, query, expected) in [
        ("interaction", "sys_created_on>2026-02-18 12:00:00", "t.sys_created_on, t.sys_id"),
        ("interaction", "sys_updated_on>2026-02-18 12:00:00", "t.sys_updated_on, t.sys_id"),
        ("interaction", "opened_at>2026-02-18 12:00:00", "t.opened_at, t.sys_id"),
        ("interaction_help_request", "state=new", "t.sys_created_on, t.sys_id"),
        ("interaction_help_request", "sys_created_on>2026-02-18 12:00:00", "t.sys_created_on, t.sys_id"),
        ("interaction_help_request", "sys_updated_on>2026-02-18 12:00:00", "t.sys_updated_on, t.sys_id"),
        ("supervisor_help_action", "sys_created_on>2026-02-18 12:00:00", "t.sys_created_on, t.sys_id"),
        ("supervisor_help_action", "sys_updated_on>2026-02-18 12:00:00", "t.sys_updated_on, t.sys_id"),
        ("sys_journal_field", "element_id=d4dec70f3b4bfe101baa9f7e53e45a5d", "t.sys_id"),
    ] {
        let sql = behind_from(table_name, &format!("sysparm_query={query}"));
        assert!(sql.contains(&format!(" ORDER BY {expected} LIMIT ")), "{sql}");
    }
}

#[test]
fn users_and_their_roles_are_read_without_their_secrets() {
    let behind = |table_name| behind_from(table_name, "sysparm_limit=1");
    assert!(
        behind("sys_user")
            .starts_with("(SELECT sys_id, user_name, user_name AS name, iif(active, 'true', 'false') AS active, ")
    );
    assert!(behind("sys_user_has_role").starts_with("(SELECT h.sys_id, h.user, r.sys_id AS role, "));
}

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

#[test]
fn only_rows_about_the_caller_are_read_where_a_table_has_such() {
    let of = |table_name, user_name| {
        let statements = list(table_name, "sysparm_limit=1").only_of(user_name).statements(TABLES);
        statements.into_iter().map(|statement| statement.params.contains(&"anna".into())).collect::<Vec<_>>()
    };
    for table_name in ["sys_user", "sys_user_role", "sys_user_has_role"] {
        assert_eq!(of(table_name, Some("anna")), [true, true], "{table_name}");
    }
    assert_eq!(of("sys_user", None), [false, false]);
    assert_eq!(of("interaction", Some("anna")), [false, false]);
}

#[test]
fn a_list_knows_which_fields_are_none_and_whether_it_is_counted() {
    let read = list("interaction", "sysparm_fields=number,nothing,type.x");
    assert_eq!((read.unknown(), read.is_counted()), (&["nothing".to_owned(), "type.x".to_owned()][..], true));
    let read = list("interaction", "sysparm_no_count=true");
    assert_eq!((read.unknown(), read.is_counted()), (&[][..], false));
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
        let read = list("interaction", &format!("sysparm_query={query}&sysparm_offset=2&sysparm_after=2,a,b"));
        assert!(!read.has_positions(), "{query}");
        assert!(!read.statements(TABLES)[0].sql.contains("position"), "{query}");
    }
    for query in ["ORDERBYinteraction.number", "ORDERBYhelp_request.state"] {
        assert!(!list("supervisor_help_action", &format!("sysparm_query={query}")).has_positions(), "{query}");
    }
    assert!(!list("sys_audit", "").has_positions());
    assert!(!list("interaction", "sysparm_suppress_pagination_header=true").has_positions());
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
        let headers = list("interaction", &query).headers(limit + 1, None, Some("0a"), (URL, &query));
        assert_eq!(headers[0].1.contains("sysparm_after"), has_position, "{query}");
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

#[test]
fn the_only_page() {
    let first = link("sysparm_limit=10000&sysparm_offset=0", "first");
    let last = link("sysparm_limit=10000&sysparm_offset=0", "last");
    for (yielded, total) in [(0, 0), (1, 1), (10_000, 10_000)] {
        let expected = vec![("X-Total-Count", total.to_string()), ("Link", format!("{first},{last}"))];
        assert_eq!(headers("", yielded, Some(total)), expected);
    }
}

#[test]
fn the_first_page_of_several() {
    let page = |offset: u64| format!("sysparm_limit=2&sysparm_offset={offset}");
    let expected = [link(&page(0), "first"), link(&page(2), "next"), link(&page(4), "last")].join(",");
    for query in ["sysparm_limit=2", "sysparm_offset=0&sysparm_limit=2"] {
        for total in [5, 6] {
            let expected = vec![("X-Total-Count", total.to_string()), ("Link", expected.clone())];
            assert_eq!(headers(query, 3, Some(total)), expected);
        }
    }
}

#[test]
fn a_page_in_the_middle() {
    let page = |offset: u64| format!("sysparm_limit=2&sysparm_offset={offset}");
    for (offset, previous, next) in [(2, 0, 4), (3, 1, 5), (1, 0, 3)] {
        let links = [(0, "first"), (previous, "prev"), (next, "next"), (6, "last")]
            .map(|(offset, rel)| link(&page(offset), rel));
        let expected = vec![("X-Total-Count", "7".to_owned()), ("Link", links.join(","))];
        assert_eq!(headers(&format!("sysparm_limit=2&sysparm_offset={offset}"), 3, Some(7)), expected);
    }
}

#[test]
fn the_last_page_has_no_next_one() {
    let page = |offset: u64| format!("sysparm_limit=2&sysparm_offset={offset}");
    let links = [(0, "first"), (2, "prev"), (4, "last")].map(|(offset, rel)| link(&page(offset), rel)).join(",");
    for (yielded, total) in [(1, 5), (2, 6)] {
        let expected = vec![("X-Total-Count", total.to_string()), ("Link", links.clone())];
        assert_eq!(headers("sysparm_limit=2&sysparm_offset=4", yielded, Some(total)), expected);
    }
}

#[test]
fn a_page_behind_the_end() {
    let page = |offset: u64| format!("sysparm_limit=2&sysparm_offset={offset}");
    let links = [(0, "first"), (98, "prev"), (4, "last")].map(|(offset, rel)| link(&page(offset), rel)).join(",");
    let expected = vec![("X-Total-Count", "5".to_owned()), ("Link", links)];
    assert_eq!(headers("sysparm_limit=2&sysparm_offset=100", 0, Some(5)), expected);
}

#[test]
fn whatever_is_asked_beside_the_page_is_kept_in_links() {
    let asked = "sysparm_query=type%3Da%5EORtype%3Db+c&sysparm_fields=number&state=new";
    let query = format!("&sysparm_offset=2&{asked}&sysparm_limit=2&&=&");
    let page = |offset: u64| format!("{asked}&sysparm_limit=2&sysparm_offset={offset}");
    let links = [(0, "first"), (0, "prev"), (4, "next"), (4, "last")].map(|(offset, rel)| link(&page(offset), rel));
    assert_eq!(headers(&query, 3, Some(5)), vec![("X-Total-Count", "5".to_owned()), ("Link", links.join(","))]);
}

#[test]
fn a_page_is_not_kept_in_links_however_it_is_written() {
    let links = [(0, "first"), (1, "prev"), (5, "next")]
        .map(|(offset, rel)| link(&format!("sysparm_limit=2&sysparm_offset={offset}"), rel))
        .join(",");
    let query = "sysparm%5Flimit=2&sysparm_offset&%73ysparm_offset=3";
    assert_eq!(headers(query, 3, None), vec![("Link", links)]);
}

#[test]
fn links_lead_to_lists_that_can_be_read() {
    for query in [
        "sysparm_query=type=a^state=new",
        "sysparm_query=type%3Da%5E%5EtypeLIKEb%26&state=new",
        "sysparm%5Foffset=1&type=%C3%A4",
    ] {
        let (_, links) = headers(&format!("{query}&sysparm_limit=3"), 4, Some(9)).pop().unwrap();
        let meant = statements("interaction", &format!("{query}&sysparm_limit=3"));
        for link in links.split(',') {
            let followed = link.trim_start_matches('<').split_once('>').unwrap().0.split_once('?').unwrap().1;
            let followed = statements("interaction", followed);
            assert_eq!(followed[0].sql, meant[0].sql);
            assert_eq!(followed[1], meant[1]);
        }
    }
}

#[test]
fn without_a_count_there_is_neither_total_nor_last_page() {
    let links = [(0, "first"), (1, "prev"), (5, "next")]
        .map(|(offset, rel)| link(&format!("sysparm_no_count=true&sysparm_limit=2&sysparm_offset={offset}"), rel))
        .join(",");
    let query = "sysparm_no_count=true&sysparm_limit=2&sysparm_offset=3";
    assert_eq!(headers(query, 3, None), vec![("Link", links)]);
}

#[test]
fn links_are_left_out_where_they_are_not_wanted_or_lead_nowhere() {
    let total = || vec![("X-Total-Count", "5".to_owned())];
    assert_eq!(headers("sysparm_suppress_pagination_header=true&sysparm_limit=2", 3, Some(5)), total());
    assert_eq!(headers("sysparm_suppress_pagination_header=true&sysparm_no_count=true", 3, None), vec![]);
    assert_eq!(headers("sysparm_suppress_pagination_header=False", 3, Some(5)).len(), 2);
}

#[test]
fn link_leaves_out_last_then_first_then_prev_where_it_would_be_too_long() {
    assert_eq!(MAX_LINK_BYTES, 8192);
    let relations = |query: &str| {
        let (_, links) = headers(query, 3, Some(9)).pop().unwrap();
        let relations: Vec<&str> = links.split("rel=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
        (links.len(), relations.join(" "))
    };
    let query = |bytes: usize| format!("type={}&sysparm_limit=2&sysparm_offset=4", "a".repeat(bytes));
    // The greatest number of bytes with which each is still there: one more, and the next list is left.
    let mut all = vec![];
    for bytes in 1_800..9_000 {
        let (length, relations) = relations(&query(bytes));
        assert!(length <= MAX_LINK_BYTES || relations == "next", "{bytes}");
        if all.last() != Some(&relations) {
            all.push(relations);
        }
    }
    assert_eq!(all, ["first prev next last", "first prev next", "prev next", "next"]);
    // Each is there as long as it fits: one more byte in each link is too much.
    for count in [4, 3, 2] {
        let fits = (1_800..9_000)
            .rev()
            .map(|bytes| relations(&query(bytes)))
            .find(|(_, left)| left.split(' ').count() == count);
        assert!(fits.is_some_and(|(length, _)| length + count > MAX_LINK_BYTES - 1), "{count}");
    }
    // The next page alone is named whatever its length: who follows it must not stop before the last one.
    let query = format!("type={}&sysparm_limit=1", "a".repeat(20_000));
    let kept = query.strip_suffix("sysparm_limit=1").unwrap();
    let next = link(&format!("{kept}sysparm_limit=1&sysparm_offset=1"), "next");
    assert_eq!(headers(&query, 2, Some(2)), [("X-Total-Count", "2".to_owned()), ("Link", next)]);
    // On the last page nothing is left.
    assert_eq!(headers(&query, 1, Some(1)), [("X-Total-Count", "1".to_owned())]);
}

#[test]
fn a_limit_of_zero_has_servicenows_words() {
    for text in ["0", "00", "+0"] {
        let expected = Err(vec![fault("sysparm_limit", FaultCode::NotPositive, message!("not_positive"))]);
        assert_eq!(read("interaction", &format!("sysparm_limit={text}")).map(|_| ()), expected, "{text}");
    }
    assert!(read("interaction", "sysparm_offset=0").is_ok());
}

#[test]
fn what_aggregates_are_made_of_means_nothing_for_a_list() {
    for name in ["sysparm_group_by", "sysparm_having", "sysparm_order_by", "sysparm_orderby"] {
        let message = message!("parameter_of_stats", name = name, table = "interaction");
        let expected = Err(vec![fault(name, FaultCode::InvalidParameter, message)]);
        assert_eq!(read("interaction", &format!("{name}=state")).map(|_| ()), expected);
        assert!(read("interaction", &format!("{name}=")).is_ok());
    }
    for name in ["sysparm_count", "sysparm_view", "sysparm_query_category", "sysparm_query_no_domain", "sysparm_x"] {
        assert!(read("interaction", &format!("{name}=true")).is_ok(), "{name}");
    }
}

#[test]
fn the_highest_offset_has_pages_around_it() {
    assert_eq!(MAX_OFFSET, i64::MAX as u64 / 2);
    let query = format!("sysparm_limit=10000&sysparm_offset={MAX_OFFSET}");
    let page = |offset: u64| format!("sysparm_limit=10000&sysparm_offset={offset}");
    let last = u64::MAX / 10_000 * 10_000;
    let links = [(0, "first"), (MAX_OFFSET - 10_000, "prev"), (MAX_OFFSET + 10_000, "next"), (last, "last")]
        .map(|(offset, rel)| link(&page(offset), rel))
        .join(",");
    let expected = vec![("X-Total-Count", u64::MAX.to_string()), ("Link", links)];
    assert_eq!(headers(&query, 10_001, Some(u64::MAX)), expected);
}

#[test]
fn limits_and_offsets_have_bounds() {
    for (name, lowest) in [("sysparm_limit", 1), ("sysparm_offset", 0)] {
        assert!(read("interaction", &format!("{name}={MAX_OFFSET}")).is_ok());
        for text in [(MAX_OFFSET + 1).to_string(), "-1".to_owned(), "1.5".to_owned(), "ten".to_owned()] {
            let message = message!("invalid_count", name = name, value = text, lowest = lowest, highest = MAX_OFFSET);
            let expected = Err(vec![fault(name, FaultCode::InvalidNumber, message)]);
            assert_eq!(read("interaction", &format!("{name}={text}")).map(|_| ()), expected);
        }
    }
}

#[test]
fn a_page_has_a_most_of_records() {
    assert_eq!(MAX_LIMIT, 10_000);
    for query in ["", "sysparm_limit=", "sysparm_limit=10000", "sysparm_limit=10001", "sysparm_limit=1000000"] {
        assert_eq!(statements("interaction", query), statements("interaction", "sysparm_limit=10000"), "{query}");
        assert_eq!(headers(query, 10_001, None), headers("sysparm_limit=10000", 10_001, None));
    }
}

#[test]
fn all_faults_are_found() {
    let query = "sysparm_fields=a,number,b&sysparm_display_value=both&sysparm_exclude_reference_link=1&sysparm_limit=x\
                 &sysparm_offset=-1&sysparm_suppress_pagination_header=no&sysparm_no_count=yes&sysparm_query=typeLIKE\
                 &sys_mod_count=x&sysparm_limit=3";
    let faults = read("interaction", query).unwrap_err();
    let found: Vec<(Option<&str>, FaultCode)> =
        faults.iter().map(|fault| (fault.field.as_deref(), fault.code)).collect();
    assert_eq!(
        found,
        [
            (Some("sysparm_display_value"), FaultCode::InvalidParameter),
            (Some("sysparm_exclude_reference_link"), FaultCode::InvalidParameter),
            (Some("sysparm_limit"), FaultCode::DuplicateField),
            (Some("sysparm_limit"), FaultCode::InvalidNumber),
            (Some("sysparm_offset"), FaultCode::InvalidNumber),
            (Some("sysparm_suppress_pagination_header"), FaultCode::InvalidParameter),
            (Some("sysparm_no_count"), FaultCode::InvalidParameter),
            (Some("sysparm_query"), FaultCode::InvalidQuery),
            (Some("sys_mod_count"), FaultCode::InvalidNumber),
        ]
    );
}

#[test]
fn what_pysnow_attaches_to_every_call_is_understood() {
    let query = "sysparm_query=&sysparm_limit=10000&sysparm_display_value=False&sysparm_suppress_pagination_header=False\
                 &sysparm_exclude_reference_link=False&sysparm_view=&sysparm_fields=";
    assert_eq!(statements("interaction", query), statements("interaction", ""));
}

#[test]
fn every_statement_gets_as_many_parameters_as_it_names() {
    let values = |count: usize| format!("sysparm_query=interactionIN{}", vec![INTERACTION; count].join(","));
    for query in ["", "sysparm_limit=1", &values(1), &values(95), "type=a", "duration=1&help_request.reason=a"] {
        for table_name in ["interaction_help_request", "supervisor_help_action"] {
            for statement in read(table_name, query).map(|list| list.statements(TABLES)).unwrap_or_default() {
                can_be_run(&statement);
            }
        }
    }
}
