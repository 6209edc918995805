//! Statements that write records, and what their outcome means (contract, section 7).

use crate::support::{
    HELP_REQUEST, INTERACTION, NOW, OTHER_INTERACTION, can_be_run, fault, integration_user, message, sys_id, table,
    time,
};
use help_request_edge::fault::{FaultCode, Faults};
use help_request_edge::format::RawValue;
use help_request_edge::refusal::{Conflict, NotFound, Refusal};
use help_request_edge::store::{DONE, Param, Statement, ValueRow, WriteContext};
use help_request_edge::table::{InputRules, Purpose, RecordInput, TableWrite};

const NEW: &str = "0198a0c0b0007000800000000000000a";
const TRANSACTION: &str = "0198a0c0b0007000800000000000000b";
const ENTRY: &str = "0198a0c0b0007000800000000000000c";
const USER: &str = "cti.integration";

fn input(table_name: &str, purpose: Purpose<'_>, values: &[(&str, &str)]) -> RecordInput {
    let table = table(table_name);
    let mut fields = RecordInput::fields_of(table);
    for (name, value) in values {
        fields.put(name, RawValue::Text((*value).to_owned()));
    }
    RecordInput::check(table, fields, purpose, InputRules::default()).unwrap()
}

fn new_record(table_name: &str, values: &[(&str, &str)]) -> RecordInput {
    input(table_name, Purpose::Insert, values)
}

fn changed_record(table_name: &str, values: &[(&str, &str)]) -> RecordInput {
    input(table_name, Purpose::Update(INTERACTION), values)
}

/// The batch: the statement that finds the outcome, and the one that writes.
fn statements(table_name: &str, write: &TableWrite<'_>) -> Vec<Statement> {
    let (actor, transaction_id) = (integration_user(USER), sys_id(TRANSACTION));
    let context = WriteContext { actor: &actor, now: time(NOW), transaction_id: &transaction_id };
    write.statements(table(table_name), &context, &[sys_id(ENTRY)])
}

/// The batch that creates a record, under the id that the caller has chosen, or else under a new one.
fn insert(table_name: &str, input: &RecordInput) -> Vec<Statement> {
    let id = input.sys_id.clone().unwrap_or_else(|| sys_id(NEW));
    statements(table_name, &TableWrite::Insert(&id, input))
}

/// The parameters that are texts.
fn texts(statement: &Statement) -> Vec<&str> {
    let text = |param| match param {
        &(Param::Null | Param::Integer(_) | Param::OnRepetition(_)) => None,
        Param::Text(text) => Some(text.as_str()),
    };
    statement.params.iter().filter_map(text).collect()
}

/// What the outcome of a write means.
fn read(write: &TableWrite<'_>, table_name: &str, outcome: &str) -> Result<(), Refusal> {
    write.read_outcome(table(table_name), Some(ValueRow { value: Some(outcome.to_owned()) }))
}

/// Every way to write, with every field.
fn all_batches() -> Vec<(&'static str, Vec<Statement>)> {
    let of_interaction: &[(&str, &str)] = &[
        ("type", "phone"),
        ("state", "on_hold"),
        ("short_description", "s"),
        ("opened_at", NOW),
        ("closed_at", NOW),
        ("assigned_to", "a"),
        ("opened_for", "o"),
    ];
    let of_request: &[(&str, &str)] = &[
        ("interaction", INTERACTION),
        ("state", "closed"),
        ("reason", "r"),
        ("comments", "c"),
        ("opened_by", "o"),
        ("help_provided_by", "h"),
    ];
    let id = sys_id(HELP_REQUEST);
    let mut batches = Vec::new();
    for (name, values) in [("interaction", of_interaction), ("interaction_help_request", of_request)] {
        let with_id = [values, &[("sys_id", OTHER_INTERACTION)]].concat();
        let removed: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, if matches!(*name, "interaction" | "state") { value } else { "" }))
            .collect();
        batches.push((name, insert(name, &new_record(name, values))));
        batches.push((name, insert(name, &new_record(name, &with_id))));
        for values in [values, &removed, &values[..1], &[]] {
            batches.push((name, statements(name, &TableWrite::Update(&id, &changed_record(name, values)))));
        }
        batches.push((name, statements(name, &TableWrite::Delete(&id))));
    }
    for values in [of_interaction, &[]] {
        let with_number = changed_record("interaction", &[values, &[("number", "IMS0000007")]].concat());
        batches.push(("interaction", statements("interaction", &TableWrite::Update(&id, &with_number))));
    }
    batches
}

#[test]
fn every_statement_gets_as_many_parameters_as_it_names() {
    for (_, statements) in all_batches() {
        for statement in statements {
            can_be_run(&statement);
            assert!(statement.params.len() <= 100);
        }
    }
}

#[test]
fn the_first_statement_finds_the_outcome_and_the_others_write() {
    for (name, statements) in all_batches() {
        let (outcome, writes) = statements.split_first().unwrap();
        assert!(outcome.sql.starts_with("SELECT "), "{}", outcome.sql);
        assert!(outcome.sql.ends_with(" AS value"), "{}", outcome.sql);
        assert!(outcome.sql.contains(&format!("'{DONE}'")));
        match writes {
            [] | [_] => {}
            // The log says who deletes: the row is stamped first, under the conditions of the deletion.
            [stamp, delete] => {
                let (begins, met) = stamp.sql.split_once(" WHERE ").unwrap();
                assert!(begins.starts_with(&format!("UPDATE {name} SET sys_updated_on = ")), "{begins}");
                assert!(begins.ends_with(&format!(", sys_transaction_id = ?{}", stamp.params.len() - 1)), "{begins}");
                let (begins, of_delete) = delete.sql.split_once(" WHERE ").unwrap();
                assert_eq!(begins, format!("DELETE FROM {name}"));
                // Only the number of the parameter for the id differs: the stamp has three more in front of it.
                let (id, met) = met.split_once(" AND ").unwrap();
                let (id_of_delete, met_of_delete) = of_delete.split_once(" AND ").unwrap();
                assert_eq!(met, met_of_delete);
                assert_eq!([id, id_of_delete], [stamp, delete].map(|one| format!("sys_id = ?{}", one.params.len())));
            }
            more => panic!("{more:?}"),
        }
        assert_eq!(writes.len() == 2, writes.last().is_some_and(|last| last.sql.starts_with("DELETE ")));
        for write in writes {
            let begins =
                [format!("INSERT INTO {name} "), format!("UPDATE {name} SET "), format!("DELETE FROM {name} ")];
            assert!(begins.iter().any(|begin| write.sql.starts_with(begin)), "{}", write.sql);
            // Nothing is written to all records.
            assert!(write.sql.contains(" WHERE "), "{}", write.sql);
        }
    }
}

/// A retry of the batch finds its own change, whatever others have done since.
#[test]
fn every_write_asks_the_log_whether_this_request_has_made_it() {
    const ASKED: &str = "EXISTS (SELECT 1 FROM (SELECT transaction_id FROM record_change WHERE documentkey = ";
    for (_, statements) in all_batches() {
        let (outcome, writes) = statements.split_first().unwrap();
        assert!(outcome.sql.contains(&format!(" OR {ASKED}")), "{}", outcome.sql);
        for write in writes {
            assert!(write.sql.contains(&format!(" AND NOT {ASKED}")), "{}", write.sql);
        }
        for statement in &statements {
            assert_eq!(statement.sql.matches(ASKED).count(), 1, "{}", statement.sql);
            let asked = [Param::from(TRANSACTION), Param::OnRepetition(5)];
            assert!(statement.params.windows(2).any(|params| params == asked), "{statement:?}");
        }
    }
}

#[test]
fn values_are_parameters() {
    for (_, statements) in all_batches() {
        for statement in statements {
            for id in [
                INTERACTION,
                OTHER_INTERACTION,
                HELP_REQUEST,
                NEW,
                TRANSACTION,
                NOW,
                USER,
                "phone",
                "on_hold",
                "IMS0000007",
            ] {
                assert!(!statement.sql.contains(id), "{}", statement.sql);
            }
        }
    }
}

#[test]
fn a_new_record_gets_a_new_id_unless_it_has_one() {
    let written = |values: &[(&str, &str)]| {
        let [outcome, write] = insert("interaction", &new_record("interaction", values)).try_into().unwrap();
        assert!(texts(&outcome).iter().all(|text| [NEW, OTHER_INTERACTION, TRANSACTION].contains(text)));
        texts(&write).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(written(&[("type", "phone")]).contains(&NEW.to_owned()));
    let chosen = written(&[("type", "phone"), ("sys_id", OTHER_INTERACTION)]);
    assert!(chosen.contains(&OTHER_INTERACTION.to_owned()));
    assert!(!chosen.contains(&NEW.to_owned()));
    for value in ["phone", NOW, USER, TRANSACTION] {
        assert!(chosen.contains(&value.to_owned()), "{chosen:?}");
    }
}

#[test]
fn an_interaction_gets_a_number() {
    let number = |name: &str, values: &[(&str, &str)]| insert(name, &new_record(name, values))[1].sql.contains("IMS");
    assert!(number("interaction", &[]));
    assert!(!number("interaction_help_request", &[("interaction", INTERACTION)]));
}

#[test]
fn a_removed_value_is_null() {
    let id = sys_id(INTERACTION);
    let record = changed_record("interaction", &[("type", ""), ("short_description", "s")]);
    let write = statements("interaction", &TableWrite::Update(&id, &record)).remove(1);
    assert_eq!(write.params.iter().filter(|value| **value == Param::Null).count(), 1);
    assert!(texts(&write).contains(&"s"));
}

#[test]
fn with_nothing_to_change_nothing_is_written() {
    let (id, nothing) = (sys_id(INTERACTION), changed_record("interaction", &[]));
    let only = statements("interaction", &TableWrite::Update(&id, &nothing));
    assert_eq!(only.len(), 1);
    assert_eq!(texts(&only[0]), [INTERACTION, INTERACTION, TRANSACTION]);
}

#[test]
fn a_deletion_names_its_record_and_its_request_alone() {
    for name in ["interaction", "interaction_help_request"] {
        let id = sys_id(HELP_REQUEST);
        let params = statements(name, &TableWrite::Delete(&id)).into_iter().map(|statement| statement.params);
        let checked = vec![HELP_REQUEST.into(), HELP_REQUEST.into(), TRANSACTION.into(), Param::OnRepetition(5)];
        let stamp = [NOW, USER, TRANSACTION].map(Param::from);
        let own = [Param::from(HELP_REQUEST)];
        let expected = [checked.clone(), [&checked[..], &stamp, &own].concat(), [&checked[..], &own].concat()];
        assert_eq!(params.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_write_knows_the_id_of_its_record() {
    let id = sys_id(INTERACTION);
    let (new, changed) = (new_record("interaction", &[]), changed_record("interaction", &[]));
    for write in [TableWrite::Insert(&id, &new), TableWrite::Update(&id, &changed), TableWrite::Delete(&id)] {
        assert_eq!(write.id(), &id);
    }
}

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
/// The columns of a new record behind those of every record, and their values where they are parameters.
fn columns(values: &[(&str, &str)]) -> (String, Vec<Param>) {
    let Statement { sql, params } = insert("interaction", &new_record("interaction", values)).swap_remove(1);
    let names = sql.split_once("sys_transaction_id, ").unwrap().1.split_once(") SELECT ").unwrap().0;
    (names.to_owned(), params[8..].to_vec())
}

#[test]
fn a_new_record_gets_what_is_not_given() {
    let now_and = |values: &[&str]| -> Vec<Param> { values.iter().map(|value| Param::from(*value)).collect() };
    assert_eq!(columns(&[]), ("number, opened_at, opened_by".to_owned(), now_and(&[NOW, USER])));
    let expected = ("state, number, opened_at, opened_by".to_owned(), now_and(&["on_hold", NOW, USER]));
    assert_eq!(columns(&[("state", "on_hold")]), expected);
    for state in ["closed_complete", "closed_abandoned"] {
        let names = "state, own_columns, number, opened_at, closed_at, opened_by, closed_by".to_owned();
        let values = now_and(&[state, "{\"u_x\":\"y\"}", NOW, NOW, USER, USER]);
        assert_eq!(columns(&[("state", state), ("u_x", "y")]), (names, values));
        let names = "state, closed_at, closed_by, number, opened_at, opened_by".to_owned();
        let values = now_and(&[state, "2026-01-01 00:00:00", "z", NOW, USER]);
        assert_eq!(
            columns(&[("state", state), ("closed_at", "2026-01-01 00:00:00"), ("closed_by", "z")]),
            (names, values)
        );
    }
}

/// What an update sets besides the stamp, and when there is something to set.
fn sets(values: &[(&str, &str)]) -> (String, String) {
    let (id, record) = (sys_id(INTERACTION), changed_record("interaction", values));
    let sql = statements("interaction", &TableWrite::Update(&id, &record)).swap_remove(1).sql;
    let (sets, met) = sql.split_once(" WHERE sys_id = ").unwrap();
    let differs = met.split_once(" AND (").unwrap().1.split_once(") AND EXISTS ").unwrap().0;
    (
        sets.split_once("sys_transaction_id = ?").unwrap().1.split_once(", ").map_or("", |(_, sets)| sets).to_owned(),
        differs.to_owned(),
    )
}

#[test]
fn an_update_that_closes_says_when_and_by_whom_unless_the_record_is_closed() {
    let closed = "iif(state IN ('closed_complete', 'closed_abandoned'), ";
    for (values, expected, differs) in [
        (&[("state", "on_hold")][..], "state = ?9".to_owned(), "state IS NOT ?9"),
        (
            &[("state", "closed_complete")],
            format!("state = ?9, closed_at = {closed}closed_at, ?10), closed_by = {closed}closed_by, ?11)"),
            "state IS NOT ?9",
        ),
        // What the caller removes is lost where the record was closed.
        (
            &[("state", "closed_complete"), ("closed_at", "")],
            format!("state = ?9, closed_at = {closed}NULL, ?11), closed_by = {closed}closed_by, ?12)"),
            "state IS NOT ?9 OR closed_at IS NOT ?10",
        ),
        (
            &[("state", "closed_abandoned"), ("closed_by", "z"), ("short_description", "")],
            format!("state = ?9, short_description = ?10, closed_by = ?11, closed_at = {closed}closed_at, ?12)"),
            "state IS NOT ?9 OR short_description IS NOT ?10 OR closed_by IS NOT ?11",
        ),
        (
            &[("state", "new"), ("closed_at", "")],
            "state = ?9, closed_at = ?10".to_owned(),
            "state IS NOT ?9 OR closed_at IS NOT ?10",
        ),
        // An entry of a journal always changes the record.
        (&[("type", "a"), ("work_notes", "x")], "type = ?9".to_owned(), "type IS NOT ?9 OR 1"),
    ] {
        assert_eq!(sets(values), (expected, differs.to_owned()), "{values:?}");
    }
}

#[test]
fn own_columns_are_patched_where_they_are_given() {
    let (id, record) = (sys_id(INTERACTION), changed_record("interaction", &[("u_x", "y"), ("u_z", "")]));
    let [outcome, write] = statements("interaction", &TableWrite::Update(&id, &record)).try_into().unwrap();
    assert!(write.sql.contains(", own_columns = nullif(json_patch(coalesce(own_columns, '{}'), ?"), "{}", write.sql);
    assert!(write.sql.contains("(own_columns IS NOT nullif("), "{}", write.sql);
    for statement in [outcome, write] {
        assert!(texts(&statement).contains(&r#"{"u_x":"y","u_z":null}"#), "{:?}", statement.params);
    }
}

#[test]
fn each_entry_of_a_journal_is_a_statement_of_its_own() {
    let id = sys_id(INTERACTION);
    let (with, without) =
        (changed_record("interaction", &[("work_notes", "x")]), changed_record("interaction", &[("type", "x")]));
    let write = TableWrite::Update(&id, &with);
    assert_eq!(write.count_entries(), 1);
    let [_, _, entry] = statements("interaction", &write).try_into().unwrap();
    assert!(entry.sql.starts_with("INSERT INTO sys_journal_field "), "{}", entry.sql);
    assert_eq!(texts(&entry)[..3], [ENTRY, INTERACTION, "x"]);
    assert_eq!((TableWrite::Update(&id, &without).count_entries(), TableWrite::Delete(&id).count_entries()), (0, 0));
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
