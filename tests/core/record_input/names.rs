//! Own columns, labels and unknown names, and all faults together.

use super::{check_body, input, insert, refused, update, values};
use crate::support::{INTERACTION, INTERACTION_FIELDS, STATES, fault, message};
use help_request_edge::fault::{Fault, FaultCode};
use help_request_edge::format::Format;
use help_request_edge::table::{InputRules, Purpose, UnknownFields, ignored};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn own_columns_are_texts() {
    let own = |purpose, body: Value| -> Result<Vec<(String, Option<String>)>, Vec<Fault>> {
        let read = input("interaction", purpose, InputRules::default(), &body.to_string())?;
        assert_eq!((read.values.len(), &read.ignored), (0, &vec![]));
        Ok(read.own.iter().map(|(name, value)| (name.as_str().to_owned(), value.clone())).collect())
    };
    let body = json!({"u_call_duration": 312, "u_ok": true, "u_text": " a ", "u_9": null, "u__": ""});
    let mut expected = [("u_call_duration", "312"), ("u_ok", "true"), ("u_text", "a")]
        .map(|(name, value)| (name.to_owned(), Some(value.to_owned())))
        .to_vec();
    assert_eq!(own(Purpose::Insert, body.clone()), Ok(expected.clone()));
    expected.extend(["u_9", "u__"].map(|name| (name.to_owned(), None)));
    assert_eq!(own(Purpose::Update(INTERACTION), body), Ok(expected));
    let many = |count: usize| Value::Object((0..count).map(|n| (format!("u_{n}"), json!("x"))).collect());
    assert_eq!(own(Purpose::Insert, many(50)).map(|own| own.len()), Ok(50));
    for count in [51, 52, 3000] {
        let message = message!("too_many_own");
        let expected = Fault { field: None, code: FaultCode::TooManyValues, message };
        assert_eq!(own(Purpose::Insert, many(count)).map(|_| ()).unwrap_err(), [expected]);
    }
    // As JSON: {"u_0":"","u_1":"","u_2":"","u_3":"","u_4":""}
    let full = |last: usize| {
        let texts = [4000, 4000, 4000, 3900, last];
        Value::Object((0..).zip(texts).map(|(n, length)| (format!("u_{n}"), json!("ü".repeat(length)))).collect())
    };
    assert_eq!(own(Purpose::Insert, full(16_000 - 15_900 - 46)).map(|own| own.len()), Ok(5));
    let too_many = Fault { field: None, code: FaultCode::TooManyValues, message: message!("too_many_own") };
    assert_eq!(own(Purpose::Insert, full(16_000 - 15_900 - 45)).unwrap_err(), [too_many]);
    let long = own(Purpose::Insert, json!({"u_x": "a".repeat(4001)})).unwrap_err();
    assert_eq!(long, [fault("u_x", FaultCode::TooLong, message!("too_long", field = "u_x", longest = 4000))]);
    let list = own(Purpose::Insert, json!({"u_x": []})).unwrap_err();
    assert_eq!(list, [fault("u_x", FaultCode::NotAString, message!("not_a_string", field = "u_x", kind = "an array"))]);
    let twice = check_body("interaction", Purpose::Insert, (Format::Json, r#"{"u_x":"a","u_x":"b"}"#)).unwrap_err();
    assert_eq!(twice, [fault("u_x", FaultCode::DuplicateField, message!("duplicate_field", field = "u_x"))]);
}

#[test]
fn labels_and_numbers_are_values_where_they_are_asked_for() {
    let rules = InputRules { takes_display_values: true, ..InputRules::default() };
    let read = |table_name, body: Value| input(table_name, Purpose::Insert, rules, &body.to_string());
    for state in ["Closed Complete", "closed complete", "closed_complete"] {
        let read = read("interaction", json!({"state": state, "type": "Phone", "assigned_to": "New"})).unwrap();
        assert_eq!(read.value("state"), Some(Some("closed_complete")));
        assert_eq!(read.value("type"), Some(Some("phone")));
        assert_eq!(read.value("assigned_to"), Some(Some("New")));
    }
    let by_number = read("interaction_help_request", json!({"interaction": "ims0000119"})).unwrap();
    let shown: Vec<_> = by_number
        .shown_references
        .iter()
        .map(|(field, table, by, text)| (field.name, table.name, *by, text.as_str()))
        .collect();
    assert_eq!(shown, [("interaction", "interaction", "number", "IMS0000119")]);
    assert_eq!(by_number.values.len(), 0);
    for number in ["abc", &"x".repeat(32)] {
        let read = read("interaction_help_request", json!({"interaction": number})).unwrap();
        assert_eq!((read.values.len(), read.shown_references[0].3.as_str()), (0, number.to_uppercase().as_str()));
    }
    let by_id = read("interaction_help_request", json!({"interaction": INTERACTION})).unwrap();
    assert_eq!((by_id.value("interaction"), by_id.shown_references.len()), (Some(Some(INTERACTION)), 0));
    let message = message!("invalid_choice", field = "state", value = "Closed", choices = STATES);
    let faults = read("interaction", json!({"state": "Closed"})).unwrap_err();
    assert_eq!(faults, [fault("state", FaultCode::InvalidChoice, message)]);
    // Without the flag, a label is none.
    let message = message!("invalid_choice", field = "state", value = "Closed Complete", choices = STATES);
    assert_eq!(insert(&json!({"state": "Closed Complete"})), refused("state", FaultCode::InvalidChoice, message));
    assert_eq!(insert(&json!({"type": "Phone"})), Ok(values(&[("type", "Phone")])));
}

#[test]
fn unknown_names_are_passed_over_and_told_or_are_faults() {
    let names = ["nothing", "Type", "sys_transaction_id", "interaction.state", "", "own_columns", "u_", "u_X", "data"];
    let body = json!({"nothing": 1, "Type": [], "type": "a", "sys_transaction_id": "x", "interaction.state": null, "": "",
        "own_columns": "{}", "u_": "x", "u_X": "x", "data": {"type": "b"}});
    let read = input("interaction", Purpose::Insert, InputRules::default(), &body.to_string()).unwrap();
    assert_eq!(read.ignored, names);
    assert_eq!(read.value("type"), Some(Some("a")));
    let rules = InputRules { unknown_fields: UnknownFields::Reject, ..InputRules::default() };
    let faults = input("interaction", Purpose::Insert, rules, &body.to_string()).unwrap_err();
    let message = |name: &str| message!("unknown_field", field = name, fields = INTERACTION_FIELDS);
    assert_eq!(faults, names.map(|name| fault(name, FaultCode::UnknownField, message(name))));
    let body = r#"{"type":"a","type":"a"}"#;
    let repeated = fault("type", FaultCode::DuplicateField, message!("duplicate_field", field = "type"));
    let actual = check_body("interaction", Purpose::Insert, (Format::Json, body));
    assert_eq!(actual, Err(vec![repeated]));
}

#[test]
fn what_was_passed_over_is_told_in_a_header() {
    let list = |names: &[&str]| ignored::list(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    assert_eq!(list(&[]), None);
    assert_eq!(list(&["channel", "a b", "ü,\r\n"]), Some("channel, a+b, %C3%BC%2C%0D%0A".to_owned()));
    assert_eq!(list(&[&"a".repeat(65)]), Some("a".repeat(64) + "..."));
    assert_eq!(list(&["x"; 40]), Some(["x"; 40].join(", ")));
    assert_eq!(list(&["x"; 41]), Some("x, ".repeat(40) + "..."));
}

#[test]
fn all_faults_are_found() {
    let body = json!({"nothing": 1, "closed_at": "x", "state": 1, "number": [], "sys_id": "1", "type": "a".repeat(101), "u_x": []});
    let rules = InputRules { unknown_fields: UnknownFields::Reject, ..InputRules::default() };
    let faults = input("interaction", Purpose::Update(INTERACTION), rules, &body.to_string()).unwrap_err();
    let found: Vec<(Option<&str>, FaultCode)> =
        faults.iter().map(|fault| (fault.field.as_deref(), fault.code)).collect();
    assert_eq!(
        found,
        [
            (Some("nothing"), FaultCode::UnknownField),
            (Some("sys_id"), FaultCode::InvalidSysId),
            (Some("number"), FaultCode::NotAString),
            (Some("type"), FaultCode::TooLong),
            (Some("state"), FaultCode::InvalidChoice),
            (Some("closed_at"), FaultCode::InvalidTime),
            (Some("u_x"), FaultCode::NotAString),
        ]
    );
}

proptest! {
    #[test]
    fn what_is_accepted_is_stored_without_the_white_space_around_it(
        text in any::<String>(),
        state in prop::sample::select(["new", "on_hold", "wrap_up"].as_slice()),
    ) {
        let result = update(&json!({"short_description": text, "state": state}));
        if text.trim().is_empty() {
            prop_assert_eq!(result, Ok(vec![("state", Some(state.to_owned())), ("short_description", None)]));
        } else if let Ok(stored) = result {
            prop_assert_eq!(stored, values(&[("state", state), ("short_description", text.trim())]));
        } else {
            let is_odd = |c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}');
            prop_assert!(text.contains(is_odd));
        }
    }
}
