//! Why a command was not carried out (contract, "What has to exist").

use crate::support::{
    ACTION, HELP_REQUEST, INTERACTION, NOW, OTHER_INTERACTION, fault, json_command, keyed_with, message, sys_id,
};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::refusal::{NotFound, Refusal};
use serde_json::{Value, json};

/// The facts when nothing is missing, but for these.
fn facts(changes: &Value) -> Value {
    let mut facts = json!({
        "interaction": 1, "help_request_interaction": INTERACTION, "action_interaction": INTERACTION,
        "start_time": "2026-02-18 11:15:00", "end_time": null, "has_actions": 1,
    });
    for (name, value) in changes.as_object().unwrap() {
        facts[name] = value.clone();
    }
    facts
}

/// The facts when nothing is missing.
fn no_changes() -> Value {
    facts(&json!({}))
}

/// Why a command with these members besides the interaction was not carried out.
fn explained(members: &str, facts: &Value) -> Refusal {
    explained_by(members, &facts.to_string())
}

fn explained_by(members: &str, facts: &str) -> Refusal {
    json_command(&format!(r#"{{"interaction":"{INTERACTION}"{members}}}"#)).explain(facts)
}

fn create() -> String {
    format!(r#","action":"coach","help_request":"{HELP_REQUEST}""#)
}

fn update(members: &str) -> String {
    format!(r#","action_sys_id":"{ACTION}"{members}"#)
}

fn invalid<const N: usize>(found: [Fault; N]) -> Refusal {
    let mut faults = Faults::default();
    for fault in found {
        faults.push(fault);
    }
    Refusal::Invalid(faults)
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
    let expected = Refusal::NotFound(NotFound::Interaction(sys_id(INTERACTION)));
    for facts in [json!({"interaction": 0}), facts(&json!({"interaction": 0})), json!({"interaction": 2})] {
        for members in [create(), update(r#","action":"coach""#), String::new()] {
            assert_eq!(explained(&members, &facts), expected, "{members} {facts}");
        }
    }
}

#[test]
fn an_unknown_help_request_is_not_found() {
    let facts = facts(&json!({"help_request_interaction": null}));
    let expected = Refusal::NotFound(NotFound::HelpRequest(sys_id(HELP_REQUEST)));
    assert_eq!(explained(&create(), &facts), expected);
    // As the trigger says it of a create.
    assert_eq!(explained(&create(), &json!({"interaction": 1})), expected);
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}","end_time":"2000-01-01 00:00:00""#));
    assert_eq!(explained(&members, &facts), expected);
}

#[test]
fn a_help_request_of_another_interaction_is_a_fault() {
    let facts = facts(&json!({"help_request_interaction": OTHER_INTERACTION}));
    assert_eq!(explained(&create(), &facts), invalid([wrong_interaction()]));
    // As the trigger says it of a create.
    let of_trigger = json!({"interaction": 1, "help_request_interaction": "another"});
    assert_eq!(explained(&create(), &of_trigger), invalid([wrong_interaction()]));
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}""#));
    assert_eq!(explained(&members, &facts), invalid([wrong_interaction()]));
}

#[test]
fn an_unknown_action_is_not_found() {
    let facts = facts(&json!({"action_interaction": null, "help_request_interaction": null}));
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}""#));
    assert_eq!(explained(&members, &facts), Refusal::NotFound(NotFound::HelpAction(sys_id(ACTION))));
}

#[test]
fn an_action_of_another_interaction_is_not_found() {
    let facts = facts(&json!({"action_interaction": OTHER_INTERACTION, "help_request_interaction": null}));
    let (action_sys_id, interaction) = (sys_id(ACTION), sys_id(INTERACTION));
    let expected = Refusal::NotFound(NotFound::HelpActionElsewhere { action_sys_id, interaction });
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}""#));
    assert_eq!(explained(&members, &facts), expected);
}

#[test]
fn an_end_before_the_stored_start_is_a_fault() {
    let members = update(r#","end_time":"2026-02-18 11:14:59""#);
    let expected = end_before("end_before_stored_start", "2026-02-18 11:14:59", "2026-02-18 11:15:00");
    assert_eq!(explained(&members, &no_changes()), invalid([expected]));
}

#[test]
fn a_start_after_the_stored_end_is_a_fault() {
    let facts = facts(&json!({"end_time": "2026-02-18 11:30:00"}));
    let message = message!("start_after_stored_end", start = "2026-02-18 11:30:01", end = "2026-02-18 11:30:00");
    let expected = fault("start_time", FaultCode::EndBeforeStart, message);
    assert_eq!(explained(&update(r#","start_time":"2026-02-18 11:30:01""#), &facts), invalid([expected]));
}

#[test]
fn all_faults_of_an_update_are_reported_together() {
    let facts = facts(&json!({"help_request_interaction": OTHER_INTERACTION}));
    let members = update(&format!(r#","help_request":"{HELP_REQUEST}","end_time":"2026-02-18 11:14:59""#));
    let too_early = end_before("end_before_stored_start", "2026-02-18 11:14:59", "2026-02-18 11:15:00");
    assert_eq!(explained(&members, &facts), invalid([wrong_interaction(), too_early]));
}

#[test]
fn nothing_to_end_is_not_found() {
    let expected = Refusal::NotFound(NotFound::NothingToEnd(sys_id(INTERACTION)));
    for facts in [
        facts(&json!({"has_actions": 0, "start_time": null})),
        facts(&json!({"has_actions": null})),
        json!({"interaction": 1}),
    ] {
        assert_eq!(explained("", &facts), expected, "{facts}");
    }
}

#[test]
fn an_end_of_all_before_one_starts_is_a_fault() {
    let members = r#","end_time":"2026-02-18 11:14:59""#;
    let expected = end_before("end_before_some_start", "2026-02-18 11:14:59", "2026-02-18 11:15:00");
    assert_eq!(explained(members, &no_changes()), invalid([expected]));
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
        assert_eq!(explained(&members, &no_changes()), Refusal::Unexplained, "{members}");
    }
    assert_eq!(explained("", &facts(&json!({"start_time": "yesterday"}))), Refusal::Unexplained);
}

#[test]
fn an_end_of_all_at_the_present_is_told_so() {
    let members = "";
    let message = message!("default_end_before_some_start", end = NOW, start = "2026-02-18 12:00:01");
    let expected = fault("end_time", FaultCode::EndBeforeStart, message);
    let facts = facts(&json!({"start_time": "2026-02-18 12:00:01"}));
    assert_eq!(explained(members, &facts), invalid([expected]));
    let given = format!(r#","end_time":"{NOW}""#);
    let expected = end_before("end_before_some_start", NOW, "2026-02-18 12:00:01");
    assert_eq!(explained(&given, &facts), invalid([expected]));
}

#[test]
fn facts_that_do_not_concern_the_command_are_passed_over() {
    let expected = Refusal::NotFound(NotFound::HelpRequest(sys_id(HELP_REQUEST)));
    let facts = json!({"interaction": 1, "other": [{}], "has_actions": 0, "action_interaction": null});
    assert_eq!(explained(&create(), &facts), expected);
}

#[test]
fn facts_that_the_database_does_not_tell_so_are_a_defect() {
    for text in ["", "null", "1", "\"interaction\"", "{", "{}{}", "done"] {
        for members in [create(), update(r#","action":"coach""#), String::new()] {
            assert_eq!(explained_by(&members, text), Refusal::Unexplained, "{text}");
        }
    }
    for facts in [json!({}), json!({"has_actions": 1}), json!({"Interaction": 0})] {
        assert_eq!(explained("", &facts), Refusal::Unexplained, "{facts}");
    }
    for (name, value) in [
        ("interaction", json!(null)),
        ("interaction", json!("1")),
        ("interaction", json!(true)),
        ("interaction", json!(-1)),
        ("start_time", json!(1)),
        ("has_actions", json!(true)),
        ("action_interaction", json!(0)),
    ] {
        let facts = facts(&json!({name: value}));
        assert_eq!(explained("", &facts), Refusal::Unexplained, "{facts}");
    }
}

#[test]
fn facts_in_a_list_are_a_defect() {
    for text in ["[]", "[0]", "[1]"] {
        assert_eq!(explained_by(&create(), text), Refusal::Unexplained, "{text}");
    }
}

#[test]
fn what_repeats_nothing_is_told_its_own_fault_whatever_the_facts() {
    let command = keyed_with(r#","action":"coach","end_time":"2026-02-18 11:59:59""#).unwrap();
    let expected = end_before("end_before_default_start", "2026-02-18 11:59:59", NOW);
    for facts in [json!({"interaction": 0}), no_changes()] {
        assert_eq!(command.explain(&facts.to_string()), invalid([expected.clone()]));
    }
}
