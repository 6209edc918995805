//! Aggregates (contract, section 7).

use crate::support::{
    INTERACTION, INTERACTION_FIELDS, NOW, fault, highest_parameter, message, statement, table, texts, time,
};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::store::Statement;
use help_request_edge::table::Stats;

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
    let expected = statement("SELECT '{\"stats\":{'||''||'}}' AS value FROM supervisor_help_action AS t", []);
    for query in ["", "sysparm_count=false", "sysparm_avg_fields=", "sysparm_group_by=,", "sysparm_min_fields= , "] {
        assert_eq!(stats(query), expected, "{query}");
    }
}

#[test]
fn an_average_is_as_short_as_it_can_be() {
    let duration = "(unixepoch(t.end_time) - unixepoch(t.start_time))";
    let expected = statement(
        format!(
            "SELECT '{{\"stats\":{{'||'\"avg\":{{'||'\"duration\":'||CASE WHEN count({duration}) = 0 THEN '\"\"' ELSE \
             json_quote(cast(printf('%.15g', avg({duration})) AS TEXT)) END||'}}'||'}}}}' AS value FROM \
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
         SELECT '{\"stats\":{'||'\"count\":\"'||count(*)||'\"'||'},\"groupby_fields\":['||'{\"field\":\"action\",'||\
         '\"value\":'||json_quote(cast(coalesce(t.action, '') AS TEXT))||'}'||']}' AS value FROM supervisor_help_action AS t \
         WHERE t.action IS NOT ?1 GROUP BY t.action ORDER BY t.action LIMIT cast(?2 AS INTEGER) OFFSET cast(?3 AS INTEGER))",
        ["coach".into(), 5.into(), 10.into(), 3_000_000.into()],
    );
    let query =
        "sysparm_count=true&sysparm_group_by=action&sysparm_query=action!%3Dcoach&sysparm_limit=5&sysparm_offset=10";
    assert_eq!(stats(query), expected);
}

#[test]
fn groups_may_be_too_large_together() {
    let expected = fault("sysparm_limit", FaultCode::PageTooLarge, message!("groups_too_large"));
    assert_eq!(Stats::too_large(), Faults::from(expected));
}

#[test]
fn several_fields_group() {
    let sql = stats("sysparm_group_by=interaction.state,%20action").sql;
    let by = "(SELECT r.state FROM interaction AS r WHERE r.sys_id = t.interaction), t.action";
    assert!(sql.contains(&format!(" GROUP BY {by} ORDER BY {by} LIMIT ")), "{sql}");
}

#[test]
fn groups_are_shown_as_values_or_as_words() {
    let sql = |display: &str| stats(&format!("sysparm_group_by=action&sysparm_display_value={display}")).sql;
    let (value, word) =
        ("json_quote(cast(coalesce(t.action, '') AS TEXT))", "CASE t.action WHEN 'barge_in' THEN 'Barge In'");
    for (display, has_value, has_word) in [("false", true, false), ("true", false, true), ("all", true, true)] {
        let sql = sql(display);
        assert_eq!((sql.contains(value), sql.contains(word)), (has_value, has_word), "{sql}");
        assert_eq!(sql.contains("\"display_value\""), display == "all");
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
            assert_eq!(statement.params.len(), highest_parameter(&statement.sql), "{}", statement.sql);
            assert!(statement.params.len() <= 100);
        }
    }
}
