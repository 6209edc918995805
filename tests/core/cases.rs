//! The cases of `tests/cases`: a body, and the command that it means or all of its faults. The tests over HTTP send the same
//! cases to the service. `tests/cases/README.md` says how a case is written.

use crate::support::{ACTIONS, FIELDS, INTERACTION, NOW, command_of, filled, placeholders, summary};
use help_request_edge::format::Format;
use serde_json::{Value, json};
use std::slice;

#[test]
fn the_rules_for_values() {
    hold(Format::Json, include_str!("../cases/values.json"));
}

#[test]
fn what_a_json_body_may_look_like() {
    hold(Format::Json, include_str!("../cases/json.json"));
}

#[test]
fn what_an_xml_body_may_look_like() {
    hold(Format::Xml, include_str!("../cases/xml.json"));
}

#[track_caller]
fn hold(format: Format, file: &str) {
    let file: Value = serde_json::from_str(file).unwrap();
    for case in list(&file["cases"]).iter().flat_map(|case| expanded(case, &file)) {
        let body = body(&case);
        let about = format!("{}: {}", case["name"], String::from_utf8_lossy(&body));
        match (command_of(format, &body), case.get("faults")) {
            (Ok(command), None) => assert_eq!(summary(&command), expected_command(&case["command"]), "{about}"),
            (Err(faults), Some(expected)) => {
                let expected: Vec<Value> = list(expected).iter().map(expected_fault).collect();
                let mut faults = list(&json!(faults)).to_vec();
                for (fault, expected) in faults.iter_mut().zip(&expected) {
                    pass_over_open_end(fault, text(&expected["message"]));
                }
                assert_eq!(faults, expected, "{about}");
            }
            (actual, _) => panic!("{about}: {actual:?}"),
        }
    }
}

/// The case once for each of its bodies, with everything that its names may stand for.
fn expanded(case: &Value, file: &Value) -> Vec<Value> {
    let mut case = case.clone();
    for base in ["create", "update"] {
        if let Some(Value::Object(changes)) = case.get(base).cloned() {
            case["body"] = file["bases"][base].clone();
            case["body"].as_object_mut().unwrap().extend(changes);
        }
    }
    let mut cases = match case["text"].clone() {
        Value::Array(texts) => texts.into_iter().map(|text| with_text(&case, text)).collect(),
        _ => vec![case.clone()],
    };
    let each = case.get("each").map_or(&[][..], list);
    for step in each.iter().chain(list(&file["names"])) {
        let (names, rows) = step.as_object().unwrap().iter().next().unwrap();
        cases = cases.iter().flat_map(|case| one_or_more(rows).iter().map(|row| replaced(case, names, row))).collect();
    }
    cases
}

fn with_text(case: &Value, text: Value) -> Value {
    let mut case = case.clone();
    case["text"] = text;
    case
}

/// The case with a row of texts in place of their names in braces.
fn replaced(case: &Value, names: &str, row: &Value) -> Value {
    let (names, row): (Vec<_>, _) = (names.split(", ").collect(), one_or_more(row));
    assert_eq!(names.len(), row.len(), "{row:?}");
    names.into_iter().zip(row).fold(case.clone(), |case, (name, row)| put(&case, &format!("{{{name}}}"), text(row)))
}

fn put(value: &Value, name: &str, text: &str) -> Value {
    match value {
        Value::String(string) => string.replace(name, text).into(),
        Value::Array(values) => values.iter().map(|value| put(value, name, text)).collect(),
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.replace(name, text), put(value, name, text))).collect()
        }
        _ => value.clone(),
    }
}

fn body(case: &Value) -> Vec<u8> {
    match (case.get("text"), case.get("latin1")) {
        (Some(utf8), _) => text(utf8).into(),
        (_, Some(latin1)) => text(latin1).chars().map(|c| u8::try_from(c).unwrap()).collect(),
        _ => serde_json::to_vec(&case["body"]).unwrap(),
    }
}

fn expected_command(command: &Value) -> String {
    let text = |name: &str| match command.get(name).map(text) {
        Some("now") => NOW,
        Some(text) => text,
        None => "none",
    };
    let rest = format!("help_request={} start={} end={}", text("help_request"), text("start_time"), text("end_time"));
    match text("operation") {
        "create" => format!("create {} on {INTERACTION} {rest}", text("action")),
        "update" => format!("update {} of {INTERACTION} action={} {rest}", text("action_sys_id"), text("action")),
        "end_all" => format!("end all of {INTERACTION} end={}", text("end_time")),
        other => panic!("{other}"),
    }
}

fn expected_fault(fault: &Value) -> Value {
    let message = message_of(fault.get("message").unwrap_or(&fault["code"]), fault);
    json!({ "field": fault.get("field"), "code": fault["code"], "message": message })
}

fn message_of(name: &Value, values: &Value) -> String {
    let value = |placeholder: &str| match (placeholder, values.get(placeholder)) {
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(nested)) => message_of(&nested["message"], nested),
        ("choices", None) => ACTIONS.to_owned(),
        ("fields", None) => FIELDS.to_owned(),
        _ => panic!("{name} needs a value for {placeholder}"),
    };
    let values: Vec<(&str, String)> = placeholders(text(name)).into_iter().map(|name| (name, value(name))).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    filled(text(name), &values)
}

/// An asterisk at the end of an expected message is any text, but not none.
fn pass_over_open_end(fault: &mut Value, expected: &str) {
    if let Some(beginning) = expected.strip_suffix('*') {
        let rest = text(&fault["message"]).strip_prefix(beginning);
        if rest.is_some_and(|rest| !rest.is_empty()) {
            fault["message"] = expected.into();
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn one_or_more(value: &Value) -> &[Value] {
    value.as_array().map_or(slice::from_ref(value), Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
