//! The schemas of records, from the description of the tables.

use super::value::{SYS_ID, TIME};
use super::{reference, result};
use help_request_edge::schema::{
    Choices, DefaultValue, Field, FieldType, MAX_JOURNAL_ENTRY, MAX_PHONE, OwnName, Table,
};
use serde_json::{Map, Value, json};

/// For each table: a record as it is read, and as it is created and changed.
pub fn schemas() -> Vec<(String, Value)> {
    let mut schemas = Vec::new();
    for table in Table::ALL {
        schemas.push((table.name.to_owned(), record(table)));
        if table.is_writable {
            schemas.push((format!("{}.new", table.name), input(table, true)));
            schemas.push((format!("{}.change", table.name), input(table, false)));
        }
    }
    let all: Vec<Value> = Table::ALL.iter().map(|table| reference(table.name)).collect();
    let writable = |purpose: &str| -> Vec<Value> {
        let tables = Table::ALL.into_iter().filter(|table| table.is_writable);
        tables.map(|table| reference(&format!("{}.{purpose}", table.name))).collect()
    };
    let named = |name: &str, schema: Value| (name.to_owned(), schema);
    schemas.extend([
        named("Record", json!({ "title": "A record of the table", "anyOf": all })),
        named(
            "NewRecord",
            json!({ "title": "A new record of the table", "anyOf": writable("new"), "xml": { "name": "request" } }),
        ),
        named(
            "RecordChange",
            json!({ "title": "What changes", "anyOf": writable("change"), "xml": { "name": "request" } }),
        ),
        named("RecordAnswer", result(&reference("Record"))),
        named("RecordsAnswer", result(&json!({ "type": "array", "items": reference("Record") }))),
        named("StatsAnswer", result(&json!({ "anyOf": [stats(), { "type": "array", "items": group() }] }))),
    ]);
    schemas
}

/// A record as it is read. `sysparm_fields` leaves out fields, and adds those that a dot leads to.
fn record(table: &Table) -> Value {
    let properties: Map<String, Value> =
        table.fields.iter().map(|field| (field.name.to_owned(), read(field))).collect();
    let mut others = json!({ "\\.": any_read() });
    if table.has_own_columns {
        others["^u_"] = any_read();
    }
    json!({
        "title": table.label,
        "description": format!("Reading needs the role `{}`.{}", table.read_role.name(), own_rows(table)),
        "type": "object", "properties": properties, "patternProperties": others, "additionalProperties": false,
    })
}

const fn own_rows(table: &Table) -> &'static str {
    if table.own_rows.is_some() { " Callers without `admin` see what is about themselves." } else { "" }
}

fn any_read() -> Value {
    json!({ "anyOf": [{ "type": "string" }, reference("ShownValue")] })
}

/// A value as it is read: the word or, with `sysparm_display_value`, its label; empty if there is none.
fn read(field: &Field) -> Value {
    let mut text = json!({ "type": "string" });
    if let FieldType::Choice(choices) = field.field_type {
        let shown = choices.iter().flat_map(|(word, label)| [*word, *label]);
        text["enum"] = shown.chain([""]).collect();
    }
    let mut schema = json!({ "title": field.label(), "anyOf": [text, reference("ShownValue")] });
    if field.read_only {
        schema["readOnly"] = json!(true);
    }
    let words = words(field);
    if !words.is_empty() {
        schema["description"] = json!(words);
    }
    schema
}

/// A record as it is written. Unknown names are ignored, and so are fields that only the service writes.
fn input(table: &Table, is_new: bool) -> Value {
    let written = table.fields.iter().filter(|field| !field.read_only);
    let written = written.filter(|field| field.default != DefaultValue::NextNumber);
    let mut properties = Map::new();
    if is_new {
        let id = json!({ "title": "Sys ID", "description": "Default: a new one.", "type": ["string", "null"], "pattern": or_empty(SYS_ID) });
        properties.insert("sys_id".to_owned(), id);
    }
    let mut required = Vec::new();
    for field in written {
        properties.insert(field.name.to_owned(), sent(field, is_new));
        if field.mandatory && is_new {
            required.push(field.name);
        }
    }
    let mut schema = json!({ "title": table.label, "type": "object", "properties": properties, "required": required });
    if table.has_own_columns {
        let own = json!({ "type": ["string", "number", "boolean", "null"], "maxLength": OwnName::MAX_VALUE });
        schema["patternProperties"] = json!({ "^u_[a-z0-9_]+$": { "anyOf": [own, reference("SentBackValue")] } });
        schema["description"] = json!(format!(
            "The operator's own columns `u_…` are texts, at most {} of a record. Unknown names are ignored, and named \
             in `X-Ignored-Fields`.",
            OwnName::MAX_PER_RECORD
        ));
    }
    schema
}

/// A value as it is sent. Null and an empty text mean no value.
fn sent(field: &Field, is_new: bool) -> Value {
    let with_pattern = |pattern: &str| json!({ "type": ["string", "null"], "pattern": or_empty(pattern) });
    let free = |longest: usize| json!({ "type": ["string", "number", "boolean", "null"], "maxLength": longest });
    let mut value = match field.field_type {
        FieldType::Guid | FieldType::Reference(_) | FieldType::Foreign(_) => with_pattern(SYS_ID),
        FieldType::DateTime => with_pattern(TIME),
        FieldType::Choice(choices) => {
            let words = choices.iter().map(|(word, _)| json!(word)).chain([json!(""), Value::Null]);
            json!({ "enum": words.collect::<Vec<_>>() })
        }
        FieldType::Boolean => json!({ "enum": [true, false, "true", "false", "1", "0", 1, 0, "", null] }),
        FieldType::Duration => json!({ "type": ["string", "integer", "null"] }),
        FieldType::Text(longest) => free(longest),
        FieldType::Phone => free(MAX_PHONE),
        FieldType::Journal => free(MAX_JOURNAL_ENTRY),
        FieldType::Identifier | FieldType::Integer | FieldType::Computed(_) => json!({ "type": ["string", "integer"] }),
    };
    if let (DefaultValue::Column(word), true) = (field.default, is_new) {
        value["default"] = json!(word);
    }
    let mut schema = json!({ "title": field.label(), "anyOf": [value, reference("SentBackValue")] });
    let words = words(field);
    if !words.is_empty() {
        schema["description"] = json!(words);
    }
    schema
}

fn or_empty(pattern: &str) -> String {
    format!("^$|{pattern}")
}

/// What the schema itself cannot say.
fn words(field: &Field) -> String {
    let mut words = Vec::new();
    match field.field_type {
        FieldType::Reference(reference) => words.push(format!("Refers to `{}`.", reference.table.name)),
        FieldType::Foreign(table) => words.push(format!("A record of `{table}`, which may be kept elsewhere.")),
        FieldType::DateTime => words.push("A time in UTC, `yyyy-MM-dd HH:mm:ss`.".to_owned()),
        FieldType::Duration => {
            words.push("A time span: whole seconds, or the time after the beginning of 1970.".to_owned())
        }
        FieldType::Journal => words.push("What is written is added.".to_owned()),
        _ => {}
    }
    let choices = field.choices();
    if !choices.is_empty() {
        words.push(format!("{}: {}.", if is_closed(field) { "Choices" } else { "Usual words" }, listed(choices)));
    }
    match field.default {
        DefaultValue::None => {}
        DefaultValue::Column(word) => words.push(format!("Default: `{word}`.")),
        DefaultValue::NextNumber => words.push("The service gives it.".to_owned()),
        DefaultValue::Now => words.push("Default: now.".to_owned()),
        DefaultValue::User => words.push("Default: the caller.".to_owned()),
        DefaultValue::NowIfClosed => words.push("Default: when the state becomes a closed one.".to_owned()),
        DefaultValue::UserIfClosed => words.push("Default: who closes it.".to_owned()),
    }
    if let Some(constant) = field.constant.filter(|constant| !constant.is_empty()) {
        words.push(format!("Always `{constant}`."));
    }
    words.join(" ")
}

const fn is_closed(field: &Field) -> bool {
    matches!(field.field_type, FieldType::Choice(_))
}

fn listed(choices: Choices) -> String {
    choices.iter().map(|(word, label)| format!("`{word}` ({label})")).collect::<Vec<_>>().join(", ")
}

fn stats() -> Value {
    json!({ "type": "object", "properties": { "stats": figures() }, "required": ["stats"], "additionalProperties": false })
}

fn group() -> Value {
    let field = json!({
        "type": "object",
        "properties": { "field": { "type": "string" }, "value": { "type": "string" }, "display_value": { "type": "string" } },
        "required": ["field"],
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "properties": { "stats": figures(), "groupby_fields": { "type": "array", "items": field } },
        "required": ["stats", "groupby_fields"],
        "additionalProperties": false,
    })
}

fn figures() -> Value {
    let of_fields = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    json!({
        "type": "object",
        "properties": { "count": { "type": "string" }, "avg": of_fields, "min": of_fields, "max": of_fields, "sum": of_fields },
        "additionalProperties": false,
    })
}
