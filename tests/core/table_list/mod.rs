//! Lists: their statements and their headers (contract, section 7).

mod conditions;
mod links;
mod order;
mod positions;

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
        "SELECT ('{\"number\":'||(json_quote(cast(coalesce(t.number, '') AS TEXT))||'}')) AS value FROM interaction \
         AS t ORDER BY t.sys_id LIMIT cast(?1 AS INTEGER) OFFSET cast(?2 AS INTEGER)",
        [10_001.into(), 0.into()],
    );
    assert_eq!(records, expected);
    assert_eq!(count, statement("SELECT cast(count(*) AS TEXT) AS value FROM interaction AS t", []));
}

#[test]
fn a_page_that_could_be_too_large_is_measured() {
    let query = "sysparm_fields=comments&sysparm_no_count=true&sysparm_offset=20";
    let expected = statement(
        "SELECT CASE WHEN sum(length(value)) OVER (ROWS UNBOUNDED PRECEDING) <= ?3 THEN value END AS value, position \
         FROM (SELECT ('{\"comments\":'||(json_quote(cast(coalesce(t.comments, '') AS TEXT))||'}')) AS value, t.sys_id AS position \
         FROM interaction_help_request AS t ORDER BY t.sys_id LIMIT cast(?1 AS INTEGER) OFFSET cast(?2 AS INTEGER))",
        [10_001, 20, 3_000_000].map(Param::from),
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
                 &sysparm_offset=11&type=b";
    let [records, count] = statements("interaction", query).try_into().unwrap();
    let condition = "((t.state = ?1 OR instr(lower(t.type), ?2) > 0) AND t.type COLLATE NOCASE = ?3)";
    let expected = statement(
        format!(
            "SELECT ('{{\"number\":'||(json_quote(cast(coalesce(t.number, '') AS TEXT))||'}}')) AS value, \
             t.number||','||t.sys_id AS position FROM interaction AS t WHERE {condition} ORDER BY t.number DESC, t.sys_id LIMIT cast(?4 AS INTEGER) OFFSET cast(?5 AS INTEGER)"
        ),
        ["new".into(), "a".into(), "b".into(), 3.into(), 11.into()],
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
fn users_and_their_roles_are_read_without_their_secrets() {
    let behind = |table_name| behind_from(table_name, "sysparm_limit=1");
    assert!(
        behind("sys_user")
            .starts_with("(SELECT sys_id, user_name, user_name AS name, iif(active, 'true', 'false') AS active, ")
    );
    assert!(behind("sys_user_has_role").starts_with("(SELECT h.sys_id, h.user, r.sys_id AS role, "));
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
