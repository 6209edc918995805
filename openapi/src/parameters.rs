//! The parameters of paths, queries and headers.

use crate::example::{HELP_REQUEST, INTERACTION};
use crate::schemas::SYS_ID;
use help_request_edge::feed;
use help_request_edge::query::{MAX_QUERY_BYTES, MAX_SCANS, MAX_TERMS, MAX_VALUES};
use help_request_edge::resource::METHOD_OVERRIDES;
use help_request_edge::schema::Table;
use help_request_edge::store::idempotency::{HEADER as IDEMPOTENCY_KEY, KEPT_DAYS, MAX_KEY_LENGTH};
use help_request_edge::table::{MAX_GROUP_TERMS, MAX_LIMIT, MAX_OFFSET, MAX_PARAMETERS};
use serde_json::{Map, Value, json};

/// How a record is shown, after a read or a write.
pub const SHOWN: [&str; 3] = ["sysparm_fields", "sysparm_display_value", "sysparm_exclude_reference_link"];

/// All parameters, for `components`.
pub fn components() -> Map<String, Value> {
    [paths(), query(), feed(), headers()].into_iter().flatten().collect()
}

/// References to these parameters.
pub fn references(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") })).collect()
}

type Parameter = (String, Value);

fn parameter(place: &str, name: &str, words: &str, schema: Value) -> Parameter {
    (name.to_owned(), json!({ "name": name, "in": place, "description": words, "schema": schema }))
}

fn paths() -> Vec<Parameter> {
    let names = |is_wanted: fn(&&&'static Table) -> bool| -> Vec<&str> {
        Table::ALL.iter().filter(is_wanted).map(|table| table.name).collect()
    };
    let of = |key: &str, name: &str, words: &str, schema: Value, example: &str| {
        let parameter = json!({ "name": name, "in": "path", "required": true, "description": words, "schema": schema, "example": example });
        (key.to_owned(), parameter)
    };
    let id = json!({ "type": "string", "pattern": SYS_ID });
    vec![
        of("table", "table", "The table's name.", json!({ "enum": names(|_| true) }), "interaction"),
        of(
            "written_table",
            "table",
            "The table's name.",
            json!({ "enum": names(|table| table.is_writable) }),
            "interaction",
        ),
        of("sys_id", "sys_id", "The record.", id.clone(), INTERACTION),
        of("deleted_sys_id", "sys_id", "The record.", id, HELP_REQUEST),
        of(
            "source",
            "source",
            "The name of the telephony system, as the operator has set it up.",
            json!({ "type": "string" }),
            "twilio",
        ),
    ]
}

fn query() -> Vec<Parameter> {
    let of = |name: &str, words: &str, schema: Value| parameter("query", name, words, schema);
    let text = || json!({ "type": "string" });
    let flag = || json!({ "enum": ["true", "false"], "default": "false" });
    let fields = |words: &str| format!("{words}: fields separated by commas; a dot follows a reference.");
    let encoded = format!(
        "An encoded query, such as `state=new^ORDERBYDESCsys_created_on`. At most {MAX_QUERY_BYTES} bytes, {MAX_TERMS} conditions \
         and orders, {MAX_VALUES} values, {MAX_SCANS} searches for a part of a text."
    );
    let limit =
        format!("The most records of the page. More than {MAX_LIMIT} count as {MAX_LIMIT}, which is the default.");
    let having = format!(
        "Groups to show, such as `count^action^>^3,avg^duration^<=^60`. At most {MAX_GROUP_TERMS} conditions; all have to be true."
    );
    let order = format!(
        "The order of the groups: a field of `sysparm_group_by`, `COUNT`, or an aggregate such as `AVG^duration`, each perhaps with \
         `^DESC`. At most {MAX_GROUP_TERMS}."
    );
    let mut filters = of(
        "filters",
        &format!(
            "`field=value` for any field, each one more condition. A URL has at most {MAX_PARAMETERS} parameters."
        ),
        json!({ "type": "object", "additionalProperties": { "type": "string" } }),
    );
    filters.1["style"] = json!("form");
    filters.1["explode"] = json!(true);
    filters.1["example"] = json!({});
    let mut query = of("sysparm_query", &encoded, text());
    query.1["example"] = json!("ORDERBYDESCsys_created_on");
    vec![
        query,
        filters,
        of("sysparm_fields", &fields("What is shown of a record. Unknown names are ignored"), text()),
        of(
            "sysparm_limit",
            &limit,
            json!({ "type": "integer", "minimum": 1, "maximum": MAX_OFFSET, "default": MAX_LIMIT }),
        ),
        of(
            "sysparm_offset",
            "How many records come before the page.",
            json!({ "type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0 }),
        ),
        of(
            "sysparm_display_value",
            "`false`: values. `true`: what people read. `all`: both.",
            json!({ "enum": ["false", "true", "all"], "default": "false" }),
        ),
        of("sysparm_exclude_reference_link", "References without their link.", flag()),
        of("sysparm_suppress_pagination_header", "No `Link`.", flag()),
        of("sysparm_no_count", "No `X-Total-Count`.", flag()),
        of("sysparm_input_display_value", "The body has labels of choices and numbers of records.", flag()),
        of("sysparm_count", "The number of records.", flag()),
        of("sysparm_group_by", &fields("What groups have in common"), text()),
        of("sysparm_after", "The position of the page, from `next` of `Link`.", text()),
        of("sysparm_having", &having, text()),
        of("sysparm_order_by", &order, text()),
        of("sysparm_orderby", "The same as `sysparm_order_by`.", text()),
        of("sysparm_avg_fields", &fields("Averages"), text()),
        of("sysparm_min_fields", &fields("Minima"), text()),
        of("sysparm_max_fields", &fields("Maxima"), text()),
        of("sysparm_sum_fields", &fields("Sums"), text()),
        of("dry_run", "Only tell what the event would do.", flag()),
    ]
}

fn feed() -> Vec<Parameter> {
    let of = |name: &str, words: &str, schema: Value| parameter("query", name, words, schema);
    let number = |lowest: i64, highest: i64, default: i64| json!({ "type": "integer", "minimum": lowest, "maximum": highest, "default": default });
    let cursor =
        json!({ "type": "string", "pattern": "^(|0|latest|[0-9A-Za-z]{1,32}\\.[0-9]{1,18})$", "default": "0" });
    vec![
        of("after", "The `next` of an earlier answer; `0` is the beginning, `latest` the end as it is now.", cursor),
        of("limit", "How many changes are looked at.", number(1, feed::MAX_LIMIT, feed::DEFAULT_LIMIT)),
        of("wait", "How long to wait for a change, in seconds.", number(0, feed::MAX_WAIT_SECONDS, 0)),
        (
            "changes_of".to_owned(),
            json!({
                "name": "table", "in": "query", "description": "Only the changes of these tables.", "explode": true,
                "schema": { "type": "array", "items": { "enum": feed::TABLES } },
            }),
        ),
    ]
}

fn headers() -> Vec<Parameter> {
    let of = |name: &str, words: &str, schema: Value| parameter("header", name, words, schema);
    let text = || json!({ "type": "string" });
    let key = format!(
        "The first success is kept for {KEPT_DAYS} days, and answers each repetition with the same key. Visible ASCII characters."
    );
    let visible = format!("^[!#-\\[\\]-~]{{1,{MAX_KEY_LENGTH}}}$");
    let [method, others @ ..] = METHOD_OVERRIDES;
    let method_words =
        format!("Another method, for clients that cannot send it. {} mean the same.", others.join(" and "));
    vec![
        of(IDEMPOTENCY_KEY, &key, json!({ "type": "string", "pattern": visible })),
        of(
            "X-D1-Bookmark",
            "The header of an earlier answer. The read finds all that was written before it.",
            json!({ "type": "string", "pattern": "^[0-9a-f-]{1,128}$" }),
        ),
        of("X-no-response-body", "`true`: a success has no body.", text()),
        of(method, &method_words, text()),
        of("traceparent", "W3C Trace Context. A valid one goes into the log line.", text()),
    ]
}
