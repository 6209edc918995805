//! Which fields a body may have, and which it needs.

use super::{check, check_body, insert, refused, update, values};
use crate::support::{HELP_REQUEST, INTERACTION, OTHER_INTERACTION, fault, message, table};
use help_request_edge::fault::FaultCode;
use help_request_edge::format::{Format, decode};
use help_request_edge::table::{InputRules, Purpose, RecordInput};
use serde_json::{Value, json};

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
