//! Aggregates (contract, section 7).

use crate::support::{INTERACTION, INTERACTION_FIELDS, NOW, can_be_run, fault, message, statement, table, texts, time};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::store::{Param, Statement};
use help_request_edge::table::{MAX_FOLLOWED, Stats};

fn read(table_name: &str, query: &str) -> Result<Stats, Vec<Fault>> {
    Stats::read(table(table_name), query, time(NOW)).map_err(Faults::into_list)
}

fn stats(query: &str) -> Statement {
    read("supervisor_help_action", query).unwrap().statement().clone()
}

#[test]
fn a_count() {
    let expected = statement(
        "SELECT '{\"stats\":{'||'\"count\":\"'||count(*)||'\"'||'}}' AS value FROM supervisor_help_action AS t",
        [],
    );
    assert_eq!(stats("sysparm_count=true"), expected);
}

#[test]
fn a_count_of_a_query() {
    let expected = statement(
        "SELECT '{\"stats\":{'||'\"count\":\"'||count(*)||'\"'||'}}' AS value FROM supervisor_help_action AS t WHERE \
         (t.action = ?1 AND t.interaction = ?2)",
        texts(&["coach", INTERACTION]),
    );
    let query = format!("sysparm_count=TRUE&sysparm_query=action%3Dcoach&interaction={INTERACTION}");
    assert_eq!(stats(&query), expected);
}

#[test]
fn nothing_is_summarised_where_nothing_is_asked_for() {
    let expected = statement("SELECT '{\"stats\":{}}' AS value", []);
    for query in ["", "sysparm_count=false", "sysparm_avg_fields=", "sysparm_group_by=,", "sysparm_min_fields= , "] {
        assert_eq!(stats(query), expected, "{query}");
    }
}

#[test]
fn an_average_has_four_decimals() {
    let duration = "(unixepoch(t.end_time) - unixepoch(t.start_time))";
    let expected = statement(
        format!(
            "SELECT '{{\"stats\":{{'||'\"avg\":{{'||'\"duration\":'||CASE WHEN count({duration}) = 0 THEN '\"\"' ELSE \
             json_quote(printf('%.4f', avg({duration}))) END||'}}'||'}}}}' AS value FROM \
             supervisor_help_action AS t"
        ),
        [],
    );
    assert_eq!(stats("sysparm_avg_fields=duration"), expected);
}

#[test]
fn all_functions_stand_in_a_fixed_order() {
    let query = "sysparm_sum_fields=duration&sysparm_max_fields=end_time,action&sysparm_min_fields=interaction.number\
                 &sysparm_avg_fields=duration,sys_mod_count&sysparm_count=true";
    let sql = stats(query).sql;
    let mut rest = sql.as_str();
    for part in [
        "\"count\"",
        "\"avg\"",
        "avg((unixepoch(t.end_time)",
        "avg(t.sys_mod_count)",
        "\"min\"",
        "\"interaction.number\"",
        "min((SELECT r.number FROM interaction AS r",
        "\"max\"",
        "max(t.end_time)",
        "max(t.action)",
        "\"sum\"",
        "sum((unixepoch(t.end_time)",
    ] {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part} in {rest}")).1;
    }
}

#[test]
fn groups_are_ordered_and_paged() {
    let expected = statement(
        "SELECT CASE WHEN sum(length(value)) OVER (ROWS UNBOUNDED PRECEDING) <= ?4 THEN value END AS value FROM (\
         WITH g AS MATERIALIZED (SELECT +t.action AS g0, '\"count\":\"'||count(*)||'\"' AS stats FROM supervisor_help_action \
         AS t WHERE t.action IS NOT ?1 GROUP BY 1) SELECT '{\"stats\":{'||g.stats||'},\"groupby_fields\":['||\
         '{\"field\":\"action\",'||'\"value\":'||json_quote(cast(coalesce(g.g0, '') AS TEXT))||'}'||']}' AS value FROM g \
         ORDER BY g.g0 LIMIT cast(?2 AS INTEGER) OFFSET cast(?3 AS INTEGER))",
        ["coach".into(), 5.into(), 10.into(), 3_000_000.into()],
    );
    let query =
        "sysparm_count=true&sysparm_group_by=action&sysparm_query=action!%3Dcoach&sysparm_limit=5&sysparm_offset=10";
    assert_eq!(stats(query), expected);
}

#[test]
fn what_is_shown_for_a_reference_is_looked_up_once_for_each_group() {
    let sql = stats("sysparm_group_by=interaction&sysparm_display_value=all").sql;
    let looked_up = ", (SELECT d.number FROM interaction AS d WHERE d.sys_id = t.interaction) AS d0, ";
    assert!(sql.contains(looked_up), "{sql}");
    assert_eq!(sql.matches("FROM interaction AS d").count(), 1, "{sql}");
    assert!(sql.contains(" FROM g ORDER BY g.d0, g.g0 LIMIT "), "{sql}");
}

/// The clauses of a statement on groups by `action` and `interaction`: `HAVING`, and `ORDER BY`.
fn clauses(parameters: &str) -> (String, String, Vec<Param>) {
    let Statement { sql, params } = stats(&format!("sysparm_group_by=action,interaction&{parameters}"));
    let having = sql.split_once(" HAVING ").map(|(_, rest)| rest.split_once(") SELECT '{").unwrap().0.to_owned());
    let order = sql.split_once(" FROM g ORDER BY ").unwrap().1.split_once(" LIMIT ").unwrap().0.to_owned();
    (having.unwrap_or_default(), order, params)
}

const DURATION: &str = "(unixepoch(t.end_time) - unixepoch(t.start_time))";

#[test]
fn groups_are_filtered() {
    for (having, expected, value) in [
        ("count^action^>^3", "count(t.action) > cast(?1 AS NUMERIC)", "3"),
        ("COUNT^sys_id^!=^1", "count(t.sys_id) IS NOT cast(?1 AS NUMERIC)", "1"),
        ("Avg^duration^<=^712.5", &format!("round(avg({DURATION}), 4) <= cast(?1 AS NUMERIC)"), "712.5"),
        ("sum^duration^=^-1", &format!("sum({DURATION}) = cast(?1 AS NUMERIC)"), "-1"),
        ("max^end_time^>=^2026-02-18", "max(t.end_time) >= ?1 COLLATE NOCASE", "2026-02-18 00:00:00"),
        ("min^start_time^<^javascript:gs.hoursAgo(1)", "min(t.start_time) < ?1 COLLATE NOCASE", "2026-02-18 11:00:00"),
        (
            "min^interaction.type^=^phone",
            "min((SELECT r.type FROM interaction AS r WHERE r.sys_id = t.interaction) COLLATE NOCASE) = ?1 COLLATE NOCASE",
            "phone",
        ),
    ] {
        let encoded: String = form_urlencoded::byte_serialize(having.as_bytes()).collect();
        let (found, _, params) = clauses(&format!("sysparm_having={encoded}"));
        assert_eq!((found.as_str(), params.first()), (expected, Some(&Param::from(value))), "{having}");
    }
    let (found, _, params) = clauses("sysparm_having=count^action^%3E^3,,%20max^duration^%3C^9%20,");
    let expected = format!("(count(t.action) > cast(?1 AS NUMERIC) AND max({DURATION}) < ?2 COLLATE NOCASE)");
    assert_eq!((found, params.get(1)), (expected, Some(&Param::Integer(9))));
}

#[test]
fn groups_are_ordered_as_the_caller_says() {
    let rest = "g.g0, g.d1, g.g1";
    for (order, expected) in [
        ("", String::new()),
        (",", String::new()),
        ("action", "g.g0, ".to_owned()),
        ("action^DESC", "g.g0 DESC, ".to_owned()),
        ("interaction^desc, action^ASC", "g.d1 DESC, g.g1 DESC, g.g0, ".to_owned()),
        ("COUNT", "g.o0 COLLATE NOCASE, ".to_owned()),
        ("count^DESC", "g.o0 COLLATE NOCASE DESC, ".to_owned()),
        ("action,AVG^duration^DESC", "g.g0, g.o1 COLLATE NOCASE DESC, ".to_owned()),
    ] {
        for name in ["sysparm_order_by", "sysparm_orderby"] {
            assert_eq!(clauses(&format!("{name}={order}")).1, format!("{expected}{rest}"), "{name}={order}");
        }
    }
    let sql = stats("sysparm_group_by=action&sysparm_order_by=AVG^duration,Count,MAX^interaction.type").sql;
    for column in [
        format!("round(avg({DURATION}), 4) AS o0"),
        "count(*) AS o1".to_owned(),
        "max((SELECT r.type FROM interaction AS r WHERE r.sys_id = t.interaction) COLLATE NOCASE) AS o2".to_owned(),
    ] {
        assert!(sql.contains(&column), "{column} in {sql}");
    }
    let same = "sysparm_order_by=COUNT&sysparm_orderby=COUNT";
    assert_eq!(clauses(same), clauses("sysparm_order_by=COUNT"));
    // Texts are sorted without regard to the case of their letters, but are different groups.
    let sql = stats("sysparm_group_by=interaction.type").sql;
    assert!(sql.contains(" ORDER BY g.g0 COLLATE NOCASE, g.g0 LIMIT "), "{sql}");
}

/// The one fault of parameters on groups by `action`.
#[track_caller]
fn is_refused(parameters: &[(&str, &str)], place: &str, code: FaultCode, message: String) {
    let mut url = form_urlencoded::Serializer::new(String::new());
    let url = url.extend_pairs(parameters).finish();
    let found = read("supervisor_help_action", &url).map(|_| ()).unwrap_err();
    assert_eq!(found, vec![fault(place, code, message)], "{url}");
}

#[test]
fn what_filters_or_orders_groups_is_never_passed_over() {
    let invalid = FaultCode::InvalidParameter;
    let by_action = ("sysparm_group_by", "action");
    for term in
        ["count", "count^action", "count^action^>", "count^action^>^3^4", "count^action^~^3", "count^action^IN^3"]
    {
        let message = message!("having_form", term = term);
        is_refused(&[by_action, ("sysparm_having", term)], "sysparm_having", invalid, message);
    }
    for (place, term) in [
        ("sysparm_having", "median^duration^>^3"),
        ("sysparm_order_by", "MEDIAN^duration"),
        ("sysparm_order_by", "MEDIAN^duration^x^y"),
    ] {
        let name = term.split('^').next().unwrap();
        let message = message!("unknown_aggregate", place = place, name = name);
        is_refused(&[by_action, (place, term)], place, invalid, message);
    }
    for value in ["", "x", "1e3", "inf", "0x1", "1.2.3", "--1", "."] {
        let message = message!("having_no_number", value = value);
        is_refused(
            &[by_action, ("sysparm_having", &format!("count^action^>^{value}"))],
            "sysparm_having",
            FaultCode::InvalidNumber,
            message,
        );
    }
    let message = message!("not_a_number", place = "sysparm_having", field = "action");
    is_refused(&[by_action, ("sysparm_having", "avg^action^>^1")], "sysparm_having", invalid, message);
    let message = message!("not_a_number", place = "sysparm_order_by", field = "action");
    is_refused(&[by_action, ("sysparm_order_by", "SUM^action")], "sysparm_order_by", invalid, message);
    is_refused(&[("sysparm_having", "count^action^>^3")], "sysparm_having", invalid, message!("having_no_groups"));
    for term in ["COUNT^sys_id^x^DESC", "AVG^duration^x"] {
        let message = message!("order_by_form", term = term);
        is_refused(&[by_action, ("sysparm_order_by", term)], "sysparm_order_by", invalid, message);
    }
    let message = message!("order_by_no_group", field = "interaction.number");
    is_refused(&[by_action, ("sysparm_order_by", "interaction.number")], "sysparm_order_by", invalid, message);
    is_refused(
        &[by_action, ("sysparm_order_by", "COUNT"), ("sysparm_orderby", "action")],
        "sysparm_order_by",
        FaultCode::DuplicateField,
        message!("order_by_twice"),
    );
    for name in ["stddev", "median", "count"] {
        let place = format!("sysparm_{name}_fields");
        let message = message!("unknown_aggregate", place = place, name = name);
        is_refused(&[(&place, "duration")], &place, invalid, message);
    }
}

#[test]
fn few_things_group_filter_and_order() {
    let list = |term: &str, count: usize| vec![term; count].join(",");
    let too_many = |name: &str| message!("too_many_entries", name = name, count = 11);
    for (name, term) in [("sysparm_having", "count^action^>^3"), ("sysparm_order_by", "COUNT")] {
        let most = format!("sysparm_group_by=action&{name}={}", list(&term.replace('>', "%3E"), 10));
        assert!(read("supervisor_help_action", &most).is_ok());
        is_refused(
            &[("sysparm_group_by", "action"), (name, &list(term, 11))],
            name,
            FaultCode::InvalidParameter,
            too_many(name),
        );
    }
    let fields = "sys_id,interaction,help_request,action,start_time,end_time,duration,sys_created_on,sys_created_by,sys_updated_on";
    assert!(read("supervisor_help_action", &format!("sysparm_group_by={fields}")).is_ok());
    let name = "sysparm_group_by";
    is_refused(&[(name, &format!("{fields},sys_mod_count"))], name, FaultCode::InvalidParameter, too_many(name));
    // Together they have as many values as D1 takes.
    let query = |count: usize| {
        format!(
            "sysparm_group_by=action&sysparm_having=count^action^%3E^3&sysparm_query={}",
            vec!["action%3Dcoach"; count].join("^")
        )
    };
    assert!(read("supervisor_help_action", &query(94)).is_ok());
    let expected = fault("sysparm_query", FaultCode::TooManyValues, message!("query_too_many_values", values = 96));
    assert_eq!(read("supervisor_help_action", &query(95)).map(|_| ()), Err(vec![expected]));
}

#[test]
fn fields_follow_few_references() {
    assert_eq!(MAX_FOLLOWED, 100);
    let fields: Vec<String> = table("interaction").fields.iter().map(|field| field.name.to_owned()).collect();
    // Each of these follows two references.
    let paths = |count: usize| {
        let two = fields.iter().map(|name| format!("help_request.interaction.{name}"));
        let own = (0..).map(|at| format!("help_request.interaction.u_{at}"));
        two.chain(own).take(count).collect::<Vec<_>>().join(",")
    };
    for name in ["sysparm_min_fields", "sysparm_max_fields"] {
        assert!(read("supervisor_help_action", &format!("{name}={}", paths(50))).is_ok());
        let message = message!("too_many_references", name = name, followed = 102);
        is_refused(&[(name, &paths(51))], name, FaultCode::InvalidParameter, message);
    }
}

#[test]
fn groups_may_be_too_large_together() {
    let expected = fault("sysparm_limit", FaultCode::PageTooLarge, message!("groups_too_large"));
    assert_eq!(Stats::too_large(), Faults::from(expected));
}

#[test]
fn several_fields_group() {
    let sql = stats("sysparm_group_by=interaction.state,%20action").sql;
    let state = "(SELECT r.state FROM interaction AS r WHERE r.sys_id = t.interaction)";
    assert!(sql.contains(&format!("(SELECT +{state} AS g0, +t.action AS g1, '' AS stats")), "{sql}");
    assert!(sql.contains(" GROUP BY 1, 2) "), "{sql}");
    assert!(sql.contains(" ORDER BY g.g0, g.g1 LIMIT "), "{sql}");
    let sql = stats("sysparm_group_by=help_request.interaction.state").sql;
    let state = "(SELECT r.state FROM interaction AS r WHERE r.sys_id = (SELECT r.interaction FROM interaction_help_request AS r \
                 WHERE r.sys_id = t.help_request)) AS g0";
    assert!(sql.contains(state), "{sql}");
}

#[test]
fn groups_are_shown_as_values_or_as_both() {
    let sql = |display: &str| stats(&format!("sysparm_group_by=action&sysparm_display_value={display}")).sql;
    let (value, word) = ("json_quote(cast(coalesce(g.g0, '') AS TEXT))", "CASE g.g0 WHEN 'barge_in' THEN 'Barge In'");
    for (display, has_word) in [("false", false), ("true", true), ("all", true)] {
        let sql = sql(display);
        assert_eq!((sql.contains(value), sql.contains(word)), (true, has_word), "{sql}");
        assert_eq!(sql.contains("\"display_value\""), has_word);
    }
}

#[test]
fn a_group_by_a_journal_is_shown_as_its_texts() {
    for (table, field) in [("interaction", "work_notes"), ("interaction_help_request", "interaction.work_notes")] {
        let query = format!("sysparm_group_by={field}&sysparm_display_value=all");
        let sql = read(table, &query).unwrap().statement().sql.clone();
        let value = "json_quote(cast(coalesce(g.g0, '') AS TEXT))";
        let entry = format!("'\"display_value\":'||{value}||','||'\"value\":'||{value}||");
        let (_, shown) = sql.split_once(") SELECT '").unwrap();
        assert!(shown.contains(&entry) && !shown.contains("sys_journal_field"), "{sql}");
    }
}

#[test]
fn the_answer_is_a_list_if_there_are_groups() {
    for (query, expected) in [("", false), ("sysparm_count=true", false), ("sysparm_group_by=action", true)] {
        assert_eq!(read("supervisor_help_action", query).unwrap().is_grouped(), expected);
    }
}

#[test]
fn a_field_is_summarised_once() {
    for (repeated, once) in [
        ("sysparm_avg_fields=duration,duration", "sysparm_avg_fields=duration"),
        ("sysparm_group_by=action,%20action,action", "sysparm_group_by=action"),
    ] {
        assert_eq!(stats(repeated), stats(once));
    }
}

#[test]
fn a_limit_means_nothing_without_groups() {
    assert_eq!(stats("sysparm_count=true&sysparm_limit=1&sysparm_offset=5"), stats("sysparm_count=true"));
}

#[test]
fn averages_and_sums_are_of_numbers() {
    let query = "sysparm_avg_fields=number,sys_mod_count&sysparm_sum_fields=opened_at&sysparm_min_fields=number,opened_at\
                 &sysparm_max_fields=state";
    let expected = vec![
        fault(
            "sysparm_avg_fields",
            FaultCode::InvalidParameter,
            message!("not_a_number", place = "sysparm_avg_fields", field = "number"),
        ),
        fault(
            "sysparm_sum_fields",
            FaultCode::InvalidParameter,
            message!("not_a_number", place = "sysparm_sum_fields", field = "opened_at"),
        ),
    ];
    assert_eq!(read("interaction", query).map(|_| ()), Err(expected));
}

#[test]
fn all_faults_are_found() {
    let query = "sysparm_max_fields=a&sysparm_group_by=b,state&sysparm_count=1&sysparm_display_value=both&sysparm_limit=x\
                 &sysparm_query=c=1&d=1";
    let unknown = |parameter: &str, name: &str| {
        let message = message!(
            "unknown_table_field",
            place = parameter,
            field = name,
            table = "interaction",
            fields = INTERACTION_FIELDS
        );
        fault(parameter, FaultCode::UnknownField, message)
    };
    let expected = vec![
        unknown("sysparm_max_fields", "a"),
        unknown("sysparm_group_by", "b"),
        fault(
            "sysparm_count",
            FaultCode::InvalidParameter,
            message!("invalid_parameter", name = "sysparm_count", value = "1", choices = "true or false"),
        ),
        fault(
            "sysparm_display_value",
            FaultCode::InvalidParameter,
            message!(
                "invalid_parameter",
                name = "sysparm_display_value",
                value = "both",
                choices = "true or false or all"
            ),
        ),
        fault(
            "sysparm_limit",
            FaultCode::InvalidNumber,
            message!(
                "invalid_count",
                name = "sysparm_limit",
                value = "x",
                lowest = "1",
                highest = "4611686018427387903"
            ),
        ),
        unknown("sysparm_query", "c"),
        unknown("query parameter", "d"),
    ];
    assert_eq!(read("interaction", query).map(|_| ()), Err(expected));
}

#[test]
fn every_statement_gets_as_many_parameters_as_it_names() {
    for values in [1, 95] {
        for group in ["", "action", "interaction.state,action"] {
            let values = vec!["1"; values].join(",");
            let query = format!("sysparm_count=true&sysparm_query=durationIN{values}&sysparm_group_by={group}");
            let statement = stats(&query);
            can_be_run(&statement);
            assert!(statement.params.len() <= 100);
        }
    }
}
