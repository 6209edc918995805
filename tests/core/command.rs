//! The rules for values (contract, section 1).

use crate::support::{
    ACTION, FIELDS, GIVE_A_TIME, HELP_REQUEST, INTERACTION, NOW, fault, json, json_command, json_with, sys_id,
};
use help_request_edge::action::Action;
use help_request_edge::fault::{Fault, FaultCode, MAX_EXCERPT_CHARACTERS};
use help_request_edge::help_action::Command;

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
        let message = format!("{field} is empty; give a value or leave the field out");
        let expected = vec![fault(field, FaultCode::Empty, message)];
        for value in ["", " ", "\t\r\n", "\u{a0}\u{3000}"] {
            assert_eq!(update_with(field, value), Err(expected.clone()), "{field} {value:?}");
        }
    }
}

#[test]
fn an_empty_action_sys_id_never_ends_all() {
    let expected =
        vec![fault("action_sys_id", FaultCode::Empty, "action_sys_id is empty; give a value or leave the field out")];
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
            let message = format!("{field} \"{value}\" is not a sys_id; give 32 hexadecimal digits");
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
        let message =
            format!("action \"{value}\" is not valid; give one of barge_in, coach, monitor, observe (lower case)");
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
            ("2026-02-18", "is not in an accepted form"),
            ("tomorrow", "is not in an accepted form"),
            ("2026-02-18T11:30:00", "does not say its offset from UTC"),
            ("2026-02-30 11:30:00", "does not exist"),
            ("2026-02-18 24:00:00", "does not exist"),
        ] {
            let message = format!("{field} \"{value}\" {reason}; {GIVE_A_TIME}");
            let expected = vec![fault(field, FaultCode::InvalidTime, message)];
            assert_eq!(update_with(field, value), Err(expected), "{value}");
        }
    }
}

#[test]
fn a_long_value_is_shortened_in_the_message() {
    let value = "x".repeat(MAX_EXCERPT_CHARACTERS + 1);
    let shown = format!("{}…", "x".repeat(MAX_EXCERPT_CHARACTERS));
    let of = |field: &str, code, rest: &str| Err(vec![fault(field, code, format!("{field} \"{shown}\" {rest}"))]);
    let not_a_sys_id = of("help_request", FaultCode::InvalidSysId, "is not a sys_id; give 32 hexadecimal digits");
    assert_eq!(update_with("help_request", &value), not_a_sys_id);
    let choices = "is not valid; give one of barge_in, coach, monitor, observe (lower case)";
    assert_eq!(update_with("action", &value), of("action", FaultCode::InvalidChoice, choices));
    let not_a_time = format!("is not in an accepted form; {GIVE_A_TIME}");
    assert_eq!(update_with("end_time", &value), of("end_time", FaultCode::InvalidTime, &not_a_time));
}

#[test]
fn interaction_is_always_required() {
    let expected =
        vec![fault("interaction", FaultCode::Required, "interaction is required: give the sys_id of the interaction")];
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
        fault(
            "colour",
            FaultCode::UnknownField,
            format!("\"colour\" is not a field of this request; the fields are {FIELDS}"),
        ),
        fault("end_time", FaultCode::DuplicateField, "end_time is given more than once; give it once"),
        fault("interaction", FaultCode::InvalidSysId, "interaction \"1\" is not a sys_id; give 32 hexadecimal digits"),
        fault(
            "action",
            FaultCode::InvalidChoice,
            "action \"Coach\" is not valid; give one of barge_in, coach, monitor, observe (lower case)",
        ),
        fault("action_sys_id", FaultCode::Empty, "action_sys_id is empty; give a value or leave the field out"),
        fault("help_request", FaultCode::NotAString, "help_request is a number; give it as a string"),
        fault(
            "start_time",
            FaultCode::InvalidTime,
            format!("start_time \"2026-02-18T11:30:00\" does not say its offset from UTC; {GIVE_A_TIME}"),
        ),
        fault(
            "end_time",
            FaultCode::InvalidTime,
            format!("end_time \"2026-02-30 11:30:00\" does not exist; {GIVE_A_TIME}"),
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
            "action \"Coach\" is not valid; give one of barge_in, coach, monitor, observe (lower case)",
        ),
        fault(
            "end_time",
            FaultCode::EndBeforeStart,
            "end_time 2026-02-18 11:29:59 lies before start_time 2026-02-18 11:30:00; correct the one or the other \
             (times in UTC)",
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
