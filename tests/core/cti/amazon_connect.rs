//! Amazon Connect's contact events.

use super::{Given, T0, ignored, malformed, period, periods, source};
use help_request_edge::action::Action::{BargeIn, Monitor};
use help_request_edge::cti::{Observation, Reason};
use serde_json::{Value, json};

fn event(detail: Value) -> Value {
    json!({"version": "0", "id": "6f1c", "detail-type": "Amazon Connect Contact Event", "source": "aws.connect",
        "account": "111122223333", "time": "2026-09-15T14:05:10Z", "region": "eu-central-1", "resources": [], "detail": detail})
}

/// The example of the facts.
fn disconnected() -> Value {
    json!({"eventType": "DISCONNECTED", "contactId": "SUP", "relatedContactId": "CALL", "channel": "VOICE",
        "initiationMethod": "MONITOR", "initiationTimestamp": "2026-09-15T14:03:22.100Z",
        "disconnectTimestamp": "2026-09-15T14:05:09.900Z",
        "agentInfo": {"agentArn": "A", "connectedToAgentTimestamp": "2026-09-15T14:03:23.000Z", "stateTransitions": [
            {"state": "SILENT_MONITOR", "stateStartTimestamp": "2026-09-15T14:03:23.000Z", "stateEndTimestamp": "2026-09-15T14:04:00.000Z"},
            {"state": "BARGE", "stateStartTimestamp": "2026-09-15T14:04:00.000Z", "stateEndTimestamp": "2026-09-15T14:05:09.900Z"}]}})
}

fn with(mut value: Value, pointer: &str, name: &str, new: Value) -> Value {
    value.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(name.to_owned(), new);
    value
}

fn without(mut value: Value, pointer: &str, name: &str) -> Value {
    value.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(name);
    value
}

fn given(detail: Value) -> Given {
    Given::json(event(detail))
}

fn observed(detail: Value) -> Vec<Observation> {
    given(detail).observed(&source("amazon_connect"))
}

#[test]
fn the_states_of_the_supervisor_are_periods() {
    let all = observed(disconnected());
    let Observation { event_id, group, leg, calls, order, at, is_supervisor, .. } = &all[0];
    assert_eq!((event_id.as_str(), group.as_str(), leg.as_str()), ("6f1c", "SUP", "SUP"));
    assert_eq!(
        (calls.as_slice(), *order, *at, *is_supervisor),
        (&["CALL".to_owned()][..], T0 + 310_000, T0 + 203_000, true)
    );
    let expected = [period(Monitor, "14:03:23", Some("14:04:00")), period(BargeIn, "14:04:00", Some("14:05:09"))];
    assert_eq!(periods(&all), expected);
}

#[test]
fn the_case_of_names_does_not_matter() {
    fn capitals(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let rename = |name: &str| format!("{}{}", name[..1].to_uppercase(), &name[1..]);
                members
                    .iter()
                    .map(|(name, value)| (rename(name), capitals(value)))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }
            Value::Array(list) => list.iter().map(capitals).collect(),
            other => other.clone(),
        }
    }
    assert_eq!(observed(capitals(&disconnected())), observed(disconnected()));
}

#[test]
fn the_words_of_the_api_mean_the_same() {
    let states = json!([
        {"State": "INITIAL", "StateStartTimestamp": "2026-09-15T14:03:20Z", "StateEndTimestamp": "2026-09-15T14:03:23Z"},
        {"State": "CONNECTED", "StateStartTimestamp": "2026-09-15T14:03:23Z"},
        {"State": "DISCONNECTED", "StateStartTimestamp": "2026-09-15T14:05:00Z"}]);
    let detail = with(disconnected(), "/agentInfo", "stateTransitions", states);
    assert_eq!(periods(&observed(detail)), [period(Monitor, "14:03:20", Some("14:05:00"))]);
}

#[test]
fn without_states_the_supervisor_listens_while_he_is_connected() {
    let bare = without(disconnected(), "/agentInfo", "stateTransitions");
    assert_eq!(periods(&observed(bare.clone())), [period(Monitor, "14:03:23", Some("14:05:09"))]);
    let connected =
        without(with(bare.clone(), "", "eventType", "CONNECTED_TO_AGENT".into()), "", "disconnectTimestamp");
    assert_eq!(periods(&observed(connected.clone())), [period(Monitor, "14:03:23", None)]);
    // The end has no time of its own: that of the event counts.
    let ended = without(bare, "", "disconnectTimestamp");
    assert_eq!(periods(&observed(ended)), [period(Monitor, "14:03:23", Some("14:05:10"))]);
    // The states come later and are more exact.
    let mut both = [observed(connected), observed(disconnected())].concat();
    both[0].event_id = "earlier".into();
    assert_eq!(periods(&both), periods(&observed(disconnected())));
}

#[test]
fn a_time_in_1970_means_that_there_is_none() {
    let none = "1970-01-01T00:00:00.001Z";
    let open = with(with(disconnected(), "", "disconnectTimestamp", none.into()), "", "eventType", "PAUSED".into());
    let open = with(open, "/agentInfo/stateTransitions/1", "stateEndTimestamp", none.into());
    let expected = [period(Monitor, "14:03:23", Some("14:04:00")), period(BargeIn, "14:04:00", None)];
    assert_eq!(periods(&observed(open)), expected);
}

#[test]
fn the_monitored_contact_is_the_related_else_the_previous_else_the_initial_one() {
    let detail = with(disconnected(), "", "previousContactId", "PREVIOUS".into());
    let detail = with(detail, "", "initialContactId", "INITIAL".into());
    assert_eq!(observed(detail.clone())[0].calls, ["CALL", "PREVIOUS", "INITIAL"]);
    assert_eq!(observed(without(detail, "", "relatedContactId"))[0].calls, ["PREVIOUS", "INITIAL"]);
}

#[test]
fn what_is_no_supervisors_contact_is_ignored() {
    let source = source("amazon_connect");
    for method in [json!("INBOUND"), json!("TRANSFER"), json!(null)] {
        let detail = with(disconnected(), "", "initiationMethod", method);
        ignored(&given(detail), &source, Reason::NoSupervisor);
    }
    let other = with(event(disconnected()), "", "detail-type", "AWS API Call via CloudTrail".into());
    ignored(&Given::json(other), &source, Reason::OtherType);
    let waiting = json!({"eventType": "INITIATED", "contactId": "SUP", "initiationMethod": "MONITOR"});
    ignored(&given(waiting.clone()), &source, Reason::NotConnected);
    let states = json!([{"state": "COACHING", "stateStartTimestamp": "2026-09-15T14:03:23.000Z"}]);
    ignored(&given(with(waiting, "", "agentInfo", json!({"stateTransitions": states}))), &source, Reason::UnknownState);
}

#[test]
fn what_is_no_event_is_malformed() {
    let source = source("amazon_connect");
    malformed(&Given::json("x"), &source, "the body is not JSON: line 1, column 1");
    malformed(&Given::json("{"), &source, "the body is not JSON: line 1, column 1");
    malformed(&Given::json("[]"), &source, "detail-type has to be a text");
    malformed(
        &Given::json("{}").with("content-type", "text/plain"),
        &source,
        "the body is not of the type application/json",
    );
    malformed(&Given::json(without(event(json!({})), "", "detail")), &source, "detail has to be an object");
    malformed(&given(json!({})), &source, "eventType has to be a text");
    malformed(&given(without(disconnected(), "", "contactId")), &source, "contactId has to be an id");
    malformed(&Given::json(without(event(disconnected()), "", "id")), &source, "id has to be an id");
    let bad = |pointer, name, value: Value| given(with(disconnected(), pointer, name, value));
    malformed(&bad("", "contactId", json!(["x"])), &source, "contactId has to be an id");
    malformed(&bad("", "disconnectTimestamp", "soon".into()), &source, "disconnectTimestamp \"soon\" is not a time");
    malformed(&bad("/agentInfo", "stateTransitions", "x".into()), &source, "stateTransitions has to be a list");
    malformed(&bad("/agentInfo", "stateTransitions", json!([{}])), &source, "state has to be a text");
    let state = json!([{"state": "BARGE"}]);
    malformed(&bad("/agentInfo", "stateTransitions", state), &source, "stateStartTimestamp has to be a time");
}
