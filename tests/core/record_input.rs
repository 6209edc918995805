//! What may be written into a record (contract, sections 2 and 7).

use crate::support::{HELP_REQUEST, INTERACTION, INTERACTION_FIELDS, OTHER_INTERACTION, STATES, fault, message, table};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::format::{Format, decode};
use help_request_edge::table::{InputRules, Purpose, RecordInput, UnknownFields, ignored};
use proptest::prelude::*;
use serde_json::{Value, json};

type Values = Vec<(&'static str, Option<String>)>;

/// What becomes of a body: the id and the values, or all faults.
fn check_body(
    table_name: &str,
    purpose: Purpose<'_>,
    (format, body): (Format, &str),
) -> Result<(Option<String>, Values), Vec<Fault>> {
    let table = table(table_name);
    let fields = RecordInput::fields_of(table);
    let input = decode(format, body.as_bytes(), fields)
        .and_then(|fields| RecordInput::check(table, fields, purpose, InputRules::default()))
        .map_err(Faults::into_list)?;
    let values = input.values.into_iter().map(|(field, value)| (field.name, value)).collect();
    Ok((input.sys_id.map(|id| id.to_string()), values))
}

/// What becomes of a body under these rules.
fn input(table_name: &str, purpose: Purpose<'_>, rules: InputRules, body: &str) -> Result<RecordInput, Vec<Fault>> {
    let fields = decode(Format::Json, body.as_bytes(), RecordInput::fields_of(table(table_name)));
    fields.and_then(|fields| RecordInput::check(table(table_name), fields, purpose, rules)).map_err(Faults::into_list)
}

fn check(table_name: &str, purpose: Purpose<'_>, body: &Value) -> Result<Values, Vec<Fault>> {
    check_body(table_name, purpose, (Format::Json, &body.to_string())).map(|(_, values)| values)
}

fn insert(body: &Value) -> Result<Values, Vec<Fault>> {
    check("interaction", Purpose::Insert, body)
}

fn update(body: &Value) -> Result<Values, Vec<Fault>> {
    check("interaction", Purpose::Update(INTERACTION), body)
}

fn values(values: &[(&'static str, &str)]) -> Values {
    values.iter().map(|(name, text)| (*name, Some((*text).to_owned()))).collect()
}

/// The one fault.
fn refused(name: &str, code: FaultCode, message: impl Into<String>) -> Result<Values, Vec<Fault>> {
    Err(vec![fault(name, code, message)])
}

#[test]
fn an_interaction_may_be_empty() {
    assert_eq!(insert(&json!({})), Ok(vec![]));
    assert_eq!(update(&json!({})), Ok(vec![]));
}

#[test]
fn all_that_a_caller_may_write() {
    let body = json!({
        "opened_for": "anna", "assigned_to": "ben", "closed_at": "2026-02-18T12:30:00+01:00", "type": "phone",
        "opened_at": "2026-02-18 11:00:00", "short_description": " Ä\n<b>'\"\\ ", "state": "closed_complete",
    });
    let expected = values(&[
        ("type", "phone"),
        ("state", "closed_complete"),
        ("short_description", "Ä\n<b>'\"\\"),
        ("opened_at", "2026-02-18 11:00:00"),
        ("closed_at", "2026-02-18 11:30:00"),
        ("assigned_to", "ben"),
        ("opened_for", "anna"),
    ]);
    assert_eq!(insert(&body), Ok(expected.clone()));
    assert_eq!(update(&body), Ok(expected));
    let body = json!({
        "interaction": INTERACTION.to_uppercase(), "state": "in_progress", "reason": "r", "comments": "c",
        "opened_by": "o", "help_provided_by": "h",
    });
    let expected = values(&[
        ("interaction", INTERACTION),
        ("state", "in_progress"),
        ("reason", "r"),
        ("comments", "c"),
        ("opened_by", "o"),
        ("help_provided_by", "h"),
    ]);
    for purpose in [Purpose::Insert, Purpose::Update(HELP_REQUEST)] {
        assert_eq!(check("interaction_help_request", purpose, &body), Ok(expected.clone()));
    }
}

#[test]
fn both_formats_say_the_same() {
    let xml = format!(
        "<request><entry><interaction>{INTERACTION}</interaction><reason> a &lt; b </reason><comments/></entry></request>"
    );
    let json = json!({"interaction": INTERACTION, "reason": " a < b ", "comments": ""}).to_string();
    for purpose in [Purpose::Insert, Purpose::Update(HELP_REQUEST)] {
        let from_json = check_body("interaction_help_request", purpose, (Format::Json, &json));
        assert!(from_json.is_ok());
        assert_eq!(check_body("interaction_help_request", purpose, (Format::Xml, &xml)), from_json);
    }
}

#[test]
fn values_other_than_texts_are_trimmed() {
    let body = json!({"state": " new\t", "opened_at": "\n2026-02-18 11:00:00 "});
    assert_eq!(insert(&body), Ok(values(&[("state", "new"), ("opened_at", "2026-02-18 11:00:00")])));
}

#[test]
fn no_value_is_left_out_of_a_new_record_and_removed_from_another() {
    for none in [json!(null), json!(""), json!(" \n\t")] {
        let body = json!({"type": none, "short_description": none, "closed_at": none});
        assert_eq!(insert(&body), Ok(vec![]));
        assert_eq!(update(&body), Ok(vec![("type", None), ("short_description", None), ("closed_at", None)]));
    }
}

#[test]
fn what_has_a_default_cannot_be_removed() {
    for none in [json!(null), json!(""), json!(" ")] {
        assert_eq!(insert(&json!({"state": none})), Ok(vec![]));
        let message = message!("empty", field = "state");
        assert_eq!(update(&json!({"state": none})), refused("state", FaultCode::Empty, message));
    }
}

#[test]
fn what_is_required_is_given_for_a_new_record_and_not_removed_later() {
    let message = message!("required", field = "interaction");
    let required = || refused("interaction", FaultCode::Required, &message);
    let (new, old) = (Purpose::Insert, Purpose::Update(HELP_REQUEST));
    assert_eq!(check("interaction_help_request", new, &json!({})), required());
    assert_eq!(check("interaction_help_request", old, &json!({})), Ok(vec![]));
    for none in [json!(null), json!(""), json!(" ")] {
        for purpose in [new, old] {
            assert_eq!(check("interaction_help_request", purpose, &json!({"interaction": none})), required());
        }
    }
}

#[test]
fn a_new_record_may_have_an_id_of_the_callers_choice() {
    let id = |body: &Value| {
        check_body("interaction", Purpose::Insert, (Format::Json, &body.to_string())).map(|(id, values)| {
            assert_eq!(values, []);
            id
        })
    };
    assert_eq!(id(&json!({"sys_id": format!(" {} ", INTERACTION.to_uppercase())})), Ok(Some(INTERACTION.to_owned())));
    for none in [json!({}), json!({"sys_id": null}), json!({"sys_id": " "})] {
        assert_eq!(id(&none), Ok(None));
    }
    let message = message!("invalid_sys_id", field = "sys_id", value = "1");
    assert_eq!(id(&json!({"sys_id": "1"})), Err(vec![fault("sys_id", FaultCode::InvalidSysId, message)]));
    let message = message!("not_a_string", field = "sys_id", kind = "an array");
    assert_eq!(id(&json!({"sys_id": []})), Err(vec![fault("sys_id", FaultCode::NotAString, message)]));
}

#[test]
fn a_record_keeps_its_id() {
    for same in [json!(INTERACTION), json!(INTERACTION.to_uppercase()), json!(null), json!("")] {
        assert_eq!(update(&json!({"sys_id": same})), Ok(vec![]));
        let upper = INTERACTION.to_uppercase();
        assert_eq!(check("interaction", Purpose::Update(&upper), &json!({"sys_id": same})), Ok(vec![]));
    }
    let message = message!("sys_id_given", field = "sys_id");
    let body = json!({"sys_id": OTHER_INTERACTION});
    assert_eq!(update(&body), refused("sys_id", FaultCode::ReadOnly, message));
    let message = message!("invalid_sys_id", field = "sys_id", value = "x");
    assert_eq!(update(&json!({"sys_id": "x"})), refused("sys_id", FaultCode::InvalidSysId, message));
}

#[test]
fn the_number_is_the_services() {
    for purpose in [Purpose::Insert, Purpose::Update(INTERACTION)] {
        let number = |value: Value| check("interaction", purpose, &json!({"number": value}));
        assert_eq!(number(json!(null)), Ok(vec![]));
        assert_eq!(number(json!("")), Ok(vec![]));
        let message = message!("not_a_string", field = "number", kind = "an array");
        assert_eq!(number(json!([])), refused("number", FaultCode::NotAString, message));
    }
    let message = message!("number_given", field = "number");
    assert_eq!(insert(&json!({"number": "IMS0000001"})), refused("number", FaultCode::ReadOnly, message));
}

#[test]
fn a_record_that_is_sent_back_may_have_its_number() {
    let number = |body: Value| {
        let fields = RecordInput::fields_of(table("interaction"));
        let fields = decode(Format::Json, body.to_string().as_bytes(), fields).unwrap();
        RecordInput::check(table("interaction"), fields, Purpose::Update(INTERACTION), InputRules::default())
            .unwrap()
            .number
    };
    for text in ["IMS0000001", " ims0000001 "] {
        assert_eq!(number(json!({"number": text})), Some(("number", "IMS0000001".to_owned())));
    }
    for none in [json!({"number": ""}), json!({"number": null}), json!({})] {
        assert_eq!(number(none), None);
    }
}

#[test]
fn what_the_service_keeps_is_passed_over() {
    let body = json!({
        "sys_created_on": "yesterday", "sys_created_by": {"link": "l", "value": "v"}, "sys_updated_on": null,
        "sys_updated_by": ["x"], "sys_mod_count": 7, "type": "a",
    });
    for purpose in [Purpose::Insert, Purpose::Update(INTERACTION)] {
        assert_eq!(check("interaction", purpose, &body), Ok(values(&[("type", "a")])));
    }
}

#[test]
fn other_kinds_than_strings_are_refused() {
    for (value, kind) in [
        (json!([]), "an array"),
        (json!({}), "an object"),
        (json!({"link": INTERACTION}), "an object"),
        (json!({"value": INTERACTION}), "an object"),
        (json!({"link": "", "value": 1}), "an object"),
        (json!({"link": "", "value": {"link": "", "value": INTERACTION}}), "an object"),
    ] {
        for (table_name, name) in
            [("interaction", "type"), ("interaction", "state"), ("interaction_help_request", "interaction")]
        {
            let body = json!({name: value});
            let expected = refused(name, FaultCode::NotAString, message!("not_a_string", field = name, kind = kind));
            for purpose in [Purpose::Update(INTERACTION), Purpose::Insert] {
                assert_eq!(check(table_name, purpose, &body), expected);
            }
        }
    }
}

#[test]
fn values_may_be_given_as_answers_show_them() {
    let shown = |value: &str| json!({"link": "https://help.example.com/", "display_value": "other", "value": value});
    let body = json!({"type": shown(" phone "), "state": shown("on_hold"), "assigned_to": shown("")});
    let expected = [values(&[("type", "phone"), ("state", "on_hold")]), vec![("assigned_to", None)]].concat();
    assert_eq!(update(&body), Ok(expected));
    let request = |value| check("interaction_help_request", Purpose::Insert, &json!({"interaction": value}));
    assert_eq!(request(shown(INTERACTION)), Ok(values(&[("interaction", INTERACTION)])));
    for name in ["link", "display_value"] {
        let shown = json!({name: {"value": "x"}, "value": INTERACTION});
        assert_eq!(request(shown), Ok(values(&[("interaction", INTERACTION)])));
    }
    let message = message!("invalid_sys_id", field = "interaction", value = "x");
    assert_eq!(request(shown("x")), refused("interaction", FaultCode::InvalidSysId, message));
}

#[test]
fn values_are_those_of_their_field() {
    let state = message!("invalid_choice", field = "state", value = "New", choices = STATES);
    for (body, name, code, message) in [
        (json!({"state": "New"}), "state", FaultCode::InvalidChoice, state),
        (
            json!({"opened_at": "2026-02-18"}),
            "opened_at",
            FaultCode::InvalidTime,
            message!("time_not_accepted", field = "opened_at", value = "2026-02-18"),
        ),
        (
            json!({"closed_at": "javascript:gs.hoursAgo(1)"}),
            "closed_at",
            FaultCode::InvalidTime,
            message!("time_not_accepted", field = "closed_at", value = "javascript:gs.hoursAgo(1)"),
        ),
    ] {
        assert_eq!(insert(&body), refused(name, code, &message));
        assert_eq!(update(&body), refused(name, code, &message));
    }
    let message = message!("invalid_sys_id", field = "interaction", value = "IMS0000001");
    let actual = check("interaction_help_request", Purpose::Insert, &json!({"interaction": "IMS0000001"}));
    assert_eq!(actual, refused("interaction", FaultCode::InvalidSysId, message));
}

#[test]
fn texts_have_a_most_of_characters() {
    for (table_name, name, longest) in [
        ("interaction", "type", 100),
        ("interaction", "assigned_to", 100),
        ("interaction", "opened_for", 100),
        ("interaction", "short_description", 1000),
        ("interaction_help_request", "reason", 1000),
        ("interaction_help_request", "comments", 4000),
        ("interaction_help_request", "opened_by", 100),
        ("interaction_help_request", "help_provided_by", 100),
    ] {
        for character in ["a", "ü", "😀"] {
            let text = |length: usize| json!({name: character.repeat(length)});
            let purpose = Purpose::Update(INTERACTION);
            assert!(check(table_name, purpose, &text(longest)).is_ok());
            let message = message!("too_long", field = name, longest = longest);
            let actual = check(table_name, purpose, &text(longest + 1));
            assert_eq!(actual, refused(name, FaultCode::TooLong, &message));
        }
    }
}

#[test]
fn texts_hold_what_xml_can_hold() {
    for (character, code) in [('\0', "0000"), ('\u{1}', "0001"), ('\u{1b}', "001B"), ('\u{FFFE}', "FFFE")] {
        let message = message!("invalid_text", field = "type", code = code);
        let body = json!({"type": format!("a{character}b\u{1f}")});
        assert_eq!(insert(&body), refused("type", FaultCode::InvalidText, &message));
        assert_eq!(update(&body), refused("type", FaultCode::InvalidText, &message));
    }
    let text = "a\t\n\r \u{7f}\u{85}\u{2028}\u{FFFD}\u{10FFFF}";
    assert_eq!(insert(&json!({"type": text})), Ok(values(&[("type", text)])));
}

#[test]
fn numbers_and_booleans_are_taken_as_their_text() {
    let body =
        r#"{"opened_for":442079460958,"short_description":1.50,"type":true,"assigned_to":-1e3,"opened_by":false}"#;
    let expected = values(&[
        ("type", "true"),
        ("short_description", "1.50"),
        ("assigned_to", "-1e3"),
        ("opened_for", "442079460958"),
        ("opened_by", "false"),
    ]);
    assert_eq!(check_body("interaction", Purpose::Insert, (Format::Json, body)), Ok((None, expected)));
}

#[test]
fn truths_and_time_spans_are_read_in_their_forms() {
    for (given, stored) in [
        (json!(true), "true"),
        (json!("True"), "true"),
        (json!(0), "false"),
        (json!("FALSE"), "false"),
        (json!(1), "true"),
    ] {
        assert_eq!(insert(&json!({"agent_chat": given})), Ok(values(&[("agent_chat", stored)])));
    }
    let message = message!("invalid_boolean", field = "agent_chat", value = "yes");
    assert_eq!(insert(&json!({"agent_chat": "yes"})), refused("agent_chat", FaultCode::InvalidChoice, message));
    assert_eq!(insert(&json!({"agent_chat": null})), Ok(vec![]));
    assert_eq!(update(&json!({"agent_chat": ""})), Ok(values(&[("agent_chat", "false")])));
    for (given, stored) in [
        (json!(312), "1970-01-01 00:05:12"),
        (json!("90061"), "1970-01-02 01:01:01"),
        (json!("1970-01-01 00:05:12"), "1970-01-01 00:05:12"),
        (json!(0), "1970-01-01 00:00:00"),
    ] {
        assert_eq!(insert(&json!({"duration": given})), Ok(values(&[("duration", stored)])));
    }
    for none in [json!(-1), json!(1.5), json!("5 minutes"), json!("1969-12-31 23:59:59"), json!(4_294_967_296_u64)] {
        let text = none.as_str().map_or_else(|| none.to_string(), str::to_owned);
        let message = message!("invalid_duration", field = "duration", value = text);
        assert_eq!(insert(&json!({"duration": none})), refused("duration", FaultCode::InvalidTime, message));
    }
}

#[test]
fn references_to_other_systems_are_any_sys_id() {
    let body = json!({"contact": INTERACTION.to_uppercase(), "parent": OTHER_INTERACTION});
    let expected = values(&[("parent", OTHER_INTERACTION), ("contact", INTERACTION)]);
    assert_eq!(insert(&body), Ok(expected));
    let message = message!("invalid_sys_id", field = "contact", value = "Anna");
    assert_eq!(insert(&json!({"contact": "Anna"})), refused("contact", FaultCode::InvalidSysId, message));
}

#[test]
fn a_journal_gets_an_entry_or_nothing() {
    let entries = |purpose, value: Value| {
        let read = input("interaction", purpose, InputRules::default(), &json!({"work_notes": value}).to_string());
        let read = read.unwrap();
        assert_eq!((read.values.len(), read.is_empty()), (0, read.entries.is_empty()));
        read.entries.into_iter().map(|(field, text)| (field.name, text)).collect::<Vec<_>>()
    };
    for purpose in [Purpose::Insert, Purpose::Update(INTERACTION)] {
        assert_eq!(entries(purpose, json!(" called back\n")), [("work_notes", "called back".to_owned())]);
        for none in [json!(""), json!(null), json!(" ")] {
            assert_eq!(entries(purpose, none), []);
        }
    }
    let message = message!("too_long", field = "work_notes", longest = 4000);
    let body = json!({"work_notes": "a".repeat(4001)});
    assert_eq!(insert(&body), refused("work_notes", FaultCode::TooLong, message));
}

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
