//! What is stored and asked under an idempotency key.

use super::{
    CALLER, CREATE, Call, DAYS, END, END_ALL, KEY, KEYED, LOG_PARAMS, NEW, OPEN, OPENING, STAMP, START, TOO_LATE,
    TRANSACTION, USER, all_calls, create_with_all_fields, update, update_of_all_fields,
};
use crate::support::{ACTION, HELP_REQUEST, INTERACTION, NOW, can_be_run};
use help_request_edge::help_action::{BulkEndScope, InteractionPolicy};
use help_request_edge::store::DONE;

/// What is looked up of a key.
const KEY_PARAMS: [&str; 4] = [DAYS, NOW, CALLER, KEY];

#[test]
fn a_key_is_stored_ahead_of_a_create() {
    assert_eq!(KEYED.steps(CREATE), (vec!["store key", "create", "find key"], Some(2), Some(1)));
    let request = format!("interaction={INTERACTION};action=coach;");
    let row = [NEW, INTERACTION, "", "coach", NOW, ""];
    let expected = [
        [&KEY_PARAMS[..], &[NOW, CALLER, KEY, &request, "create", NEW, TRANSACTION]].concat(),
        [&row[..], &STAMP, &[NOW, CALLER, KEY, TRANSACTION]].concat(),
        KEY_PARAMS.to_vec(),
    ];
    assert_eq!(KEYED.params(CREATE), expected);
    // And the create is made only if this very request has stored the key.
    let create = &KEYED.statements(CREATE)[1].sql;
    assert!(create.contains(" WHERE EXISTS (SELECT 1 FROM idempotency_record WHERE day = date("), "{create}");
    assert!(!Call::default().statements(CREATE)[0].sql.contains("idempotency_record"));
}

#[test]
fn under_the_policy_open_nothing_is_registered_for_a_key_that_was_used() {
    let (call, members) = (Call { key: Some(KEY), ..OPEN }, create_with_all_fields());
    let steps = vec!["register interaction", "register help request", "store key", "create", "find key"];
    assert_eq!(call.steps(&members), (steps, Some(4), Some(3)));
    let expected = [
        [&[INTERACTION][..], &STAMP, &OPENING, &KEY_PARAMS].concat(),
        [&[HELP_REQUEST, INTERACTION][..], &STAMP, &KEY_PARAMS].concat(),
    ];
    assert_eq!(call.params(&members)[..2], expected);
    for (keyed, free) in call.statements(&members).iter().zip(OPEN.statements(&members)).take(2) {
        assert!(keyed.sql.contains(" AND NOT EXISTS (SELECT 1 FROM idempotency_record WHERE "), "{}", keyed.sql);
        assert!(free.sql.ends_with(" AND true"), "{}", free.sql);
    }
}

#[test]
fn a_create_that_is_too_late_asks_for_its_key_alone() {
    for policy in [InteractionPolicy::Registered, InteractionPolicy::Open] {
        let call = Call { policy, ..KEYED };
        assert_eq!(call.steps(TOO_LATE), (vec!["find key"], Some(0), None));
        assert_eq!(call.params(TOO_LATE), [KEY_PARAMS]);
    }
}

#[test]
fn a_key_is_stored_for_other_successes_once_they_are_found() {
    let steps = vec!["end all", "store key", "outcome of end all", "find key"];
    assert_eq!(KEYED.steps(END_ALL), (steps, Some(3), Some(2)));
    let checked = [&[INTERACTION, NOW][..], &LOG_PARAMS].concat();
    let request = format!("interaction={INTERACTION};");
    let stored = [NOW, CALLER, KEY, &request, "end_all", INTERACTION, TRANSACTION];
    let expected = [
        [&checked[..], &STAMP, &KEY_PARAMS].concat(),
        [&checked[..], &KEY_PARAMS, &stored].concat(),
        checked,
        KEY_PARAMS.to_vec(),
    ];
    assert_eq!(KEYED.params(END_ALL), expected);

    let steps = vec!["update", "store key", "outcome of update", "find key"];
    assert_eq!(KEYED.steps(&update()), (steps, Some(3), Some(2)));
    let checked = [&[ACTION, INTERACTION, "", "", "", END][..], &LOG_PARAMS].concat();
    let request = format!("interaction={INTERACTION};action_sys_id={ACTION};end_time={END};");
    let stored = [NOW, CALLER, KEY, &request, "update", ACTION, TRANSACTION];
    let expected = [
        [&checked[..], &STAMP, &KEY_PARAMS].concat(),
        [&checked[..], &KEY_PARAMS, &stored].concat(),
        checked,
        KEY_PARAMS.to_vec(),
    ];
    assert_eq!(KEYED.params(&update()), expected);
}

/// What stores the key asks the very question whose answer is told to the caller.
#[test]
fn a_key_is_stored_by_the_outcome_of_its_own_operation() {
    for scope in [BulkEndScope::All, BulkEndScope::Open] {
        for members in [END_ALL, &update(), &update_of_all_fields()] {
            let statements = Call { scope, ..KEYED }.statements(members);
            let [_, store, outcome, _] = statements.as_slice() else { panic!("{statements:?}") };
            assert!(
                store.sql.contains(&format!(" WHERE ({}) = '{DONE}' AND NOT EXISTS (", outcome.sql)),
                "{}",
                store.sql
            );
            assert!(store.params.starts_with(&outcome.params));
        }
    }
    assert!(KEYED.statements(CREATE)[0].sql.contains(" WHERE true AND NOT EXISTS ("));
}

#[test]
fn a_change_with_a_key_is_made_only_if_the_key_is_unused() {
    for members in [END_ALL, &update_of_all_fields()] {
        let (keyed, free) =
            (KEYED.statements(members).remove(0).sql, Call::default().statements(members).remove(0).sql);
        let (head, tail) = keyed.split_once(" AND NOT EXISTS (SELECT 1 FROM idempotency_record ").unwrap();
        assert_eq!(free, format!("{head} AND true"));
        assert!(tail.starts_with("WHERE day IN (SELECT value FROM json_each("), "{tail}");
    }
}

/// A retry of the batch finds its own change, whatever others have done since.
#[test]
fn a_change_asks_the_log_whether_this_request_has_made_it() {
    const ASKED: &str = "EXISTS (SELECT 1 FROM (SELECT transaction_id FROM record_change WHERE documentkey = ";
    for call in [Call::default(), KEYED] {
        for members in [END_ALL, &update(), &update_of_all_fields()] {
            let statements = call.statements(members);
            let outcome = call.steps(members).2.unwrap();
            for (sql, beginnings) in [
                (&statements[0].sql, ["AND NOT ", "AND NOT EXISTS (SELECT 1 FROM supervisor_help_action AS one "]),
                (&statements[outcome].sql, ["OR ", "OR max("]),
            ] {
                let (before, _) = sql.split_once(ASKED).unwrap_or_else(|| panic!("{sql}"));
                let is_condition =
                    before.ends_with(beginnings[0]) || (members == END_ALL && before.contains(beginnings[1]));
                assert!(is_condition, "{sql}");
                assert_eq!(sql.matches(ASKED).count(), 1, "{sql}");
            }
        }
        // A create finds its own row.
        assert!(call.statements(CREATE).iter().all(|statement| !statement.sql.contains("record_change")));
    }
}

#[test]
fn the_plan_points_at_what_it_has_to_read() {
    for (call, members) in all_calls() {
        let (steps, key, outcome) = call.steps(&members);
        let place = |is: fn(&str) -> bool| {
            let places: Vec<usize> = (0..steps.len()).filter(|at| is(steps[*at])).collect();
            assert!(places.len() <= 1, "{steps:?}");
            places.first().copied()
        };
        assert_eq!(key, place(|step| step == "find key"), "{steps:?}");
        assert_eq!(key.is_some(), call.key.is_some(), "{steps:?}");
        // It is looked for once all others have run.
        assert!(key.is_none_or(|key| key == steps.len() - 1), "{steps:?}");
        assert_eq!(outcome, place(|step| step == "create" || step.starts_with("outcome")), "{steps:?}");
        assert_eq!(outcome.is_none(), members == TOO_LATE, "{steps:?}");
    }
}

#[test]
fn every_statement_gets_as_many_parameters_as_it_names() {
    for (call, members) in all_calls() {
        for statement in call.statements(&members) {
            can_be_run(&statement);
            assert!(statement.params.len() <= 100);
        }
    }
}

#[test]
fn the_text_is_the_same_for_each_call() {
    for (call, members) in all_calls() {
        for statement in call.statements(&members) {
            for value in [INTERACTION, HELP_REQUEST, ACTION, NEW, TRANSACTION, NOW, START, END, USER, KEY, "barge_in"] {
                assert!(!statement.sql.contains(value), "{}", statement.sql);
            }
        }
    }
}
