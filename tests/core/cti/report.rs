//! What an operator is shown: the report, and what an event would do (contract, section 12).

use super::memory::{Memory, id};
use super::plan::observation;
use super::{T0, settings};
use help_request_edge::action::Action::Coach;
use help_request_edge::cti::{CountRow, Counts, DryRun, Reason, Report, Status, WaitingCallRow};
use help_request_edge::help_action::InteractionPolicy::Registered;
use serde_json::json;

fn row(source: &str, status: &str, reason: &str, events: i64, last_event: i64) -> CountRow {
    let (source, status, reason) = (source.to_owned(), status.to_owned(), reason.to_owned());
    CountRow { source, status, reason, events, last_event }
}

#[test]
fn the_report_adds_up_what_is_stored_and_what_is_held_for_each_source_that_is_configured() {
    let settings = settings(r#"{"a": {"kind": "events", "secret": "S"}, "b": {"kind": "zoom", "secret": "S"}}"#);
    let stored = vec![
        row("a", "refused", "signature", 1, T0),
        row("a", "recorded", "", 2, T0 + 1),
        row("gone", "recorded", "", 9, T0),
    ];
    let mut held = Counts::new();
    held.count("a", Status::Recorded, None, T0 + 5_020);
    held.count("a", Status::Ignored, Some(Reason::NoLeg), T0);
    held.count("a", Status::Waiting, Some(Reason::CallNotRegistered), T0);
    held.count("a", Status::Duplicate, None, T0);
    let waiting = WaitingCallRow { source: "a".to_owned(), call: "C1".to_owned(), since: T0 + 7 };
    let report = serde_json::to_value(Report::new(&settings, stored, &held, vec![waiting])).unwrap();
    let reason = |status: &str, reason: &str| json!({"status": status, "reason": reason, "events": 1});
    let expected = json!({"result": {
        "sources": [
            {"source": "a", "kind": "events", "recorded": 3, "duplicate": 1, "waiting": 1, "ignored": 1, "refused": 1,
                "reasons": [
                    reason("ignored", "no_leg"), reason("refused", "signature"), reason("waiting", "call_not_registered")
                ],
                "last_event": "2026-09-15T14:00:05.020Z"},
            {"source": "b", "kind": "zoom", "recorded": 0, "duplicate": 0, "waiting": 0, "ignored": 0, "refused": 0,
                "reasons": [], "last_event": null},
        ],
        "waiting": [{"source": "a", "call": "C1", "since": "2026-09-15T14:00:00.007Z"}],
    }});
    assert_eq!(report, expected);
}

#[test]
fn a_dry_run_lists_the_help_actions_that_would_change() {
    let calls = [("A".to_owned(), id(7))].into();
    let mut memory = Memory { calls, interactions: vec![id(7)], ..Memory::default() };
    let mut vanished = observation(8, None);
    vanished.says.ended = Some(T0 + 9_000);
    let (id, interaction) = (id(1).to_string(), id(7).to_string());
    let change =
        |operation: &str, sys_id: Option<&str>, action: Option<&str>, start: Option<&str>, end: Option<&str>| {
            json!({"operation": operation, "leg": "l", "interaction": interaction, "sys_id": sys_id, "action": action,
            "start_time": start, "end_time": end})
        };
    let (start, end) = (Some("2026-09-15 14:00:10"), Some("2026-09-15 14:01:30"));
    for (event, expected) in [
        (observation(10, Some(Coach)), change("insert", None, Some("coach"), start, None)),
        (observation(90, None), change("update", Some(&id), Some("coach"), start, end)),
        (vanished, change("delete", Some(&id), None, None, None)),
    ] {
        let plan = memory.receive(&[event], Registered);
        let body = serde_json::to_value(DryRun::new(Status::Waiting, Some(Reason::NoLeg), &plan)).unwrap();
        let result = json!({"status": "waiting", "reason": "no_leg", "dry_run": true, "changes": [expected]});
        assert_eq!(body, json!({"result": result}));
    }
}
