//! Errors of the database by cause: answered, or tried again (contract, sections 3 and 5).

use help_request_edge::error::{ApiError, RetryAdvice};
use help_request_edge::store::{DEADLINE_MS, DatabaseError};
use proptest::prelude::*;

fn of(message: &str) -> DatabaseError {
    DatabaseError::classify(message.to_owned())
}

fn transient() -> DatabaseError {
    of("D1_ERROR: Network connection lost.")
}

#[test]
fn what_no_repetition_mends_is_a_defect_of_ours() {
    for message in [
        "D1_ERROR: no such column: x: SQLITE_ERROR",
        "D1_ERROR: CHECK constraint failed: SQLITE_CONSTRAINT",
        "D1_ERROR: datatype mismatch: SQLITE_MISMATCH",
        "D1_ERROR: column index out of range: SQLITE_RANGE",
        "D1_TYPE_ERROR: Type 'undefined' not supported",
    ] {
        assert_eq!(of(message), DatabaseError::Defect(message.to_owned()));
        assert_eq!(of(message).pause_ms(0, DEADLINE_MS, 0), None);
        assert_eq!(ApiError::from(of(message)), ApiError::Internal(format!("D1: {message}")));
    }
}

/// The triggers' words are found in what D1 puts around them, and nothing else is taken for them.
#[test]
fn what_the_schema_refuses_is_told_in_its_words() {
    for facts in
        [r#"{"interaction":0}"#, r#"{"interaction":1}"#, r#"{"interaction":1,"help_request_interaction":"another"}"#]
    {
        for message in [
            format!("D1_ERROR: {facts}: SQLITE_CONSTRAINT"),
            format!("D1_ERROR: {facts}: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)"),
            facts.to_owned(),
        ] {
            assert_eq!(of(&message), DatabaseError::Refused(facts.to_owned()), "{message}");
            assert_eq!(ApiError::from(of(&message)), ApiError::Internal(format!("D1: {facts}")));
            assert_eq!(of(&message).pause_ms(0, DEADLINE_MS, 0), None);
        }
    }
    for message in [r#"D1_ERROR: {"other":0}: SQLITE_CONSTRAINT"#, r#"D1_ERROR: }{"interaction":0: SQLITE_CONSTRAINT"#]
    {
        assert_eq!(of(message), DatabaseError::Defect(message.to_owned()));
    }
}

#[test]
fn what_may_be_gone_in_a_moment_is_transient() {
    for message in [
        "D1_ERROR: Network connection lost.",
        "Internal error in D1 DB storage caused object to be reset.",
        "D1 DB reset because its code was updated.",
        "Cannot resolve D1 DB due to transient issue on remote node.",
        "D1_ERROR: client disconnected",
        "D1_ERROR: replica disconnected",
    ] {
        assert_eq!(of(message), DatabaseError::Transient(message.to_owned()));
        assert!(of(message).pause_ms(0, DEADLINE_MS, 0).is_some());
        assert_eq!(ApiError::from(of(message)), ApiError::Unavailable(format!("D1: {message}")));
    }
}

#[test]
fn an_overloaded_database_is_not_asked_again() {
    for message in ["D1 DB is overloaded. Too many requests queued.", "D1_ERROR: Too many requests queued."] {
        assert_eq!(of(message), DatabaseError::Overloaded(message.to_owned()));
        assert_eq!(of(message).pause_ms(0, DEADLINE_MS, 0), None);
        assert_eq!(ApiError::from(of(message)), ApiError::Unavailable(format!("D1: {message}")));
    }
}

#[test]
fn a_database_that_has_failed_is_not_asked_again() {
    for message in ["D1 DB storage operation exceeded timeout", "SQLITE_BUSY", "no reason given", ""] {
        assert_eq!(of(message), DatabaseError::Unavailable(message.to_owned()));
        assert_eq!(of(message).pause_ms(0, DEADLINE_MS, 0), None);
        assert_eq!(ApiError::from(of(message)), ApiError::Unavailable(format!("D1: {message}")));
    }
}

#[test]
fn a_full_database_is_told_so() {
    for message in ["D1_ERROR: Exceeded maximum DB size", "D1_ERROR: database or disk is full: SQLITE_FULL"] {
        assert_eq!(of(message), DatabaseError::Full(message.to_owned()));
        assert_eq!(of(message).pause_ms(0, DEADLINE_MS, 0), None);
        assert_eq!(ApiError::from(of(message)), ApiError::DatabaseFull(format!("D1: {message}")));
    }
}

/// A message may hold the words of several.
#[test]
fn what_is_certain_comes_first() {
    let of_kind = |message: &str, kind: fn(String) -> DatabaseError| {
        assert_eq!(of(message), kind(message.to_owned()), "{message}");
    };
    of_kind("Exceeded maximum DB size: SQLITE_ERROR", DatabaseError::Full);
    of_kind("Network connection lost: SQLITE_FULL", DatabaseError::Full);
    of_kind("SQLITE_ERROR: Too many requests queued", DatabaseError::Defect);
    of_kind("D1 DB is overloaded: Network connection lost", DatabaseError::Overloaded);
    // Words are compared as they are.
    of_kind("d1 db is overloaded", DatabaseError::Unavailable);
    of_kind("sqlite_full", DatabaseError::Unavailable);
}

/// The caller of a write is told whether it may have been made.
#[test]
fn some_errors_leave_open_what_was_done() {
    let m = || "m".to_owned();
    for (error, is_unknown) in [
        (DatabaseError::Transient(m()), true),
        (DatabaseError::Unavailable(m()), true),
        (DatabaseError::Overloaded(m()), false),
        (DatabaseError::Full(m()), false),
        (DatabaseError::Refused(m()), false),
        (DatabaseError::Defect(m()), false),
    ] {
        assert_eq!(error.may_have_run(), is_unknown, "{error:?}");
        for repetition in [RetryAdvice::SameKey, RetryAdvice::UseKey, RetryAdvice::LookFirst] {
            let expected = if is_unknown {
                ApiError::OutcomeUnknown(repetition, "D1: m".to_owned())
            } else {
                ApiError::from(error.clone())
            };
            assert_eq!(ApiError::of_write(error.clone(), repetition), expected);
        }
    }
}

#[test]
fn pauses_grow_and_end_after_the_third_repetition() {
    let range = |repetitions| [0, u8::MAX].map(|jitter| transient().pause_ms(repetitions, DEADLINE_MS, jitter));
    assert_eq!(range(0), [Some(25), Some(50)]);
    assert_eq!(range(1), [Some(75), Some(150)]);
    assert_eq!(range(2), [Some(225), Some(450)]);
    assert_eq!(range(3), [None, None]);
    assert_eq!(range(usize::MAX), [None, None]);
}

#[test]
fn no_repetition_begins_after_the_deadline() {
    assert_eq!(transient().pause_ms(0, 26, 0), Some(25));
    for left in [25, 0, -1, -i64::from(u32::MAX), i64::MIN] {
        assert_eq!(transient().pause_ms(0, left, 0), None, "{left}");
    }
}

proptest! {
    #[test]
    fn a_pause_lies_between_half_and_all_of_the_longest(repetitions in 0..3_usize, left in 501..=DEADLINE_MS, jitter: u8) {
        let longest = [50, 150, 450][repetitions];
        let pause = transient().pause_ms(repetitions, left, jitter).unwrap();
        prop_assert!((longest / 2..=longest).contains(&pause), "{}", pause);
    }
}
