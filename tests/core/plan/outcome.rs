//! What the rows of the statements mean.

use super::{
    CREATE, Call, END_ALL, KEYED, NEW, OPEN, OTHER_TRANSACTION, TOO_LATE, TRANSACTION, create_with_all_fields, update,
};
use crate::support::{ACTION, HELP_REQUEST, INTERACTION, NOW, OTHER_INTERACTION, fault, message, sys_id};
use help_request_edge::fault::{FaultCode, Faults};
use help_request_edge::help_action::{BulkEndScope, CarriedOut, Outcome};
use help_request_edge::refusal::{NotFound, Refusal};
use help_request_edge::store::idempotency::KeyRow;
use help_request_edge::store::{DONE, ValueRow};
use serde_json::json;

/// A row of what a request has kept under the key: what it asked for, the operation, the id, and its transaction id.
fn kept(request: &str, operation: &str, id: &str, transaction_id: &str) -> KeyRow {
    let row = json!({"request": request, "operation": operation, "sys_id": id, "transaction_id": transaction_id});
    serde_json::from_value(row).unwrap()
}

fn done(outcome: Outcome) -> Result<CarriedOut, Refusal> {
    Ok(CarriedOut { outcome, is_replay: false })
}

fn replayed(outcome: Outcome) -> Result<CarriedOut, Refusal> {
    Ok(CarriedOut { outcome, is_replay: true })
}

/// Each operation with what it does.
fn operations() -> [(String, Outcome); 4] {
    [
        (CREATE.to_owned(), Outcome::Created(sys_id(NEW))),
        (create_with_all_fields(), Outcome::Created(sys_id(NEW))),
        (update(), Outcome::Updated(sys_id(ACTION))),
        (END_ALL.to_owned(), Outcome::EndedAll(sys_id(INTERACTION))),
    ]
}

const NO_INTERACTION: &str = r#"{"interaction":0}"#;

/// All that the statement of the outcome may yield.
const OUTCOMES: [Option<&str>; 4] = [None, Some(DONE), Some(NO_INTERACTION), Some("?")];

#[test]
fn without_a_key_done_is_done() {
    for (members, outcome) in operations() {
        for call in [Call::default(), OPEN, Call { scope: BulkEndScope::Open, ..OPEN }] {
            assert_eq!(call.read(&members, None, Some(DONE)), done(outcome.clone()), "{members}");
        }
    }
}

#[test]
fn facts_are_the_reason_why_nothing_was_done() {
    for (members, _) in operations() {
        for call in [Call::default(), KEYED] {
            let expected = Err(Refusal::NotFound(NotFound::Interaction(sys_id(INTERACTION))));
            assert_eq!(call.read(&members, None, Some(NO_INTERACTION)), expected, "{members}");
        }
    }
    for (members, facts, expected) in [
        (create_with_all_fields(), r#"{"interaction":1}"#, NotFound::HelpRequest(sys_id(HELP_REQUEST))),
        (update(), r#"{"interaction":1}"#, NotFound::HelpAction(sys_id(ACTION))),
        (END_ALL.to_owned(), r#"{"interaction":1,"has_actions":0}"#, NotFound::NothingToEnd(sys_id(INTERACTION))),
    ] {
        assert_eq!(Call::default().read(&members, None, Some(facts)), Err(Refusal::NotFound(expected)));
    }
}

#[test]
fn no_row_and_null_are_a_defect() {
    for (members, _) in operations() {
        for call in [Call::default(), KEYED] {
            assert_eq!(call.read(&members, None, None), Err(Refusal::Unexplained), "{members}");
            let null = call.see(&members, |plan| plan.read(None, Some(ValueRow { value: None })));
            assert_eq!(null, Err(Refusal::Unexplained), "{members}");
        }
    }
}

#[test]
fn facts_that_cannot_be_read_are_a_defect() {
    for (members, _) in operations() {
        for text in ["", "Done", "done ", "1", "null", "{", "{}{}", r#"{"interaction":null}"#, r#"{"interaction":"1"}"#]
        {
            for call in [Call::default(), KEYED] {
                assert_eq!(call.read(&members, None, Some(text)), Err(Refusal::Unexplained), "{members} {text}");
            }
        }
    }
}

#[test]
fn facts_that_explain_nothing_are_a_defect() {
    let facts = r#"{"interaction":1,"has_actions":1}"#;
    for members in [CREATE, END_ALL] {
        assert_eq!(Call::default().read(members, None, Some(facts)), Err(Refusal::Unexplained), "{members}");
    }
}

/// The first request with its key finds its own row, whatever else is found.
#[test]
fn with_a_key_done_is_what_this_request_has_kept() {
    for (members, outcome) in operations() {
        let request = KEYED.command(&members).normalized_fields();
        let (operation, id) = outcome.operation();
        for found in OUTCOMES {
            let row = kept(&request, operation, id.as_str(), TRANSACTION);
            assert_eq!(KEYED.read(&members, Some(row), found), done(outcome.clone()), "{members} {found:?}");
        }
    }
}

#[test]
fn what_the_same_request_has_done_before_is_answered_again() {
    for (members, outcome) in operations() {
        let request = KEYED.command(&members).normalized_fields();
        // A create has given an id of its own.
        let before = match outcome {
            Outcome::Created(_) => Outcome::Created(sys_id(OTHER_INTERACTION)),
            other => other,
        };
        let (operation, id) = before.operation();
        for found in OUTCOMES {
            let row = kept(&request, operation, id.as_str(), OTHER_TRANSACTION);
            assert_eq!(KEYED.read(&members, Some(row), found), replayed(before.clone()), "{members} {found:?}");
        }
    }
}

#[test]
fn what_another_request_has_done_under_the_key_is_told_so() {
    for (members, outcome) in operations() {
        let (operation, id) = outcome.operation();
        for request in ["", "interaction=", &KEYED.command(TOO_LATE).normalized_fields()] {
            for found in OUTCOMES {
                let row = kept(request, operation, id.as_str(), OTHER_TRANSACTION);
                assert_eq!(KEYED.read(&members, Some(row), found), Err(Refusal::KeyReused), "{members} {found:?}");
            }
        }
    }
}

#[test]
fn what_is_kept_and_makes_no_sense_is_a_defect() {
    for (members, _) in operations() {
        let request = KEYED.command(&members).normalized_fields();
        for (operation, id) in [("delete", ACTION), ("", ACTION), ("Create", ACTION), ("create", "1"), ("update", "")] {
            let row = kept(&request, operation, id, OTHER_TRANSACTION);
            assert_eq!(KEYED.read(&members, Some(row), Some(DONE)), Err(Refusal::Unexplained), "{operation} {id}");
        }
    }
}

/// A repetition of it would be done once more.
#[test]
fn with_a_key_a_success_that_is_not_kept_is_none() {
    for (members, _) in operations() {
        assert_eq!(KEYED.read(&members, None, Some(DONE)), Err(Refusal::Unexplained), "{members}");
    }
}

#[test]
fn a_create_that_is_too_late_is_answered_if_it_was_in_time_once() {
    let request = KEYED.command(TOO_LATE).normalized_fields();
    let before = kept(&request, "create", ACTION, OTHER_TRANSACTION);
    assert_eq!(KEYED.read(TOO_LATE, Some(before), None), replayed(Outcome::Created(sys_id(ACTION))));
    let other = kept(&KEYED.command(CREATE).normalized_fields(), "create", ACTION, OTHER_TRANSACTION);
    assert_eq!(KEYED.read(TOO_LATE, Some(other), None), Err(Refusal::KeyReused));
    let odd = kept(&request, "delete", ACTION, OTHER_TRANSACTION);
    assert_eq!(KEYED.read(TOO_LATE, Some(odd), None), Err(Refusal::Unexplained));
}

#[test]
fn a_create_that_is_too_late_and_repeats_nothing_is_told_so() {
    let message = message!("end_before_default_start", end = "2026-02-18 11:59:59", start = NOW);
    let too_late = fault("end_time", FaultCode::EndBeforeStart, message);
    let expected = Err(Refusal::Invalid(Faults::from(too_late)));
    // There is no statement that yields anything else.
    for found in [None, Some(DONE), Some(NO_INTERACTION)] {
        assert_eq!(KEYED.read(TOO_LATE, None, found), expected, "{found:?}");
    }
    let null = KEYED.see(TOO_LATE, |plan| plan.read(None, Some(ValueRow { value: None })));
    assert_eq!(null, expected);
    // Nothing was done in the name of this request.
    let own = kept(&KEYED.command(TOO_LATE).normalized_fields(), "create", NEW, TRANSACTION);
    assert_eq!(KEYED.read(TOO_LATE, Some(own), None), expected);
}
