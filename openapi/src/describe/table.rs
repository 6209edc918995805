//! The Table API and the Aggregate API (contract, section 7).

use super::{Description, body, empty, success};
use crate::example::{INTERACTION, answer_content, fields_content};
use crate::parameters::SHOWN;
use crate::schemas::reference;
use help_request_edge::schema::Table;
use help_request_edge::table::MAX_CHARACTERS;
use serde_json::{Value, json};

const LIST: &str = "/api/now/table/{table}";
const ONE: &str = "/api/now/table/{table}/{sys_id}";
const TAG: &str = "Table API";
const BOOKMARK: &str = "X-D1-Bookmark";
const IGNORED: &str = "X-Ignored-Fields";

pub fn all() -> Vec<Description> {
    vec![list(), insert(), read(), update("PUT", "putRecord"), update("PATCH", "changeRecord"), delete(), stats()]
}

fn record() -> Value {
    json!({ "sys_id": INTERACTION, "number": "IMS0000001", "state": "work_in_progress", "short_description": "Caller asks for a refund" })
}

fn shown_with<'a>(first: &[&'a str], last: &[&'a str]) -> Vec<&'a str> {
    [first, &SHOWN, last].concat()
}

fn list() -> Description {
    let roles: Vec<String> =
        Table::ALL.iter().map(|table| format!("`{}`: `{}`", table.name, table.read_role.name())).collect();
    Description {
        summary: "List records",
        words: format!(
            "A page has at most {MAX_CHARACTERS} characters. Without `sysparm_limit` a longer one is cut, and `Link` leads on. Unknown \
             `sysparm_*` are ignored. The roles: {}.",
            roles.join(", ")
        ),
        parameters: shown_with(
            &["table", "sysparm_query", "filters", "sysparm_limit", "sysparm_offset", "sysparm_after"],
            &["sysparm_suppress_pagination_header", "sysparm_no_count", BOOKMARK, "traceparent"],
        ),
        successes: vec![success(
            200,
            "A page of the list",
            &["X-Total-Count", "Link", IGNORED, BOOKMARK],
            answer_content(
                &reference("RecordsAnswer"),
                &[("Fields that were asked for", json!({ "result": [record()] }))],
            ),
        )],
        ..Description::new(LIST, "GET", "listRecords", TAG)
    }
}

fn insert() -> Description {
    let examples = [
        ("An interaction", json!({ "type": "phone", "short_description": "Caller asks for a refund" })),
        ("A help request", json!({ "interaction": INTERACTION, "reason": "Refund above the limit" })),
    ];
    Description {
        summary: "Create a record",
        words: written("`X-no-response-body: true` leaves out the body."),
        parameters: shown_with(&["written_table"], &write_parameters(true)),
        body: body(&fields_content(&reference("NewRecord"), &examples)),
        successes: vec![success(
            201,
            "The new record",
            &["Location", IGNORED, BOOKMARK],
            answer_content(&reference("RecordAnswer"), &[("The new record", json!({ "result": record() }))]),
        )],
        ..Description::new(LIST, "POST", "createRecord", TAG)
    }
}

fn read() -> Description {
    Description {
        summary: "Read a record",
        parameters: shown_with(&["table", "sys_id"], &[BOOKMARK, "traceparent"]),
        successes: vec![success(
            200,
            "The record",
            &[IGNORED, BOOKMARK],
            answer_content(
                &reference("RecordAnswer"),
                &[("Fields that were asked for", json!({ "result": record() }))],
            ),
        )],
        ..Description::new(ONE, "GET", "readRecord", TAG)
    }
}

fn update(method: &'static str, id: &'static str) -> Description {
    let examples = [
        ("An interaction", json!({ "state": "on_hold" })),
        ("A help request", json!({ "state": "in_progress", "help_provided_by": "sam.lee" })),
    ];
    Description {
        summary: if method == "PUT" { "Change a record, as PATCH does" } else { "Change a record" },
        words: written("The fields that are given change; PUT and PATCH are alike."),
        parameters: shown_with(&["written_table", "sys_id"], &write_parameters(false)),
        body: body(&fields_content(&reference("RecordChange"), &examples)),
        successes: vec![
            success(
                200,
                "The record as it is now",
                &[IGNORED, BOOKMARK],
                answer_content(&reference("RecordAnswer"), &[("The record", json!({ "result": record() }))]),
            ),
            empty(204, "The change is made, and `X-no-response-body` was `true`", &[IGNORED, BOOKMARK]),
        ],
        ..Description::new(ONE, method, id, TAG)
    }
}

fn written(more: &str) -> String {
    let tables = Table::ALL.iter().filter(|table| table.is_writable);
    let tables: Vec<String> =
        tables.map(|table| format!("`{}` needs `{}`", table.name, table.read_role.name())).collect();
    format!("{}. Unknown names are ignored. {more}", tables.join(", "))
}

fn write_parameters(is_post: bool) -> Vec<&'static str> {
    let mut names = vec!["sysparm_input_display_value", "X-no-response-body", "traceparent"];
    if is_post {
        names.push("X-HTTP-Method-Override");
    }
    names
}

fn delete() -> Description {
    Description {
        summary: "Delete a record",
        words: "A record that others refer to is 409.".to_owned(),
        parameters: vec!["written_table", "deleted_sys_id", "traceparent"],
        successes: vec![empty(204, "The record is deleted", &[BOOKMARK])],
        ..Description::new(ONE, "DELETE", "deleteRecord", TAG)
    }
}

fn stats() -> Description {
    let of_all = json!({ "result": { "stats": { "count": "3", "avg": { "duration": "712.0000" } } } });
    let group = json!({ "stats": { "count": "3" }, "groupby_fields": [{ "field": "action", "value": "coach" }] });
    Description {
        summary: "Count and summarise records",
        words: "With `sysparm_group_by` the result is a list of groups.".to_owned(),
        parameters: vec![
            "table",
            "sysparm_query",
            "filters",
            "sysparm_count",
            "sysparm_group_by",
            "sysparm_having",
            "sysparm_order_by",
            "sysparm_orderby",
            "sysparm_avg_fields",
            "sysparm_min_fields",
            "sysparm_max_fields",
            "sysparm_sum_fields",
            "sysparm_limit",
            "sysparm_offset",
            "sysparm_display_value",
            BOOKMARK,
            "traceparent",
        ],
        successes: vec![success(
            200,
            "The figures",
            &[BOOKMARK],
            answer_content(
                &reference("StatsAnswer"),
                &[("Of all records", of_all), ("In groups", json!({ "result": [group] }))],
            ),
        )],
        ..Description::new("/api/now/stats/{table}", "GET", "aggregateRecords", "Aggregate API")
    }
}
