//! Genesys Cloud's snapshots of conversations.

use super::{Given, T0, ignored, interaction, malformed, period, periods, source};
use crate::support::INTERACTION;
use help_request_edge::action::Action::{self, BargeIn, Coach, Monitor, Observe};
use help_request_edge::cti::Reason;
use serde_json::{Value, json};

/// The example of the facts, with more members of the supervisor.
fn conversation(supervisor: Value) -> Value {
    let mut own = json!({"id": "P-SUP", "purpose": "user", "state": "connected", "user": {"id": "U9"},
        "connectedTime": "2026-09-15T14:03:22.100Z", "mediaRoles": ["coach"]});
    let more = supervisor.as_object().unwrap().clone();
    own.as_object_mut().unwrap().extend(more);
    json!({"id": "CONV", "participants": [
        {"id": "P-CUST", "purpose": "customer", "state": "connected", "connectedTime": "2026-09-15T14:00:00.000Z"},
        {"id": "P-AGENT", "purpose": "agent", "state": "connected", "user": {"id": "U1"}, "connectedTime": "2026-09-15T14:00:10.000Z"},
        own]})
}

fn in_socket(body: &Value) -> Value {
    json!({"topicName": "v2.users.U1.conversations.calls", "version": "2", "metadata": {"CorrelationId": "c-1"}, "eventBody": body})
}

fn in_bridge(id: &str, time: &str, body: &Value) -> Value {
    json!({"version": "0", "id": id, "detail-type": "v2.users.{id}.conversations.calls", "time": time,
        "source": "aws.partner/genesys.com/cloud/o/s", "detail": in_socket(body)})
}

fn observed(value: &Value) -> Vec<help_request_edge::cti::Observation> {
    Given::json(value).at(T0 + 300_000).observed(&source("genesys"))
}

fn coached() -> Value {
    conversation(json!({"coachedParticipantId": "P-AGENT"}))
}

#[test]
fn all_envelopes_say_the_same() {
    let expected = [period(Coach, "14:03:22", None)];
    for value in [coached(), in_socket(&coached()), in_bridge("e-1", "2026-09-15T14:05:00Z", &coached())] {
        let all = observed(&value);
        assert_eq!(periods(&all), expected);
        let supervisor = all.iter().find(|one| one.leg == "P-SUP").unwrap();
        assert_eq!((supervisor.group.as_str(), supervisor.calls.as_slice()), ("CONV", &["CONV".to_owned()][..]));
        assert!(all.iter().all(|one| one.leg != "P-CUST"));
    }
    let ids = |value: &Value| observed(value)[0].event_id.clone();
    assert_eq!(ids(&in_bridge("e-1", "2026-09-15T14:05:00Z", &coached())), "e-1");
    // Without an id, the same bytes are the same event.
    assert_eq!(ids(&coached()), ids(&coached()));
    assert_ne!(ids(&coached()), ids(&in_socket(&coached())));
    assert_eq!(ids(&coached()).len(), 32);
}

#[test]
fn each_id_is_a_mode_and_the_strongest_counts() {
    for (names, mode) in [
        (vec!["screenMonitoredParticipantId"], Observe),
        (vec!["monitoredParticipantId", "screenMonitoredParticipantId"], Monitor),
        (vec!["coachedParticipantId", "monitoredParticipantId"], Coach),
        (vec!["bargedParticipantId", "coachedParticipantId", "monitoredParticipantId"], BargeIn),
    ] {
        let more: serde_json::Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), json!("P-AGENT"))).collect();
        assert_eq!(periods(&observed(&conversation(more.into()))), [period(mode, "14:03:22", None)]);
    }
}

/// Snapshots of `EventBridge`, each at a second of 14:04 with these members of the supervisor.
fn history(steps: &[(u32, Value)]) -> Vec<help_request_edge::cti::Observation> {
    let of = |(second, more): &(u32, Value)| {
        observed(&in_bridge(
            &format!("e-{second}"),
            &format!("2026-09-15T14:04:{second:02}Z"),
            &conversation(more.clone()),
        ))
    };
    steps.iter().flat_map(of).collect()
}

#[test]
fn the_first_mode_begins_with_the_connection_and_the_others_with_their_snapshot() {
    let (monitor, coach) = (json!({"monitoredParticipantId": "P-AGENT"}), json!({"coachedParticipantId": "P-AGENT"}));
    let gone =
        json!({"coachedParticipantId": "P-AGENT", "state": "disconnected", "endTime": "2026-09-15T14:04:29.500Z"});
    let all = history(&[(1, monitor), (20, coach), (30, gone)]);
    let expected = [period(Monitor, "14:03:22", Some("14:04:20")), period(Coach, "14:04:20", Some("14:04:29"))];
    assert_eq!(periods(&all), expected);
    let reversed: Vec<_> = all.into_iter().rev().collect();
    assert_eq!(periods(&reversed), expected);
}

#[test]
fn barging_in_has_a_time_of_its_own() {
    let barged = |more: Value| {
        let mut value = json!({"bargedParticipantId": "P-AGENT"});
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    };
    let coach = json!({"coachedParticipantId": "P-AGENT"});
    for more in [
        json!({"bargedTime": "2026-09-15T14:04:11.000Z"}),
        json!({"calls": [{}, {"bargedTime": "2026-09-15T14:04:11.000Z"}]}),
    ] {
        let all = history(&[(10, coach.clone()), (20, barged(more))]);
        let expected = [period(Coach, "14:03:22", Some("14:04:11")), period(BargeIn, "14:04:11", None)];
        assert_eq!(periods(&all), expected);
    }
}

#[test]
fn help_ends_if_the_id_is_gone_or_the_participant_is() {
    let coach = json!({"coachedParticipantId": "P-AGENT"});
    for (more, end) in [
        (json!({}), "14:04:20"),
        (json!({"coachedParticipantId": null}), "14:04:20"),
        (json!({"state": "disconnected"}), "14:04:20"),
        (json!({"state": "terminated"}), "14:04:20"),
        (json!({"state": "terminated", "coachedParticipantId": "P-AGENT"}), "14:04:20"),
        (json!({"endTime": "2026-09-15T14:04:15.000Z"}), "14:04:15"),
        (json!({"endTime": "2026-09-15T14:04:15.000Z", "coachedParticipantId": "P-AGENT"}), "14:04:15"),
    ] {
        let all = history(&[(10, coach.clone()), (20, more.clone())]);
        assert_eq!(periods(&all), [period(Coach, "14:03:22", Some(end))], "{more}");
    }
}

#[test]
fn the_last_snapshot_alone_tells_all_of_a_help() {
    let last =
        json!({"coachedParticipantId": "P-AGENT", "state": "disconnected", "endTime": "2026-09-15T14:04:29.500Z"});
    assert_eq!(periods(&history(&[(30, last)])), [period(Coach, "14:03:22", Some("14:04:29"))]);
}

#[test]
fn who_is_called_but_not_connected_does_not_help_yet() {
    let waiting = json!({"coachedParticipantId": "P-AGENT", "state": "alerting", "connectedTime": null});
    assert_eq!(periods(&history(&[(1, waiting.clone())])), []);
    let coach = json!({"coachedParticipantId": "P-AGENT"});
    assert_eq!(periods(&history(&[(1, waiting), (20, coach)])), [period(Coach, "14:03:22", None)]);
}

#[test]
fn who_has_no_time_of_connection_helps_from_the_snapshot_on() {
    for more in [json!({"state": "connected", "connectedTime": null}), json!({"state": null, "connectedTime": " "})] {
        let mut more = more;
        more["coachedParticipantId"] = json!("P-AGENT");
        assert_eq!(periods(&history(&[(20, more)])), [period(Coach, "14:04:20", None)]);
    }
}

#[test]
fn who_was_there_before_helps_from_the_snapshot_on() {
    let coach = json!({"coachedParticipantId": "P-AGENT"});
    assert_eq!(periods(&history(&[(5, json!({})), (20, coach)])), [period(Coach, "14:04:20", None)]);
}

#[test]
fn a_snapshot_without_a_time_ends_help_by_the_times_in_it_whatever_the_order() {
    let gone = conversation(json!({"coachedParticipantId": "P-AGENT", "endTime": "2026-09-15T14:04:15.000Z"}));
    let expected: [(Action, &str, Option<&str>); 1] = [(Coach, "14:03:22", Some("14:04:15"))];
    let expected = expected.map(|(action, start, end)| period(action, start, end));
    let both = [observed(&gone), observed(&coached())];
    assert_eq!(periods(&both.concat()), expected);
    assert_eq!(periods(&[both[1].clone(), both[0].clone()].concat()), expected);
}

#[test]
fn a_snapshot_without_a_time_is_as_new_as_the_latest_time_in_it() {
    let order = |more: Value| observed(&conversation(more))[0].order - T0;
    assert_eq!(order(json!({"coachedParticipantId": "P-AGENT"})), 202_100);
    for more in [
        json!({"startTime": "2026-09-15T14:04:15.000Z"}),
        json!({"connectedTime": "2026-09-15T14:04:15.000Z"}),
        json!({"endTime": "2026-09-15T14:04:15.000Z"}),
        json!({"bargedTime": "2026-09-15T14:04:15.000Z"}),
        json!({"calls": [{"bargedTime": "2026-09-15T14:04:15.000Z"}]}),
    ] {
        assert_eq!(order(more.clone()), 255_000, "{more}");
    }
}

/// The time of an envelope of `EventBridge` says when a notification without one was sent.
#[test]
fn a_time_beside_the_conversation_counts_in_an_event_bridge_alone() {
    let mut in_socket = in_socket(&coached());
    in_socket["time"] = json!("2026-09-15T14:09:00Z");
    assert_eq!(observed(&in_socket)[0].order - T0, 202_100);
    assert_eq!(observed(&in_bridge("e", "2026-09-15T14:09:00Z", &coached()))[0].order - T0, 540_000);
}

#[test]
fn users_of_the_organization_are_known_by_any_of_their_marks() {
    for (mark, is_user) in [
        (json!({"userId": "U2"}), true),
        (json!({"user": {"id": "U2"}}), true),
        (json!({"purpose": "agent"}), true),
        (json!({"purpose": "user"}), true),
        (json!({"monitoredParticipantId": "P-AGENT"}), true),
        (json!({"purpose": "customer"}), false),
        (json!({}), false),
    ] {
        let mut value = coached();
        let mut one = mark.clone();
        one["id"] = json!("P-NEW");
        value["participants"].as_array_mut().unwrap().push(one);
        assert_eq!(observed(&value).iter().any(|one| one.leg == "P-NEW"), is_user, "{mark}");
    }
}

#[test]
fn the_interaction_may_be_the_tag_or_an_attribute() {
    let tagged = |tag: &str| {
        let mut value = coached();
        value.as_object_mut().unwrap().insert("externalTag".to_owned(), json!(tag));
        value
    };
    assert_eq!(observed(&tagged(INTERACTION))[0].interaction, Some(interaction()));
    assert_eq!(observed(&tagged("order 7"))[0].interaction, None);
    let attributes =
        conversation(json!({"coachedParticipantId": "P-AGENT", "attributes": {"interaction": INTERACTION}}));
    assert_eq!(observed(&attributes)[0].interaction, Some(interaction()));
}

#[test]
fn a_conversation_without_a_second_user_means_nothing() {
    let mut value = coached();
    value["participants"].as_array_mut().unwrap().pop();
    ignored(&Given::json(&value), &source("genesys"), Reason::NoSupervisor);
    ignored(&Given::json(in_bridge("e", "2026-09-15T14:05:00Z", &value)), &source("genesys"), Reason::NoSupervisor);
    let detail = json!({"eventTime": 1, "conversationId": "CONV", "participantId": "P", "mediaType": "VOICE"});
    ignored(&Given::json(in_bridge("e", "2026-09-15T14:05:00Z", &detail)), &source("genesys"), Reason::OtherType);
    let heartbeat = json!({"topicName": "channel.metadata", "eventBody": {"message": "WebSocket Heartbeat"}});
    ignored(&Given::json(heartbeat), &source("genesys"), Reason::OtherType);
}

#[test]
fn what_is_no_snapshot_is_malformed() {
    let source = source("genesys");
    malformed(&Given::json("[1]"), &source, "the body has to be an object");
    malformed(&Given::json("{}"), &source, "participants has to be a list");
    malformed(&Given::json(r#"{"participants": 1}"#), &source, "participants has to be a list");
    malformed(&Given::json(r#"{"participants": []}"#), &source, "id has to be an id");
    malformed(&Given::json(in_socket(&json!("x"))), &source, "eventBody has to be an object");
    let bad = |more: Value| Given::json(conversation(more));
    let of = |name: &str, value: Value| bad(json!({"coachedParticipantId": "P-AGENT", name: value}));
    malformed(&of("connectedTime", json!("x")), &source, "connectedTime \"x\" is not a time");
    malformed(&of("endTime", json!([])), &source, "endTime has to be a time");
    malformed(&of("id", json!(null)), &source, "id has to be an id");
}
