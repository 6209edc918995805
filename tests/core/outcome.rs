//! Why a command was not carried out (contract, "What has to exist").

use crate::support::{ACTION, HELP_REQUEST, INTERACTION, OTHER_INTERACTION, fault, json_command, message, sys_id};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::help_action::{FailureFacts, NotDone};

/// The facts when nothing is missing.
fn facts() -> FailureFacts {
    FailureFacts {
        interaction: true,
        help_request_interaction: Some(INTERACTION.to_owned()),
        action_interaction: Some(INTERACTION.to_owned()),
        start_time: Some("2026-02-18 11:15:00".to_owned()),
        end_time: None,
        has_actions: true,
    }
}

/// Why a command with these members besides the interaction was not carried out.
fn explained(members: &str, facts: &FailureFacts) -> NotDone {
    json_command(&format!(r#"{{"interaction":"{INTERACTION}"{members}}}"#)).explain(facts)
}

fn create() -> String {
    format!(r#","action":"coach","help_request":"{HELP_REQUEST}""#)
}

fn update(members: &str) -> String {
    format!(r#","action_sys_id":"{ACTION}"{members}"#)
}

fn invalid<const N: usize>(found: [Fault; N]) -> NotDone {
    let mut faults = Faults::default();
    for fault in found {
        faults.push(fault);
    }
    NotDone::Invalid(faults)
}

fn wrong_interaction() -> Fault {
    let message = message!("wrong_interaction", help_request = HELP_REQUEST, interaction = INTERACTION);
    fault("help_request", FaultCode::WrongInteraction, message)
}

fn end_before(name: &str, end: &str, start: &str) -> Fault {
    fault("end_time", FaultCode::EndBeforeStart, message!(name, end = end, start = start))
}

#[test]
fn an_unknown_interaction_comes_before_all_else() {
    let nothing = FailureFacts::default();
    for members in [create(), update(r#","action":"coach""#), String::new()] {
        assert_eq!(explained(&members, &nothing), NotDone::NoInteraction(sys_id(INTERACTION)), "{members}");
    }
}

#[test]
fn an_unknown_help_request_is_not_found() {
    let facts = FailureFacts { help_request_interaction: None, ..facts() };
    let expected = NotDone::NoHelpRequest(sys_id(HELP_REQUEST));
    assert_eq!(explained(&create(), &facts), expected);
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}","end_time":"2000-01-01 00:00:00""#));
    assert_eq!(explained(&members, &facts), expected);
}

#[test]
fn a_help_request_of_another_interaction_is_a_fault() {
    let facts = FailureFacts { help_request_interaction: Some(OTHER_INTERACTION.to_owned()), ..facts() };
    assert_eq!(explained(&create(), &facts), invalid([wrong_interaction()]));
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}""#));
    assert_eq!(explained(&members, &facts), invalid([wrong_interaction()]));
}

#[test]
fn an_unknown_action_is_not_found() {
    let facts = FailureFacts { action_interaction: None, help_request_interaction: None, ..facts() };
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}""#));
    assert_eq!(explained(&members, &facts), NotDone::NoAction(sys_id(ACTION)));
}

#[test]
fn an_action_of_another_interaction_is_not_found() {
    let facts = FailureFacts {
        action_interaction: Some(OTHER_INTERACTION.to_owned()),
        help_request_interaction: None,
        ..facts()
    };
    let expected = NotDone::ActionElsewhere { action_sys_id: sys_id(ACTION), interaction: sys_id(INTERACTION) };
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}""#));
    assert_eq!(explained(&members, &facts), expected);
}

#[test]
fn an_end_before_the_stored_start_is_a_fault() {
    let members = update(r#","end_time":"2026-02-18 11:14:59""#);
    let expected = end_before("end_before_stored_start", "2026-02-18 11:14:59", "2026-02-18 11:15:00");
    assert_eq!(explained(&members, &facts()), invalid([expected]));
}

#[test]
fn a_start_after_the_stored_end_is_a_fault() {
    let facts = FailureFacts { end_time: Some("2026-02-18 11:30:00".to_owned()), ..facts() };
    let message = message!("start_after_stored_end", start = "2026-02-18 11:30:01", end = "2026-02-18 11:30:00");
    let expected = fault("start_time", FaultCode::EndBeforeStart, message);
    assert_eq!(explained(&update(r#","start_time":"2026-02-18 11:30:01""#), &facts), invalid([expected]));
}

#[test]
fn all_faults_of_an_update_are_reported_together() {
    let facts = FailureFacts { help_request_interaction: Some(OTHER_INTERACTION.to_owned()), ..facts() };
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}","end_time":"2026-02-18 11:14:59""#));
    let too_early = end_before("end_before_stored_start", "2026-02-18 11:14:59", "2026-02-18 11:15:00");
    assert_eq!(explained(&members, &facts), invalid([wrong_interaction(), too_early]));
}

#[test]
fn nothing_to_end_is_not_found() {
    let facts = FailureFacts { has_actions: false, start_time: None, ..facts() };
    assert_eq!(explained("", &facts), NotDone::NothingToEnd(sys_id(INTERACTION)));
}

#[test]
fn an_end_of_all_before_one_starts_is_a_fault() {
    let members = r#","end_time":"2026-02-18 11:14:59""#;
    let expected = end_before("end_before_some_start", "2026-02-18 11:14:59", "2026-02-18 11:15:00");
    assert_eq!(explained(members, &facts()), invalid([expected]));
}

#[test]
fn facts_that_explain_nothing_are_a_defect() {
    let equal_times = [
        create(),
        r#","action":"coach""#.to_owned(),
        update(r#","end_time":"2026-02-18 11:15:00""#),
        update(r#","start_time":"2026-02-18 11:15:00""#),
        update(r#","action":"coach""#),
        r#","end_time":"2026-02-18 11:15:00""#.to_owned(),
        String::new(),
    ];
    for members in equal_times {
        assert_eq!(explained(&members, &facts()), NotDone::Unexplained, "{members}");
    }
    let unreadable = FailureFacts { start_time: Some("yesterday".to_owned()), ..facts() };
    assert_eq!(explained("", &unreadable), NotDone::Unexplained);
}

#[test]
fn facts_are_read_from_the_databases_json() {
    let json = format!(
        r#"{{"interaction":1,"help_request_interaction":"{INTERACTION}","action_interaction":"{INTERACTION}","start_time":"2026-02-18 11:15:00","end_time":null,"has_actions":1}}"#
    );
    assert_eq!(FailureFacts::parse(&json), Some(facts()));
}

#[test]
fn facts_that_are_absent_or_of_another_type_are_not_true() {
    for json in [
        "{}",
        r#"{"interaction":0,"has_actions":0}"#,
        r#"{"interaction":null}"#,
        r#"{"interaction":"1","start_time":1}"#,
    ] {
        assert_eq!(FailureFacts::parse(json), Some(FailureFacts::default()), "{json}");
    }
}

#[test]
fn facts_that_are_no_object_are_none() {
    for json in ["", "null", "[]", "1", "\"interaction\"", "{", "{}{}"] {
        assert_eq!(FailureFacts::parse(json), None, "{json}");
    }
}
