//! The rules for values (contract, section 1).

use crate::support::{
    ACTION, ACTIONS, FIELDS, HELP_REQUEST, INTERACTION, NOW, fault, json, json_command, json_with, message, sys_id,
};
use help_request_edge::fault::{Fault, FaultCode, MAX_QUOTED_CHARACTERS};
use help_request_edge::help_action::{Action, Command};

const SYS_ID_FIELDS: [&str; 3] = ["interaction", "action_sys_id", "help_request"];
const TIME_FIELDS: [&str; 2] = ["start_time", "end_time"];
const ALL_FIELDS: [&str; 6] = ["interaction", "action", "action_sys_id", "help_request", "start_time", "end_time"];

/// A valid update in which one field has another value.
fn update_with(field: &str, value: &str) -> Result<String, Vec<Fault>> {
    let members: Vec<String> = ALL_FIELDS
        .into_iter()
        .map(|name| {
            let valid = match name {
                "interaction" => INTERACTION,
                "action" => "coach",
                "action_sys_id" => ACTION,
                "help_request" => HELP_REQUEST,
                "start_time" => "2026-02-18 11:00:00",
                _ => "2026-02-18 11:30:00",
            };
            let value = if name == field { value } else { valid };
            format!("{}:{}", serde_json::to_string(name).unwrap(), serde_json::to_string(value).unwrap())
        })
        .collect();
    json(&format!("{{{}}}", members.join(",")))
}

fn update() -> Result<String, Vec<Fault>> {
    Ok(format!(
        "update {ACTION} of {INTERACTION} action=coach help_request={HELP_REQUEST} start=2026-02-18 11:00:00 \
         end=2026-02-18 11:30:00"
    ))
}

#[test]
fn surrounding_white_space_is_trimmed() {
    let padded = |value: &str| format!(" \t\r\n{value}\n\r\t ");
    assert_eq!(update_with("interaction", &padded(INTERACTION)), update());
    assert_eq!(update_with("action", &padded("coach")), update());
    assert_eq!(update_with("action_sys_id", &padded(ACTION)), update());
    assert_eq!(update_with("help_request", &padded(HELP_REQUEST)), update());
    assert_eq!(update_with("start_time", &padded("2026-02-18 11:00:00")), update());
    assert_eq!(update_with("end_time", &padded("2026-02-18T11:30:00Z")), update());
}

#[test]
fn a_field_that_is_given_empty_is_a_fault() {
    for field in ALL_FIELDS {
        let message = message!("empty", field = field);
        let expected = vec![fault(field, FaultCode::Empty, message)];
        for value in ["", " ", "\t\r\n", "\u{a0}\u{3000}"] {
            assert_eq!(update_with(field, value), Err(expected.clone()), "{field} {value:?}");
        }
    }
}

#[test]
fn an_empty_action_sys_id_never_ends_all() {
    let expected = vec![fault("action_sys_id", FaultCode::Empty, message!("empty", field = "action_sys_id"))];
    assert_eq!(json_with(r#""action_sys_id":"","end_time":"2026-02-18 11:30:00""#), Err(expected));
}

#[test]
fn sys_ids_are_normalised_to_lower_case() {
    for field in SYS_ID_FIELDS {
        let value = match field {
            "interaction" => INTERACTION,
            "action_sys_id" => ACTION,
            _ => HELP_REQUEST,
        };
        assert_eq!(update_with(field, &value.to_uppercase()), update());
    }
}

#[test]
fn what_is_no_sys_id_is_a_fault() {
    for field in SYS_ID_FIELDS {
        for value in ["1", &"a".repeat(31), &"a".repeat(33), &"g".repeat(32), "d4dec70f-3b4b-fe10-1baa-9f7e53e45a5d"] {
            let message = message!("invalid_sys_id", field = field, value = value);
            let expected = vec![fault(field, FaultCode::InvalidSysId, message)];
            assert_eq!(update_with(field, value), Err(expected), "{value}");
        }
    }
}

#[test]
fn the_choices_of_action() {
    assert_eq!(Action::ALL.map(Action::as_str), ["barge_in", "coach", "monitor", "observe"]);
    for action in Action::ALL {
        let command = json_command(&format!(r#"{{"interaction":"{INTERACTION}","action":"{}"}}"#, action.as_str()));
        let Command::Create(create) = command else { panic!("{command:?}") };
        assert_eq!(create.action, action);
        assert_eq!(create.interaction, sys_id(INTERACTION));
    }
}

#[test]
fn another_action_is_a_fault() {
    for value in ["Coach", "COACH", "barge in", "barge-in", "coaching", "none", "0"] {
        let message = message!("invalid_choice", field = "action", value = value, choices = ACTIONS);
        let expected = vec![fault("action", FaultCode::InvalidChoice, message)];
        assert_eq!(update_with("action", value), Err(expected), "{value}");
    }
}

#[test]
fn times_are_normalised() {
    assert_eq!(update_with("start_time", "2026-02-18T12:00:00.5+01:00"), update());
    assert_eq!(update_with("end_time", "2026-02-18T11:30:00Z"), update());
}

#[test]
fn what_is_no_time_is_a_fault_that_shows_the_accepted_forms() {
    for field in TIME_FIELDS {
        for (value, reason) in [
            ("2026-02-18", "time_not_accepted"),
            ("tomorrow", "time_not_accepted"),
            ("2026-02-18T11:30:00", "time_without_offset"),
            ("2026-02-30 11:30:00", "time_not_existing"),
            ("2026-02-18 24:00:00", "time_not_existing"),
        ] {
            let message = message!(reason, field = field, value = value);
            let expected = vec![fault(field, FaultCode::InvalidTime, message)];
            assert_eq!(update_with(field, value), Err(expected), "{value}");
        }
    }
}

#[test]
fn a_long_value_is_shortened_in_the_message() {
    let value = "x".repeat(MAX_QUOTED_CHARACTERS + 1);
    let shown = format!("{}…", "x".repeat(MAX_QUOTED_CHARACTERS));
    let of = |field: &str, code, message: String| Err(vec![fault(field, code, message)]);
    let message = message!("invalid_sys_id", field = "help_request", value = shown);
    let not_a_sys_id = of("help_request", FaultCode::InvalidSysId, message);
    assert_eq!(update_with("help_request", &value), not_a_sys_id);
    let message = message!("invalid_choice", field = "action", value = shown, choices = ACTIONS);
    assert_eq!(update_with("action", &value), of("action", FaultCode::InvalidChoice, message));
    let message = message!("time_not_accepted", field = "end_time", value = shown);
    assert_eq!(update_with("end_time", &value), of("end_time", FaultCode::InvalidTime, message));
}

#[test]
fn interaction_is_always_required() {
    let expected = vec![fault("interaction", FaultCode::Required, message!("required", field = "interaction"))];
    let update = format!(r#"{{"action_sys_id":"{ACTION}","end_time":"2026-02-18 11:30:00"}}"#);
    for body in ["{}", r#"{"action":"coach"}"#, r#"{"end_time":"2026-02-18 11:30:00"}"#, &update] {
        assert_eq!(json(body), Err(expected.clone()), "{body}");
    }
}

#[test]
fn all_faults_are_reported_together_each_with_its_field() {
    let body = r#"{"colour":"red","interaction":"1","action":"Coach","action_sys_id":"","help_request":7,
        "start_time":"2026-02-18T11:30:00","end_time":"2026-02-30 11:30:00","end_time":"now"}"#;
    let expected = vec![
        fault("colour", FaultCode::UnknownField, message!("unknown_field", field = "colour", fields = FIELDS)),
        fault("end_time", FaultCode::DuplicateField, message!("duplicate_field", field = "end_time")),
        fault("interaction", FaultCode::InvalidSysId, message!("invalid_sys_id", field = "interaction", value = "1")),
        fault(
            "action",
            FaultCode::InvalidChoice,
            message!("invalid_choice", field = "action", value = "Coach", choices = ACTIONS),
        ),
        fault("action_sys_id", FaultCode::Empty, message!("empty", field = "action_sys_id")),
        fault(
            "help_request",
            FaultCode::NotAString,
            message!("not_a_string", field = "help_request", kind = "a number"),
        ),
        fault(
            "start_time",
            FaultCode::InvalidTime,
            message!("time_without_offset", field = "start_time", value = "2026-02-18T11:30:00"),
        ),
        fault(
            "end_time",
            FaultCode::InvalidTime,
            message!("time_not_existing", field = "end_time", value = "2026-02-30 11:30:00"),
        ),
    ];
    assert_eq!(json(body), Err(expected));
}

#[test]
fn a_fault_of_the_order_of_times_is_reported_beside_others() {
    let members = r#""action":"Coach","start_time":"2026-02-18 11:30:00","end_time":"2026-02-18 11:29:59""#;
    let expected = vec![
        fault(
            "action",
            FaultCode::InvalidChoice,
            message!("invalid_choice", field = "action", value = "Coach", choices = ACTIONS),
        ),
        fault(
            "end_time",
            FaultCode::EndBeforeStart,
            message!("end_before_start", end = "2026-02-18 11:29:59", start = "2026-02-18 11:30:00"),
        ),
    ];
    assert_eq!(json_with(members), Err(expected));
}

#[test]
fn the_present_is_the_default_of_times() {
    assert_eq!(
        json_with(r#""action":"observe""#),
        Ok(format!("create observe on {INTERACTION} help_request=none start={NOW} end=none"))
    );
}
