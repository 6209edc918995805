//! The statements of a write.

use super::{ENTRY, NEW, TRANSACTION, USER, all_batches, changed_record, insert, new_record, statements, texts};
use crate::support::{HELP_REQUEST, INTERACTION, NOW, OTHER_INTERACTION, can_be_run, sys_id};
use help_request_edge::store::{DONE, Param};
use help_request_edge::table::TableWrite;

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
