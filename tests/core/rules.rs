//! Which operation a request means (contract, section 1).

use crate::support::{
    ACTION, ACTIONS, HELP_REQUEST, INTERACTION, NOW, fault, json_with, keyed_with, message, summary, time,
};
use help_request_edge::fault::{Fault, FaultCode};
use help_request_edge::format::Format;
use help_request_edge::help_action::{Command, decode};

fn not_applicable(field: &str) -> Fault {
    fault(field, FaultCode::NotApplicable, message!("not_applicable", field = field))
}

fn nothing_to_do() -> Fault {
    fault("end_time", FaultCode::Required, message!("nothing_to_change"))
}

fn end_before(end: &str, start: &str) -> Fault {
    fault("end_time", FaultCode::EndBeforeStart, message!("end_before_start", end = end, start = start))
}

fn end_before_now(end: &str) -> Fault {
    fault("end_time", FaultCode::EndBeforeStart, message!("end_before_default_start", end = end, start = NOW))
}

fn create(rest: &str) -> Result<String, Vec<Fault>> {
    Ok(format!("create coach on {INTERACTION} {rest}"))
}

fn update(rest: &str) -> Result<String, Vec<Fault>> {
    Ok(format!("update {ACTION} of {INTERACTION} {rest}"))
}

fn end_all(end: &str) -> Result<String, Vec<Fault>> {
    Ok(format!("end all of {INTERACTION} end={end}"))
}

/// What becomes of an update with these members.
fn json_update(members: &str) -> Result<String, Vec<Fault>> {
    json_with(&format!(r#""action_sys_id":"{ACTION}",{members}"#))
}

#[test]
fn action_without_action_sys_id_creates() {
    assert_eq!(json_with(r#""action":"coach""#), create(&format!("help_request=none start={NOW} end=none")));
}

#[test]
fn a_create_may_carry_all_other_fields() {
    let members = format!(
        r#""action":"coach","help_request":"{HELP_REQUEST}","start_time":"2026-02-18 11:00:00","end_time":"2026-02-18 11:30:00""#
    );
    let expected = format!("help_request={HELP_REQUEST} start=2026-02-18 11:00:00 end=2026-02-18 11:30:00");
    assert_eq!(json_with(&members), create(&expected));
}

#[test]
fn a_create_may_end_when_it_starts() {
    let members = r#""action":"coach","start_time":"2026-02-18 11:00:00","end_time":"2026-02-18T12:00:00+01:00""#;
    assert_eq!(json_with(members), create("help_request=none start=2026-02-18 11:00:00 end=2026-02-18 11:00:00"));
    let members = format!(r#""action":"coach","end_time":"{NOW}""#);
    assert_eq!(json_with(&members), create(&format!("help_request=none start={NOW} end={NOW}")));
}

#[test]
fn a_create_may_lie_in_the_future() {
    let members = r#""action":"coach","start_time":"2030-01-01 00:00:00""#;
    assert_eq!(json_with(members), create("help_request=none start=2030-01-01 00:00:00 end=none"));
}

#[test]
fn a_create_that_ends_before_it_starts_is_refused() {
    let members = r#""action":"coach","start_time":"2026-02-18 11:00:00","end_time":"2026-02-18 10:59:59""#;
    let expected = end_before("2026-02-18 10:59:59", "2026-02-18 11:00:00");
    assert_eq!(json_with(members), Err(vec![expected]));
}

#[test]
fn a_create_that_ends_before_the_default_start_is_refused() {
    let expected = end_before_now("2026-02-18 11:59:59");
    assert_eq!(json_with(r#""action":"coach","end_time":"2026-02-18 11:59:59""#), Err(vec![expected]));
}

#[test]
fn such_a_create_with_a_key_may_be_a_repetition_of_one_that_was_in_time() {
    let too_late = end_before_now("2026-02-18 11:59:59");
    let members = r#","action":"coach","end_time":"2026-02-18 11:59:59""#;
    let command = keyed_with(members).unwrap();
    let request = format!("interaction={INTERACTION};action=coach;end_time=2026-02-18 11:59:59;");
    assert_eq!(summary(&command), format!("replay {request} or {}", too_late.message));
    assert_eq!(command.normalized_fields(), request);
    let in_time = json_with(r#""action":"coach","end_time":"2026-02-18 12:00:00""#);
    assert_eq!(keyed_with(r#","action":"coach","end_time":"2026-02-18 12:00:00""#).map(|it| summary(&it)), in_time);
    // Then it was the same request.
    let help_request = format!(r#"{members},"help_request":"{HELP_REQUEST}""#);
    for members in [members, &help_request] {
        let body = format!(r#"{{"interaction":"{INTERACTION}"{members}}}"#);
        let fields = decode(Format::Json, body.as_bytes()).unwrap();
        let in_time = Command::from_raw(fields, time("2026-02-18 11:59:59"), true).unwrap();
        assert!(matches!(in_time, Command::Create(_)), "{in_time:?}");
        assert_eq!(keyed_with(members).unwrap().normalized_fields(), in_time.normalized_fields());
    }
    // What was never valid is no repetition.
    let unknown = keyed_with(&format!(r#"{members},"help_request":"""#)).unwrap_err();
    let empty = fault("help_request", FaultCode::Empty, message!("empty", field = "help_request"));
    assert_eq!(unknown, [empty, too_late]);
    let given = end_before("2026-02-18 11:59:59", "2026-02-18 12:00:00");
    assert_eq!(keyed_with(&format!(r#"{members},"start_time":"2026-02-18 12:00:00""#)), Err(vec![given]));
}

#[test]
fn the_default_start_is_not_held_against_a_faulty_one() {
    let members = r#""action":"coach","start_time":"","end_time":"2026-02-18 11:59:59""#;
    let expected = fault("start_time", FaultCode::Empty, message!("empty", field = "start_time"));
    assert_eq!(json_with(members), Err(vec![expected]));
}

#[test]
fn action_sys_id_updates() {
    assert_eq!(
        json_update(r#""end_time":"2026-02-18 11:30:00""#),
        update("action=none help_request=none start=none end=2026-02-18 11:30:00")
    );
}

#[test]
fn an_update_changes_what_is_given() {
    assert_eq!(
        json_update(r#""start_time":"2026-02-18 11:00:00""#),
        update("action=none help_request=none start=2026-02-18 11:00:00 end=none")
    );
    assert_eq!(json_update(r#""action":"monitor""#), update("action=monitor help_request=none start=none end=none"));
    assert_eq!(
        json_update(&format!(r#""help_request":"{HELP_REQUEST}""#)),
        update(&format!("action=none help_request={HELP_REQUEST} start=none end=none"))
    );
}

#[test]
fn action_sys_id_with_action_updates_and_does_not_create() {
    assert_eq!(
        json_update(r#""action":"coach","start_time":"2026-02-18 11:00:00","end_time":"2026-02-18 11:00:00""#),
        update("action=coach help_request=none start=2026-02-18 11:00:00 end=2026-02-18 11:00:00")
    );
}

#[test]
fn an_update_without_a_change_is_refused() {
    assert_eq!(json_with(&format!(r#""action_sys_id":"{ACTION}""#)), Err(vec![nothing_to_do()]));
    let nulls = r#""action":null,"help_request":null,"start_time":null,"end_time":null"#;
    assert_eq!(json_update(nulls), Err(vec![nothing_to_do()]));
}

#[test]
fn a_faulty_change_is_not_also_a_missing_one() {
    let expected = fault("end_time", FaultCode::Empty, message!("empty", field = "end_time"));
    assert_eq!(json_update(r#""end_time":"""#), Err(vec![expected]));
}

#[test]
fn an_update_that_ends_before_it_starts_is_refused() {
    let members = r#""start_time":"2026-02-18 11:00:00","end_time":"2026-02-18 10:59:59""#;
    let expected = end_before("2026-02-18 10:59:59", "2026-02-18 11:00:00");
    assert_eq!(json_update(members), Err(vec![expected]));
}

#[test]
fn an_update_does_not_compare_a_lone_end_with_the_present() {
    assert_eq!(
        json_update(r#""end_time":"2000-01-01 00:00:00""#),
        update("action=none help_request=none start=none end=2000-01-01 00:00:00")
    );
}

#[test]
fn a_faulty_action_sys_id_is_still_an_update() {
    let no_sys_id = fault(
        "action_sys_id",
        FaultCode::InvalidSysId,
        message!("invalid_sys_id", field = "action_sys_id", value = "1"),
    );
    assert_eq!(json_with(r#""action_sys_id":"1""#), Err(vec![no_sys_id.clone(), nothing_to_do()]));
    let members = format!(r#""action_sys_id":"1","help_request":"{HELP_REQUEST}""#);
    assert_eq!(json_with(&members), Err(vec![no_sys_id]));
}

#[test]
fn neither_ends_all() {
    assert_eq!(json_with(r#""end_time":"2026-02-18 11:24:18""#), end_all("2026-02-18 11:24:18"));
}

#[test]
fn all_end_now_by_default() {
    assert_eq!(json_with(r#""end_time":null"#), end_all(NOW));
}

#[test]
fn ending_all_takes_no_help_request_and_no_start_time() {
    let help_request = format!(r#""help_request":"{HELP_REQUEST}""#);
    let start_time = r#""start_time":"2026-02-18 11:00:00""#;
    assert_eq!(json_with(&help_request), Err(vec![not_applicable("help_request")]));
    assert_eq!(json_with(start_time), Err(vec![not_applicable("start_time")]));
    let both = format!(r#"{help_request},{start_time},"end_time":"2026-02-18 10:00:00""#);
    assert_eq!(json_with(&both), Err(vec![not_applicable("help_request"), not_applicable("start_time")]));
}

#[test]
fn a_faulty_action_is_not_taken_for_a_forgotten_one() {
    let members = r#""action":"Coach","start_time":"2026-02-18 11:00:00""#;
    let message = message!("invalid_choice", field = "action", value = "Coach", choices = ACTIONS);
    assert_eq!(json_with(members), Err(vec![fault("action", FaultCode::InvalidChoice, message)]));
}

#[test]
fn a_faulty_end_time_never_ends_all_now() {
    let expected = fault("end_time", FaultCode::Empty, message!("empty", field = "end_time"));
    assert_eq!(json_with(r#""end_time":"""#), Err(vec![expected]));
}

#[test]
fn a_misspelt_action_sys_id_never_ends_all() {
    let result = json_with(&format!(r#""action_sysid":"{ACTION}","end_time":"2026-02-18 11:30:00""#));
    let codes: Vec<FaultCode> = result.unwrap_err().into_iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [FaultCode::UnknownField]);
}
