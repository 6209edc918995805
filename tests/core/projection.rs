//! How records are shown (contract, section 7).

use crate::support::{INTERACTION, INTERACTION_FIELDS, NOW, fault, message, statement, sys_id, table, texts, time};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::store::{Param, Statement};
use help_request_edge::table::{List, Projection, UrlParameters, read_statement};

const TABLES: &str = "https://help.example.com/api/now/table/";

fn projected(table_name: &str, query: &str) -> Result<Statement, Vec<Fault>> {
    let mut faults = Faults::default();
    let parameters = &mut UrlParameters::parse(query, &mut faults);
    let projection = Projection::read(table(table_name), parameters, &mut faults);
    if faults.is_empty() {
        Ok(read_statement(table(table_name), &sys_id(INTERACTION), &projection, TABLES, None))
    } else {
        Err(faults.into_list())
    }
}

/// The SQL and the parameters that show a record.
fn shown(table_name: &str, query: &str) -> (String, Vec<Param>) {
    let Statement { sql, params } = projected(table_name, query).unwrap();
    (sql, params)
}

/// The names of the members, in their order.
fn members(table_name: &str, query: &str) -> Vec<String> {
    let sql = shown(table_name, query).0;
    let mut names: Vec<&str> = sql.split("\":'").map(|before| before.rsplit('"').next().unwrap()).collect();
    // What follows the last one.
    names.pop();
    names.retain(|name| !matches!(*name, "value" | "display_value" | "link"));
    names.into_iter().map(str::to_owned).collect()
}

#[test]
fn a_record_is_read_by_its_sys_id() {
    let expected = statement(
        "SELECT ('{\"number\":'||(json_quote(cast(coalesce(t.number, '') AS TEXT))||'}')) AS value FROM interaction AS t \
         WHERE t.sys_id = ?1",
        texts(&[INTERACTION]),
    );
    assert_eq!(projected("interaction", "sysparm_fields=number"), Ok(expected));
}

#[test]
fn all_fields_are_shown_unless_some_are_named() {
    let all: Vec<&str> = INTERACTION_FIELDS.split(", ").collect();
    for query in ["", "sysparm_fields=", "sysparm_fields=,%20,"] {
        assert_eq!(members("interaction", query), all, "{query}");
    }
}

#[test]
fn named_fields_are_shown_once_in_the_order_of_their_names() {
    let names = ["state", "interaction.number", "sys_id", "interaction"];
    let query = "sysparm_fields=state,,%20interaction.number+,sys_id,state,interaction,interaction.number,";
    assert_eq!(members("interaction_help_request", query), names);
}

#[test]
fn unknown_fields_are_passed_over_and_told() {
    let query = "sysparm_fields=nothing,number,sys_transaction_id,Number,number',state.x,u_,own_columns";
    let mut faults = Faults::default();
    let parameters = &mut UrlParameters::parse(query, &mut faults);
    let projection = Projection::read(table("interaction"), parameters, &mut faults);
    assert!(faults.is_empty());
    let expected = ["nothing", "sys_transaction_id", "Number", "number'", "state.x", "u_", "own_columns"];
    assert_eq!(projection.unknown(), expected);
    assert_eq!(members("interaction", query), ["number"]);
    let (sql, params) = shown("interaction", "sysparm_fields=nothing");
    assert_eq!(sql, "SELECT ('{'||'}') AS value FROM interaction AS t WHERE t.sys_id = ?1");
    assert_eq!(params, texts(&[INTERACTION]));
}

#[test]
fn own_columns_are_shown_where_they_are_named_or_nothing_is() {
    let (sql, _) = shown("interaction", "sysparm_fields=u_call_result");
    let expected =
        "('{\"u_call_result\":'||(json_quote(cast(coalesce((t.own_columns ->> '$.u_call_result'), '') AS TEXT))";
    assert!(sql.contains(expected), "{sql}");
    let all =
        "CASE WHEN t.own_columns IS NULL THEN '' ELSE ','||substr(t.own_columns, 2, length(t.own_columns) - 2) END";
    for (table_name, has_own) in [("interaction", true), ("supervisor_help_action", true), ("sys_user", false)] {
        assert_eq!(shown(table_name, "").0.contains(all), has_own, "{table_name}");
        assert!(!shown(table_name, "sysparm_fields=sys_id").0.contains("own_columns"));
    }
    assert!(shown("interaction", "sysparm_display_value=all").0.contains("json_each(t.own_columns)"));
    let (sql, _) = shown("supervisor_help_action", "sysparm_fields=interaction.u_x");
    assert!(
        sql.contains("(SELECT (r.own_columns ->> '$.u_x') FROM interaction AS r WHERE r.sys_id = t.interaction)"),
        "{sql}"
    );
}

#[test]
fn a_choice_is_displayed_in_words() {
    let value = "json_quote(cast(coalesce(t.state, '') AS TEXT))";
    let words = "json_quote(cast(coalesce(CASE t.state WHEN 'new' THEN 'New' WHEN 'in_progress' THEN 'In Progress' WHEN \
                 'closed' THEN 'Closed' WHEN 'cancelled' THEN 'Cancelled' ELSE t.state END, '') AS TEXT))";
    for (display, expected) in [
        ("false", value.to_owned()),
        ("true", words.to_owned()),
        ("all", format!("'{{\"display_value\":'||{words}||',\"value\":'||{value}||'}}'")),
    ] {
        let query = format!("sysparm_fields=state&sysparm_display_value={display}");
        let (sql, _) = shown("interaction_help_request", &query);
        assert!(sql.starts_with(&format!("SELECT ('{{\"state\":'||({expected}||'}}')) AS value FROM ")), "{sql}");
    }
}

#[test]
fn a_reference_is_shown_with_a_link_or_as_its_value() {
    for (query, has_link) in [
        ("", true),
        ("&sysparm_display_value=true", true),
        ("&sysparm_display_value=all", true),
        ("&sysparm_exclude_reference_link=true", false),
        ("&sysparm_display_value=all&sysparm_exclude_reference_link=true", false),
    ] {
        let (sql, params) = shown("interaction_help_request", &format!("sysparm_fields=interaction{query}"));
        assert_eq!(sql.contains("json_quote(?1||'interaction/'||t.interaction)"), has_link, "{sql}");
        assert_eq!(params, texts(if has_link { &[TABLES, INTERACTION] } else { &[INTERACTION] }));
        let is_displayed = query.contains("display_value");
        assert_eq!(
            sql.contains("(SELECT d.number FROM interaction AS d WHERE d.sys_id = t.interaction)"),
            is_displayed
        );
    }
}

#[test]
fn the_address_of_the_tables_is_bound_once() {
    let query = "sysparm_fields=help_request,interaction,help_request.interaction&sysparm_display_value=all";
    let (sql, params) = shown("supervisor_help_action", query);
    assert_eq!(params, texts(&[TABLES, INTERACTION]));
    assert_eq!(sql.matches("json_quote(?1||").count(), 3);
}

#[test]
fn only_parameters_of_the_projection_may_be_faulty() {
    let query = "sysparm_display_value=1&sysparm_exclude_reference_link=2&sysparm_limit=x&nothing=1&sysparm_query==";
    let message =
        |name: &str, text: &str, words: &str| message!("invalid_parameter", name = name, value = text, choices = words);
    let expected = ["sysparm_display_value", "sysparm_exclude_reference_link"];
    let expected = [(expected[0], "1", "true or false or all"), (expected[1], "2", "true or false")]
        .map(|(name, text, words)| fault(name, FaultCode::InvalidParameter, message(name, text, words)));
    assert_eq!(projected("interaction", query), Err(expected.to_vec()));
}

#[test]
fn all_fields_of_all_records_fit_into_a_statement() {
    let names = |table_name: &str, before: &str| -> Vec<String> {
        table(table_name).fields.iter().map(|field| format!("{before}{}", field.name)).collect()
    };
    let fields = [
        names("supervisor_help_action", ""),
        names("interaction", "interaction."),
        names("interaction_help_request", "help_request."),
    ]
    .concat();
    let query = format!("sysparm_fields={}&sysparm_display_value=all", fields.join(","));
    assert_eq!(members("supervisor_help_action", &query), fields);
    let list = List::read(table("supervisor_help_action"), &query, time(NOW)).unwrap();
    // D1 takes 100,000 bytes.
    assert!(list.statements(TABLES).iter().all(|statement| statement.sql.len() < 80_000));
}

#[test]
fn a_reference_to_another_system_has_a_link_and_no_display_value() {
    let (sql, params) = shown("interaction", "sysparm_fields=parent&sysparm_display_value=true");
    assert!(sql.contains("json_quote(?1||'task/'||t.parent)"), "{sql}");
    assert_eq!(params, texts(&[TABLES, INTERACTION]));
}

#[test]
fn what_people_read_differs_from_the_value() {
    let of_journal = "(SELECT sys_created_on||' - '||sys_created_by||' (Work notes)'||char(10)||value||char(10)||char(10) AS entry \
                      FROM sys_journal_field WHERE element_id = t.sys_id AND element = 'work_notes' ";
    for (field, displayed) in [
        ("caller_phone_number", "THEN '+1 ('||substr(t.caller_phone_number, 3, 3)||') '||"),
        ("duration", "CASE (unixepoch(t.duration) / 3600 % 24) WHEN 0 THEN '' WHEN 1 THEN '1 Hour ' ELSE "),
        ("work_notes", of_journal),
    ] {
        for (display, is_displayed) in [("false", false), ("true", true), ("all", true)] {
            let (sql, _) = shown("interaction", &format!("sysparm_fields={field}&sysparm_display_value={display}"));
            assert_eq!(sql.contains(displayed), is_displayed, "{display}: {sql}");
        }
    }
}
