//! Whether a record was written, and if not, why.

use super::{changed_record, insert, new_record, read, statements};
use crate::support::{HELP_REQUEST, INTERACTION, OTHER_INTERACTION, fault, message, sys_id, table};
use help_request_edge::fault::{FaultCode, Faults};
use help_request_edge::refusal::{Conflict, NotFound, Refusal};
use help_request_edge::store::{DONE, ValueRow};
use help_request_edge::table::TableWrite;

#[test]
fn what_was_done_needs_no_reason() {
    let (id, new, changed) =
        (sys_id(INTERACTION), new_record("interaction", &[]), changed_record("interaction", &[("type", "a")]));
    for write in [TableWrite::Insert(&id, &new), TableWrite::Update(&id, &changed), TableWrite::Delete(&id)] {
        assert_eq!(read(&write, "interaction", DONE), Ok(()));
    }
}

#[test]
fn an_outcome_that_says_nothing_is_a_defect() {
    let (id, new, changed) =
        (sys_id(INTERACTION), new_record("interaction", &[]), changed_record("interaction", &[("type", "a")]));
    for write in [TableWrite::Insert(&id, &new), TableWrite::Update(&id, &changed), TableWrite::Delete(&id)] {
        for outcome in ["", "Done", "{}", "[]", "null", "{\"exists\":null}", "{\"exists\":\"0\"}", "{"] {
            assert_eq!(read(&write, "interaction", outcome), Err(Refusal::Unexplained), "{outcome:?}");
        }
        for no_value in [None, Some(ValueRow { value: None })] {
            assert_eq!(write.read_outcome(table("interaction"), no_value), Err(Refusal::Unexplained));
        }
    }
    let update = TableWrite::Update(&id, &changed);
    assert_eq!(read(&update, "interaction", "{\"exists\":1}"), Err(Refusal::Unexplained));
    // Nobody but the service has given the id.
    let insert = TableWrite::Insert(&id, &new);
    assert_eq!(read(&insert, "interaction", "{\"exists\":1}"), Err(Refusal::Unexplained));
}

#[test]
fn a_chosen_id_may_exist_already() {
    let (id, input) = (sys_id(OTHER_INTERACTION), new_record("interaction", &[("sys_id", OTHER_INTERACTION)]));
    let result = read(&TableWrite::Insert(&id, &input), "interaction", "{\"exists\":1}");
    assert_eq!(result, Err(Refusal::Conflict(Conflict::Exists { table: "interaction", sys_id: id.clone() })));
    let result = read(&TableWrite::Insert(&id, &input), "interaction", "{\"exists\":0}");
    assert_eq!(result, Err(Refusal::Unexplained));
}

#[test]
fn a_record_may_not_exist() {
    let (id, changed) =
        (sys_id(HELP_REQUEST), changed_record("interaction_help_request", &[("interaction", INTERACTION)]));
    for write in [TableWrite::Update(&id, &changed), TableWrite::Delete(&id)] {
        for outcome in ["{\"exists\":0}", "{\"exists\":0,\"interaction\":0,\"supervisor_help_action\":0}"] {
            let result = read(&write, "interaction_help_request", outcome);
            assert_eq!(result, Err(Refusal::NotFound(NotFound::Record)));
        }
    }
}

#[test]
fn what_a_record_refers_to_may_not_exist() {
    let message =
        message!("no_such_reference", field = "interaction", value = OTHER_INTERACTION, table = "interaction");
    let expected = Refusal::Invalid(Faults::from(fault("interaction", FaultCode::UnknownReference, message)));
    let values = &[("interaction", OTHER_INTERACTION), ("reason", "r")];
    let (id, table_name) = (sys_id(HELP_REQUEST), "interaction_help_request");
    let (new, changed) = (new_record(table_name, values), changed_record(table_name, values));
    let insert = read(&TableWrite::Insert(&id, &new), table_name, "{\"exists\":0,\"interaction\":0}");
    assert_eq!(insert, Err(expected.clone()));
    let outcome = "{\"exists\":1,\"interaction\":0,\"supervisor_help_action\":1}";
    let update = read(&TableWrite::Update(&id, &changed), table_name, outcome);
    assert_eq!(update, Err(expected));
}

#[test]
fn a_record_may_have_another_number() {
    let (id, changed) = (sys_id(INTERACTION), changed_record("interaction", &[("number", "IMS0000007")]));
    let message = message!("number_given", field = "number");
    let expected = Refusal::Invalid(Faults::from(fault("number", FaultCode::ReadOnly, message)));
    let update = TableWrite::Update(&id, &changed);
    assert_eq!(read(&update, "interaction", "{\"exists\":1,\"number\":0}"), Err(expected));
    let result = read(&update, "interaction", "{\"exists\":0,\"number\":0}");
    assert_eq!(result, Err(Refusal::NotFound(NotFound::Record)));
}

#[test]
fn others_may_refer_to_a_record_that_is_deleted() {
    let id = sys_id(INTERACTION);
    for (table_name, outcome, users) in [
        (
            "interaction",
            r#"{"exists":1,"interaction_help_request":1,"supervisor_help_action":0}"#,
            vec!["interaction_help_request"],
        ),
        (
            "interaction",
            r#"{"exists":1,"interaction_help_request":0,"supervisor_help_action":1}"#,
            vec!["supervisor_help_action"],
        ),
        (
            "interaction",
            r#"{"exists":1,"interaction_help_request":1,"supervisor_help_action":1}"#,
            vec!["interaction_help_request", "supervisor_help_action"],
        ),
        ("interaction_help_request", r#"{"exists":1,"supervisor_help_action":1}"#, vec!["supervisor_help_action"]),
    ] {
        let result = read(&TableWrite::Delete(&id), table_name, outcome);
        assert_eq!(result, Err(Refusal::Conflict(Conflict::InUse(users))));
    }
}

#[test]
fn others_may_refer_to_a_help_request_that_is_moved() {
    let id = sys_id(HELP_REQUEST);
    let record = changed_record("interaction_help_request", &[("interaction", OTHER_INTERACTION)]);
    let outcome = r#"{"exists":1,"interaction":1,"supervisor_help_action":1}"#;
    let result = read(&TableWrite::Update(&id, &record), "interaction_help_request", outcome);
    assert_eq!(result, Err(Refusal::Conflict(Conflict::InUse(vec!["supervisor_help_action"]))));
}

#[test]
fn a_write_is_done_if_its_records_are_there_and_not_there_as_it_needs() {
    let id = sys_id(INTERACTION);
    let request = new_record("interaction_help_request", &[("interaction", INTERACTION)]);
    let changed = changed_record("interaction", &[("type", "a")]);
    let (of_insert, of_update, of_delete) = (
        insert("interaction_help_request", &request),
        statements("interaction", &TableWrite::Update(&id, &changed)),
        statements("interaction", &TableWrite::Delete(&id)),
    );
    let exists =
        |table: &str, column: &str, at: usize| format!("EXISTS (SELECT 1 FROM {table} WHERE {column} = ?{at})");
    for (batch, expected) in [
        (
            of_insert,
            format!(
                "NOT {} AND {}",
                exists("interaction_help_request", "sys_id", 1),
                exists("interaction", "sys_id", 2)
            ),
        ),
        (of_update, exists("interaction", "sys_id", 1)),
        (
            of_delete,
            format!(
                "{} AND NOT {} AND NOT {}",
                exists("interaction", "sys_id", 1),
                exists("interaction_help_request", "interaction", 1),
                exists("supervisor_help_action", "interaction", 1)
            ),
        ),
    ] {
        let begins = format!("SELECT CASE WHEN {expected} OR EXISTS (SELECT 1 FROM (SELECT transaction_id ");
        assert!(batch[0].sql.starts_with(&begins), "{}", batch[0].sql);
        assert!(
            batch[1].sql.contains(&format!(" {expected} AND NOT EXISTS (SELECT 1 FROM (SELECT ")),
            "{}",
            batch[1].sql
        );
    }
}
