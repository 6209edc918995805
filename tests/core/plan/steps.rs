//! What a call does, statement by statement.

use super::{
    CREATE, Call, END, END_ALL, KEY, KEYED, LOG_PARAMS, NEW, OPEN, OPENING, STAMP, START, create_with_all_fields,
    update, update_of_all_fields,
};
use crate::support::{ACTION, HELP_REQUEST, INTERACTION, NOW};
use help_request_edge::help_action::BulkEndScope;

#[test]
fn a_create_is_one_statement() {
    assert_eq!(Call::default().steps(CREATE), (vec!["create"], None, Some(0)));
    let row = [NEW, INTERACTION, "", "coach", NOW, ""];
    assert_eq!(Call::default().params(CREATE), [[&row[..], &STAMP].concat()]);
}

#[test]
fn a_create_with_all_fields_binds_them() {
    let members = create_with_all_fields();
    assert_eq!(Call::default().steps(&members), (vec!["create"], None, Some(0)));
    let row = [NEW, INTERACTION, HELP_REQUEST, "barge_in", START, END];
    assert_eq!(Call::default().params(&members), [[&row[..], &STAMP].concat()]);
}

#[test]
fn under_the_policy_open_a_create_registers_the_interaction() {
    assert_eq!(OPEN.steps(CREATE), (vec!["register interaction", "create"], None, Some(1)));
    let rows = [vec![INTERACTION], vec![NEW, INTERACTION, "", "coach", NOW, ""]];
    let mut expected = rows.map(|row| [&row[..], &STAMP].concat());
    expected[0].extend(OPENING);
    assert_eq!(OPEN.params(CREATE), expected);
}

#[test]
fn under_the_policy_open_a_create_registers_the_help_request_too() {
    let members = create_with_all_fields();
    let steps = vec!["register interaction", "register help request", "create"];
    assert_eq!(OPEN.steps(&members), (steps, None, Some(2)));
    let rows = [
        vec![INTERACTION],
        vec![HELP_REQUEST, INTERACTION],
        vec![NEW, INTERACTION, HELP_REQUEST, "barge_in", START, END],
    ];
    let mut expected = rows.map(|row| [&row[..], &STAMP].concat());
    expected[0].extend(OPENING);
    assert_eq!(OPEN.params(&members), expected);
}

#[test]
fn an_update_binds_what_is_given_and_nothing_else() {
    assert_eq!(Call::default().steps(&update()), (vec!["update", "outcome of update"], None, Some(1)));
    let checked = [&[ACTION, INTERACTION, "", "", "", END][..], &LOG_PARAMS].concat();
    assert_eq!(Call::default().params(&update()), [[&checked[..], &STAMP].concat(), checked]);
}

#[test]
fn an_update_of_all_fields_binds_them() {
    let members = update_of_all_fields();
    assert_eq!(Call::default().steps(&members), (vec!["update", "outcome of update"], None, Some(1)));
    let checked = [&[ACTION, INTERACTION, "barge_in", HELP_REQUEST, START, END][..], &LOG_PARAMS].concat();
    assert_eq!(Call::default().params(&members), [[&checked[..], &STAMP].concat(), checked]);
}

#[test]
fn ending_all_ends_all_by_default() {
    let members = format!(r#","end_time":"{END}""#);
    assert_eq!(Call::default().steps(&members), (vec!["end all", "outcome of end all"], None, Some(1)));
    let checked = [&[INTERACTION, END][..], &LOG_PARAMS].concat();
    assert_eq!(Call::default().params(&members), [[&checked[..], &STAMP].concat(), checked]);
    for statement in Call::default().statements(&members) {
        assert!(statement.sql.contains("end_time IS NOT ?2"), "{}", statement.sql);
        assert!(!statement.sql.contains("end_time IS NULL"), "{}", statement.sql);
    }
}

#[test]
fn under_the_scope_open_only_open_ones_end() {
    let call = Call { scope: BulkEndScope::Open, ..Call::default() };
    assert_eq!(call.steps(END_ALL), (vec!["end all", "outcome of end all"], None, Some(1)));
    let checked = [&[INTERACTION, NOW][..], &LOG_PARAMS].concat();
    assert_eq!(call.params(END_ALL), [[&checked[..], &STAMP].concat(), checked]);
    for statement in call.statements(END_ALL) {
        assert!(statement.sql.contains("end_time IS NULL"), "{}", statement.sql);
        assert!(!statement.sql.contains("end_time IS NOT"), "{}", statement.sql);
    }
}

#[test]
fn an_interaction_is_registered_by_a_create_alone() {
    for members in [END_ALL, &update_of_all_fields()] {
        for key in [None, Some(KEY)] {
            let registered = Call { key, ..Call::default() };
            assert_eq!(Call { key, ..OPEN }.statements(members), registered.statements(members));
        }
    }
}

#[test]
fn the_scope_is_of_an_end_of_all_alone() {
    for members in [CREATE, &update_of_all_fields()] {
        let open = Call { scope: BulkEndScope::Open, ..KEYED };
        assert_eq!(open.statements(members), KEYED.statements(members));
    }
}
