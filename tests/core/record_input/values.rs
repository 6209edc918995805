//! What values may be.

use super::{check, check_body, input, insert, refused, update, values};
use crate::support::{INTERACTION, OTHER_INTERACTION, STATES, message};
use help_request_edge::fault::FaultCode;
use help_request_edge::format::Format;
use help_request_edge::table::{InputRules, Purpose};
use serde_json::{Value, json};

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
