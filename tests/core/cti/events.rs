//! `CloudEvents` of our own types.

use super::{Given, T0, ignored, interaction, malformed, period, periods, source};
use crate::support::INTERACTION;
use help_request_edge::action::Action::{BargeIn, Coach};
use help_request_edge::cti::{Event, Malformed, Observation, Reason, Says};
use serde_json::{Value, json};

fn event(changes: Value) -> Value {
    let mut event = json!({"specversion": "1.0", "id": "1", "source": "/pbx", "type": "com.example.help_action.started",
        "subject": "leg-7", "time": "2026-09-15T14:00:01.500Z", "data": {"interaction": INTERACTION, "action": "coach"}});
    event.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    event
}

fn structured(event: &Value) -> Given {
    Given::new("application/cloudevents+json; charset=UTF-8", event.to_string())
}

fn binary(body: &str) -> Given {
    Given::json(body)
        .with("ce-specversion", "1.0")
        .with("ce-id", "1")
        .with("ce-source", "/pbx")
        .with("ce-type", "com.example.help_action.started")
        .with("ce-subject", "leg-7")
        .with("ce-time", "2026-09-15T14:00:01.500Z")
}

const DATA: &str = r#"{"interaction": "d4dec70f3b4bfe101baa9f7e53e45a5d", "action": "coach"}"#;

#[test]
fn all_modes_say_the_same() {
    let expected = [Observation {
        event_id: "1".into(),
        group: "/pbx leg-7".into(),
        leg: "leg-7".into(),
        calls: vec![],
        interaction: Some(interaction()),
        order: T0 + 1_500,
        at: T0 + 1_500,
        says: Says { mode: Some(Coach), ..Says::default() },
        is_supervisor: true,
    }];
    let events = source("events");
    assert_eq!(structured(&event(json!({}))).observed(&events), expected);
    assert_eq!(
        structured(&event(json!({}))).with("content-type", "APPLICATION/CLOUDEVENTS").observed(&events),
        expected
    );
    assert_eq!(binary(DATA).observed(&events), expected);
    let batch = json!([event(json!({})), event(json!({"id": "2"})), event(json!({"id": "3", "type": "other"}))]);
    let batch = Given::new("application/cloudevents-batch+json", batch.to_string()).observed(&events);
    assert_eq!((batch.len(), &batch[..1]), (2, expected.as_slice()));
    let encoded = event(json!({"data": null, "data_base64": "x"}));
    let mut encoded = encoded;
    encoded.as_object_mut().unwrap().remove("data");
    encoded["data_base64"] =
        json!("eyJpbnRlcmFjdGlvbiI6ImQ0ZGVjNzBmM2I0YmZlMTAxYmFhOWY3ZTUzZTQ1YTVkIiwiYWN0aW9uIjoiY29hY2gifQ==");
    assert_eq!(structured(&encoded).observed(&events), expected);
}

#[test]
fn the_end_of_the_type_tells_what_it_is() {
    let of = |name: &str| structured(&event(json!({"type": name})));
    for name in ["help_action.started", "com.example.help_action.started", "a.help_action.changed"] {
        assert_eq!(of(name).observed(&source("events"))[0].says.mode, Some(Coach), "{name}");
    }
    assert_eq!(of("a.help_action.ended").observed(&source("events"))[0].says, Says::default());
    for name in ["a.help_action.begun", "xhelp_action.started", "help_action", "a.help_action.started.v1"] {
        ignored(&of(name), &source("events"), Reason::OtherType);
    }
    ignored(&Given::new("application/cloudevents-batch+json", "[]"), &source("events"), Reason::OtherType);
}

#[test]
fn ids_of_other_types_may_be_longer_than_ours() {
    let long = "x".repeat(201);
    for name in ["id", "source", "subject"] {
        let other = event(json!({"type": "other", name: long}));
        ignored(&structured(&other), &source("events"), Reason::OtherType);
        let message = format!("{name} has more than 200 characters");
        malformed(&structured(&event(json!({name: long}))), &source("events"), &message);
    }
    ignored(&structured(&event(json!({"type": "other", "subject": ""}))), &source("events"), Reason::OtherType);
}

#[test]
fn an_end_needs_no_data_and_a_change_ends_one_mode_and_starts_the_next() {
    let of = |id: &str, kind: &str, time: &str, data: Value| {
        let changes = json!({"id": id, "type": format!("x.help_action.{kind}"), "time": format!("2026-09-15T{time}Z"), "data": data});
        structured(&event(changes)).observed(&source("events"))
    };
    let (coach, barge) = (json!({"call": "C-1", "action": "coach"}), json!({"call": "C-1", "action": "barge_in"}));
    let all = [
        of("1", "started", "14:00:01", coach.clone()),
        of("2", "changed", "14:00:05", barge.clone()),
        of("3", "ended", "14:00:09", json!(null)),
    ];
    let expected = [period(Coach, "14:00:01", Some("14:00:05")), period(BargeIn, "14:00:05", Some("14:00:09"))];
    assert_eq!(periods(&all.concat()), expected);
    assert_eq!(all[0][0].calls, ["C-1"]);
    // The same with an end and a start at one moment.
    let all = [
        of("1", "started", "14:00:01", coach.clone()),
        of("2", "ended", "14:00:05", json!({})),
        of("3", "started", "14:00:05", barge),
        of("4", "ended", "14:00:09", json!({"action": "x"})),
    ];
    assert_eq!(periods(&all.concat()), expected);
    // Begun and ended at one moment is nothing.
    assert_eq!(
        periods(&[of("1", "started", "14:00:01", coach), of("2", "ended", "14:00:01", json!(null))].concat()),
        []
    );
}

#[test]
fn headers_are_decoded() {
    let of = |value: &str| binary(DATA).with("ce-subject", value).read(&source("events"));
    for (value, leg) in [
        ("Euro%20%E2%82%AC", "Euro €"),
        ("Euro%20%e2%82%ac", "Euro €"),
        ("\"a b\"", "a b"),
        (r#""a\"b\\c""#, r#"a"b\c"#),
        ("%41bc", "Abc"),
        ("%2541", "%41"),
    ] {
        match of(value) {
            Ok(Event::Observed(all)) => assert_eq!(all[0].leg, leg),
            other => panic!("{value} {other:?}"),
        }
    }
    // As long as an id of the longest characters can be, and longer.
    for (length, message) in [(2_400, "subject has more than 200 characters"), (2_401, "ce-subject is too long")] {
        assert_eq!(of(&"a".repeat(length)), Err(Malformed::Content(message.to_owned())));
    }
    for value in ["%C0%A0", "%", "%4", "%zz", "100%"] {
        let message = "ce-subject is not UTF-8 with percent-encoding";
        assert_eq!(of(value), Err(Malformed::Content(message.to_owned())), "{value}");
    }
}

#[test]
fn an_id_is_a_text_or_a_whole_number_of_at_most_200_characters() {
    let of = |call: Value| {
        let data = json!({"interaction": INTERACTION, "action": "coach", "call": call});
        structured(&event(json!({"data": data})))
    };
    let (events, longest) = (source("events"), "ü".repeat(200));
    for (call, calls) in [
        (json!(7), vec!["7"]),
        (json!(-7), vec!["-7"]),
        (json!(u64::MAX), vec!["18446744073709551615"]),
        (json!(longest), vec![longest.as_str()]),
        (json!(" "), vec![]),
        (json!(null), vec![]),
    ] {
        assert_eq!(of(call).observed(&events)[0].calls, calls);
    }
    malformed(&of(json!(1.5)), &events, "call has to be an id");
    malformed(&of(json!("ü".repeat(201))), &events, "call has more than 200 characters");
}

#[test]
fn without_a_time_that_of_the_signature_counts_and_then_that_of_arrival() {
    let timeless = structured(&event(json!({"time": null})));
    assert_eq!(timeless.observed(&source("events"))[0].at, T0);
    let signed = timeless.with("webhook-timestamp", "1789480807");
    assert_eq!(signed.observed(&source("events"))[0].at, T0 + 7_000);
}

#[test]
fn what_is_no_event_is_malformed() {
    let events = source("events");
    let of = |changes: Value| structured(&event(changes));
    for name in ["specversion", "id", "source", "type"] {
        for value in [json!(null), json!("")] {
            malformed(&of(json!({name: value})), &events, &format!("{name} has to be a text that is not empty"));
        }
        malformed(&of(json!({name: 1})), &events, &format!("{name} has to be a text"));
    }
    malformed(&of(json!({"specversion": "0.3"})), &events, "specversion \"0.3\" is not 1.0");
    malformed(&of(json!({"subject": null})), &events, "subject has to be the supervisor's leg");
    malformed(&of(json!({"time": "yesterday"})), &events, "time \"yesterday\" is not a time");
    malformed(&of(json!({"time": "2026-02-30T00:00:00Z"})), &events, "time \"2026-02-30T00:00:00Z\" is not a time");
    malformed(&of(json!({"data": null})), &events, "data has to be an object");
    malformed(&of(json!({"data": "x"})), &events, "data has to be an object");
    malformed(&of(json!({"data_base64": "e30="})), &events, "data and data_base64 exclude each other");
    let data = |data: Value| of(json!({"data": data}));
    malformed(&data(json!({"call": "C"})), &events, "action has to be a text");
    malformed(
        &data(json!({"call": "C", "action": "Coach"})),
        &events,
        "action \"Coach\" is none of barge_in, coach, monitor, observe",
    );
    malformed(&data(json!({"action": "coach"})), &events, "data has to name the interaction or the call");
    let message = "interaction \"7\" is not a sys_id of 32 hexadecimal digits";
    malformed(&data(json!({"action": "coach", "interaction": "7"})), &events, message);
    malformed(&data(json!({"action": "coach", "interaction": 7})), &events, "interaction has to be a text");
    malformed(&data(json!({"action": "coach", "call": {}})), &events, "call has to be an id");
    malformed(&Given::new("application/cloudevents+json", "[]"), &events, "an event has to be an object");
    malformed(&Given::new("application/cloudevents-batch+json", "{}"), &events, "the body of a batch has to be a list");
    malformed(&Given::new("text/plain", DATA), &events, "the data is not of the type application/json");
    malformed(&binary("x"), &events, "the body is not JSON: line 1, column 1");
    malformed(&Given::json(DATA), &events, "specversion has to be a text that is not empty");
    for format in ["application/cloudevents+avro", "application/cloudevents-batch+xml", "application/cloudevents-x"] {
        assert_eq!(Given::new(format, "{}").read(&events), Err(Malformed::Format), "{format}");
    }
}
