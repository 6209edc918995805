//! Keys of repeated requests, and what they recall (contract, section 5).

use crate::support::{ACTION, HELP_REQUEST, INTERACTION, OTHER_INTERACTION, command_of, json_command, message, sys_id};
use help_request_edge::fault::{Fault, FaultCode};
use help_request_edge::help_action::Done;
use help_request_edge::http::Format;
use help_request_edge::idempotency::{IdempotencyKey, MAX_KEY_LENGTH, Recall};
use serde_json::{Value, json};

fn key(header: &str) -> Result<String, Fault> {
    IdempotencyKey::parse(Some(header)).map(|key| key.unwrap().as_str().to_owned())
}

fn no_key(shown: &str) -> Result<String, Fault> {
    let message = message!("invalid_idempotency_key", value = shown);
    Err(Fault::field("Idempotency-Key", FaultCode::InvalidIdempotencyKey, message))
}

/// What a request with these members besides the interaction asks for.
fn fields(members: &str) -> String {
    json_command(&format!(r#"{{"interaction":"{INTERACTION}"{members}}}"#)).fields()
}

fn record(changes: &Value) -> String {
    let mut record = json!({
        "request": fields(""), "operation": "end_all", "sys_id": INTERACTION, "transaction_id": OTHER_INTERACTION,
    });
    for (name, value) in changes.as_object().unwrap() {
        record[name] = value.clone();
    }
    record.to_string()
}

fn recalled(record: &str) -> Option<Recall> {
    Recall::read(record, &json_command(&format!(r#"{{"interaction":"{INTERACTION}"}}"#)), &sys_id(ACTION))
}

#[test]
fn a_key_is_bare_or_quoted() {
    assert_eq!(IdempotencyKey::parse(None), Ok(None));
    assert_eq!(key("8e03978e-40d5-43dd-bc93-6894a57f9324").as_deref(), Ok("8e03978e-40d5-43dd-bc93-6894a57f9324"));
    assert_eq!(key("\"abc\"").as_deref(), Ok("abc"));
    assert_eq!(key(" abc\t").as_deref(), Ok("abc"));
    assert_eq!(key("!~;,=").as_deref(), Ok("!~;,="));
}

#[test]
fn a_key_has_1_to_255_characters() {
    let longest = "k".repeat(MAX_KEY_LENGTH);
    assert_eq!(MAX_KEY_LENGTH, 255);
    assert_eq!(key(&longest), Ok(longest.clone()));
    assert_eq!(key(&format!("\"{longest}\"")), Ok(longest.clone()));
    assert_eq!(key(&format!("{longest}k")), no_key(&format!("{}…", "k".repeat(64))));
    for (header, shown) in [("", ""), (" ", ""), ("\"\"", "\"\"")] {
        assert_eq!(key(header), no_key(shown), "{header:?}");
    }
}

#[test]
fn other_characters_are_refused() {
    for header in ["a b", "\"a b\"", "\"", "\"a", "\"a\"b\"", "\"a\\b\"", "j\u{fc}rgen", "\u{1f511}"] {
        assert_eq!(key(header), no_key(header), "{header}");
    }
    assert_eq!(key("a\u{7f}b"), no_key("a\u{fffd}b"));
}

#[test]
fn requests_are_told_apart_by_what_is_given() {
    let update = format!(r#","action_sys_id":"{ACTION}""#);
    let different = [
        fields(""),
        fields(r#","end_time":"2026-02-18 12:00:00""#),
        fields(r#","end_time":"2026-02-18 12:00:01""#),
        fields(r#","action":"coach""#),
        fields(r#","action":"observe""#),
        fields(r#","action":"coach","start_time":"2026-02-18 12:00:00""#),
        fields(r#","action":"coach","end_time":"2026-02-18 12:00:00""#),
        fields(&format!(r#","action":"coach","help_request":"{HELP_REQUEST}""#)),
        fields(&format!(r#"{update},"action":"coach""#)),
        fields(&format!(r#"{update},"start_time":"2026-02-18 12:00:00""#)),
        fields(&format!(r#"{update},"end_time":"2026-02-18 12:00:00""#)),
        fields(&format!(r#"{update},"help_request":"{HELP_REQUEST}""#)),
        json_command(&format!(r#"{{"interaction":"{OTHER_INTERACTION}"}}"#)).fields(),
    ];
    for (at, one) in different.iter().enumerate() {
        assert!(!different[at + 1..].contains(one), "{one}");
    }
}

#[test]
fn the_same_request_in_other_words_is_the_same() {
    let plain = fields(r#","action":"coach","start_time":"2026-02-18 11:30:00""#);
    let upper = INTERACTION.to_uppercase();
    let json = format!(r#"{{"start_time":"2026-02-18T12:30:00+01:00","action":" coach ","interaction":"{upper}"}}"#);
    assert_eq!(json_command(&json).fields(), plain);
    let xml = format!(
        "<r><interaction>{INTERACTION}</interaction><action>coach</action><start_time>2026-02-18T11:30:00Z</start_time></r>"
    );
    assert_eq!(command_of(Format::Xml, xml.as_bytes()).unwrap().fields(), plain);
}

#[test]
fn a_record_of_this_very_request_is_fresh() {
    assert_eq!(recalled(&record(&json!({"transaction_id": ACTION}))), Some(Recall::Fresh));
}

#[test]
fn a_record_of_the_same_request_is_replayed() {
    let id = sys_id(HELP_REQUEST);
    for (operation, done) in
        [("create", Done::Created(id.clone())), ("update", Done::Updated(id.clone())), ("end_all", Done::EndedAll(id))]
    {
        let record = record(&json!({"operation": operation, "sys_id": HELP_REQUEST}));
        assert_eq!(recalled(&record), Some(Recall::Replay(done)));
    }
}

#[test]
fn a_record_of_another_request_is_recognised() {
    let record = record(&json!({"request": fields(r#","action":"coach""#)}));
    assert_eq!(recalled(&record), Some(Recall::OtherRequest));
}

#[test]
fn what_is_no_record_is_none() {
    for changes in [
        json!({"transaction_id": null}),
        json!({"request": null}),
        json!({"operation": "delete"}),
        json!({"operation": null}),
        json!({"sys_id": "1"}),
        json!({"sys_id": null}),
    ] {
        assert_eq!(recalled(&record(&changes)), None, "{changes}");
    }
    for text in ["", "null", "{}", "[]", "{"] {
        assert_eq!(recalled(text), None, "{text}");
    }
}
