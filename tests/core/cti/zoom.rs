//! Zoom's events.

use super::{Given, T0, ignored, malformed, period, periods, source};
use help_request_edge::action::Action::{BargeIn, Coach, Monitor};
use help_request_edge::cti::{Event, Observation, Reason};
use serde_json::{Value, json};

fn live(name: &str, second: i64, object: Value) -> Given {
    let event = format!("contact_center.engagement_{name}");
    Given::json(
        json!({"event": event, "event_ts": T0 + second * 1_000, "payload": {"account_id": "A", "object": object}}),
    )
}

fn user(name: &str, second: i64) -> Vec<Observation> {
    live(&format!("user_{name}"), second, json!({"engagement_id": "E-1", "user_id": "U-1"})).observed(&source("zoom"))
}

fn ended(second: i64) -> Vec<Observation> {
    live("ended", second, json!({"engagement_id": "E-1"})).observed(&source("zoom"))
}

#[test]
fn a_mode_lasts_until_the_next_or_the_end_of_the_user_or_engagement() {
    let modes = [user("monitor_initiated", 1), user("whisper_initiated", 5), user("barge_initiated", 9)].concat();
    let first = [period(Monitor, "14:00:01", Some("14:00:05")), period(Coach, "14:00:05", Some("14:00:09"))];
    for (last, end) in
        [(user("takeover_initiated", 12), None), (user("ended", 15), Some("14:00:15")), (ended(20), Some("14:00:20"))]
    {
        let all = [modes.clone(), last].concat();
        assert_eq!(periods(&all), [first.as_slice(), &[period(BargeIn, "14:00:09", end)]].concat());
    }
    let again = [user("monitor_initiated", 1), user("ended", 3), user("monitor_initiated", 8), ended(9)].concat();
    assert_eq!(
        periods(&again),
        [period(Monitor, "14:00:01", Some("14:00:03")), period(Monitor, "14:00:08", Some("14:00:09"))]
    );
}

#[test]
fn the_agents_end_is_not_the_supervisors() {
    let agent = live("user_ended", 5, json!({"engagement_id": "E-1", "user_id": "U-2"})).observed(&source("zoom"));
    assert_eq!(periods(&[user("monitor_initiated", 1), agent].concat()), [period(Monitor, "14:00:01", None)]);
}

#[test]
fn a_supervisor_who_is_not_named_is_one_leg() {
    let unnamed = |name, second| live(name, second, json!({"engagement_id": "E-1"})).observed(&source("zoom"));
    let all = [unnamed("user_monitor_initiated", 1), unnamed("user_barge_initiated", 4), ended(9)].concat();
    assert_eq!(all[0].leg, "-");
    assert_eq!(
        periods(&all),
        [period(Monitor, "14:00:01", Some("14:00:04")), period(BargeIn, "14:00:04", Some("14:00:09"))]
    );
    let nested = live("user_monitor_initiated", 1, json!({"engagement_id": "E-1", "user": {"id": "U-3"}}));
    assert_eq!(nested.observed(&source("zoom"))[0].leg, "U-3");
}

#[test]
fn an_event_is_known_by_its_name_time_and_user() {
    let one = &user("monitor_initiated", 1)[0];
    assert_eq!(one.event_id, "contact_center.engagement_user_monitor_initiated:1789480801000:U-1");
    assert_eq!(
        (one.group.as_str(), one.calls.as_slice(), one.at, one.order),
        ("E-1", &["E-1".to_owned()][..], T0 + 1_000, T0 + 1_000)
    );
}

#[test]
fn the_validation_of_the_url_is_recognized() {
    let given = Given::json(r#"{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#);
    assert_eq!(given.read(&source("zoom")), Ok(Event::UrlValidation("qgg8vlvZRS6UYooatFL8Aw".to_owned())));
    let without = Given::json(r#"{"event":"endpoint.url_validation","payload":{}}"#);
    malformed(&without, &source("zoom"), "plainToken has to be a text");
}

fn log(changes: Value) -> Value {
    let mut log = json!({"id": "L-1", "call_path_id": "PATH", "call_id": "CALL", "direction": "inbound", "event": "whisper",
        "result": "answered", "start_time": "2026-09-15T14:00:00Z", "answer_time": "2026-09-15T14:00:02Z",
        "end_time": "2026-09-15T14:00:30Z"});
    log.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    log
}

fn history(name: &str, logs: &[Value]) -> Given {
    let event = format!("phone.{name}_call_history_completed");
    Given::json(
        json!({"event": event, "event_ts": T0, "payload": {"account_id": "A", "object": {"user_id": "U", "call_logs": logs}}}),
    )
}

#[test]
fn a_call_history_has_whole_helps() {
    for name in ["callee", "caller"] {
        let incoming = log(json!({"id": "L-0", "event": "incoming"}));
        let all = history(name, &[incoming, log(json!({}))]).observed(&source("zoom"));
        assert_eq!(periods(&all), [period(Coach, "14:00:02", Some("14:00:30"))]);
        let [Observation { event_id, leg, calls, .. }] = all.as_slice() else { panic!() };
        assert_eq!(
            (event_id.as_str(), leg.as_str(), calls.as_slice()),
            ("L-1", "L-1", &["PATH".to_owned(), "CALL".to_owned()][..])
        );
    }
    for (event, mode) in [
        ("listen", Monitor),
        ("monitor", Monitor),
        ("whisper", Coach),
        ("barge", BargeIn),
        ("conference_barge", BargeIn),
        ("takeover", BargeIn),
    ] {
        let all = history("caller", &[log(json!({"event": event}))]).observed(&source("zoom"));
        assert_eq!(periods(&all), [period(mode, "14:00:02", Some("14:00:30"))], "{event}");
    }
}

#[test]
fn a_help_that_nobody_answered_or_that_has_no_end_is_ignored() {
    let zoom = source("zoom");
    ignored(
        &history("caller", &[log(json!({"answer_time": null, "result": "canceled"}))]),
        &zoom,
        Reason::NotConnected,
    );
    ignored(&history("caller", &[log(json!({"end_time": null}))]), &zoom, Reason::NoEnd);
    ignored(&history("caller", &[log(json!({"event": "outgoing"}))]), &zoom, Reason::NoSupervisor);
    ignored(&history("caller", &[]), &zoom, Reason::NoSupervisor);
    let all = history("caller", &[log(json!({"answer_time": null}))]).observed(&zoom);
    assert_eq!(periods(&all), [period(Coach, "14:00:00", Some("14:00:30"))]);
}

#[test]
fn other_events_are_ignored() {
    for name in ["started", "user_answered", "user_hold", "user_unhold", "transcript_completed"] {
        ignored(&live(name, 1, json!({"engagement_id": "E-1"})), &source("zoom"), Reason::OtherType);
    }
}

#[test]
fn what_is_no_event_is_malformed() {
    let zoom = source("zoom");
    malformed(&Given::json("null"), &zoom, "event has to be a text");
    malformed(&Given::json(r#"{"event": 1}"#), &zoom, "event has to be a text");
    malformed(&Given::json(r#"{"event": "x"}"#), &zoom, "payload has to be an object");
    let no_time = "event_ts has to be a time in milliseconds since 1970";
    for time in [json!(null), json!("x"), json!(1.5), json!(i64::MAX), json!(-99_999_999_999_999_i64)] {
        let given = Given::json(json!({"event": "x", "event_ts": time, "payload": {}}));
        malformed(&given, &zoom, no_time);
    }
    malformed(&live("ended", 1, json!({})), &zoom, "engagement_id has to be an id");
    malformed(&live("ended", 1, json!([])), &zoom, "object has to be an object");
    let no_logs = json!({"event": "phone.caller_call_history_completed", "event_ts": T0, "payload": {"object": {}}});
    malformed(&Given::json(no_logs), &zoom, "call_logs has to be a list");
    malformed(&history("caller", &[log(json!({"id": null}))]), &zoom, "id has to be an id");
    malformed(&history("caller", &[log(json!({"answer_time": "x"}))]), &zoom, "answer_time \"x\" is not a time");
}
