//! The tables as callers see them (contract, sections 6 and 7).

use crate::support::{INTERACTION_FIELDS, table};
use help_request_edge::auth::Role;
use help_request_edge::query::FieldPath;
use help_request_edge::schema::{DefaultValue, Field, FieldType, Table};
use std::collections::HashSet;

const KEPT: &str = "sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_mod_count";

fn names(table: &Table) -> Vec<&'static str> {
    table.fields.iter().map(|field| field.name).collect()
}

#[test]
fn tables_have_the_fields_of_the_contract() {
    let of_requests = "sys_id, interaction, state, reason, comments, opened_by, help_provided_by";
    let of_actions = "sys_id, interaction, help_request, action, start_time, end_time, duration";
    let of_audit = "sys_id, tablename, documentkey, fieldname, oldvalue, newvalue, user, transaction_id";
    let of_journals = "sys_id, name, element_id, element, value, sys_created_on, sys_created_by";
    let of_choices = "sys_id, name, element, label, value, sequence, inactive, language";
    let of_dictionary = "sys_id, name, element, column_label, internal_type, max_length, mandatory, read_only, reference, \
         default_value, active";
    let expected = [
        ("interaction", INTERACTION_FIELDS.to_owned()),
        ("interaction_help_request", format!("{of_requests}, {KEPT}")),
        ("supervisor_help_action", format!("{of_actions}, {KEPT}")),
        ("sys_audit", format!("{of_audit}, {KEPT}")),
        ("sys_journal_field", of_journals.to_owned()),
        ("sys_choice", format!("{of_choices}, {KEPT}")),
        ("sys_dictionary", format!("{of_dictionary}, {KEPT}")),
        ("sys_db_object", format!("sys_id, name, label, super_class, {KEPT}")),
        ("sys_user", format!("sys_id, user_name, name, active, {KEPT}")),
        ("sys_user_role", format!("sys_id, name, description, {KEPT}")),
        ("sys_user_has_role", format!("sys_id, user, role, {KEPT}")),
    ];
    assert_eq!(Table::ALL.map(|table| (table.name, names(table).join(", "))), expected);
}

#[test]
fn tables_are_read_and_written_by_whom_the_contract_says() {
    let actual = Table::ALL.map(|table| (table.name, table.read_role, table.is_writable, table.display));
    let expected = [
        ("interaction", Role::IntegrationUser, true, "number"),
        ("interaction_help_request", Role::IntegrationUser, true, "sys_id"),
        ("supervisor_help_action", Role::IntegrationUser, false, "sys_id"),
        ("sys_audit", Role::Admin, false, "sys_id"),
        ("sys_journal_field", Role::IntegrationUser, false, "sys_id"),
        ("sys_choice", Role::IntegrationUser, false, "label"),
        ("sys_dictionary", Role::IntegrationUser, false, "column_label"),
        ("sys_db_object", Role::IntegrationUser, false, "label"),
        ("sys_user", Role::IntegrationUser, false, "name"),
        ("sys_user_role", Role::IntegrationUser, false, "name"),
        ("sys_user_has_role", Role::IntegrationUser, false, "sys_id"),
    ];
    assert_eq!(actual, expected);
    let about_users: Vec<&str> =
        Table::ALL.into_iter().filter(|table| table.own_rows.is_some()).map(|table| table.name).collect();
    assert_eq!(about_users, ["sys_user", "sys_user_role", "sys_user_has_role"]);
}

#[test]
fn a_table_is_found_by_its_exact_name() {
    for table in Table::ALL {
        assert_eq!(Table::named(table.name), Some(table));
    }
    for name in ["", "Interaction", "interactions", "interaction ", "sys_users", "idempotency_record", "sqlite_master"]
    {
        assert_eq!(Table::named(name), None, "{name}");
    }
}

#[test]
fn only_writable_tables_have_fields_for_callers() {
    for table in Table::ALL {
        assert_eq!(table.fields.iter().any(|field| !field.read_only), table.is_writable, "{}", table.name);
    }
}

/// What a new record needs, what gets a value by itself, and what the service alone writes, of the fields besides those that
/// every table has.
#[test]
fn fields_are_written_by_whom_the_contract_says() {
    let written = |name: &str| -> [Vec<&str>; 4] {
        let is: [fn(&Field) -> bool; 4] = [
            |field| field.mandatory,
            |field| matches!(field.default, DefaultValue::Column(_)),
            |field| field.default == DefaultValue::NextNumber,
            |field| field.read_only,
        ];
        is.map(|is| table(name).fields.iter().filter(|field| is(field)).map(|field| field.name).collect())
    };
    let kept: Vec<&str> = std::iter::once("sys_id").chain(KEPT.split(", ")).collect();
    let defaulted = vec!["state", "virtual_agent", "agent_chat", "help_requested"];
    let mut kept_of_interactions = vec!["sys_id", "active", "sys_class_name", "sys_domain", "sys_tags"];
    kept_of_interactions.extend(&kept[1..]);
    assert_eq!(written("interaction"), [vec![], defaulted, vec!["number"], kept_of_interactions]);
    assert_eq!(written("interaction_help_request"), [vec!["interaction"], vec!["state"], vec![], kept]);
    for name in ["supervisor_help_action", "sys_audit", "sys_journal_field", "sys_choice", "sys_user"] {
        assert_eq!(written(name), [vec![], vec![], vec![], names(table(name))]);
    }
}

#[test]
fn names_and_words_can_stand_in_sql_and_json() {
    let is_plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    for table in Table::ALL {
        let names = names(table);
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "a name occurs twice");
        for field in table.fields {
            assert!(is_plain(field.name), "{}", field.name);
            assert!(field.constant.is_none_or(is_plain));
            for (word, label) in field.choices() {
                assert!(is_plain(word), "{word}");
                let is_of_label = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'-');
                assert!(label.bytes().all(is_of_label), "{label}");
            }
            let label = field.label();
            assert!(label.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' '), "{label}");
        }
        assert!(is_plain(table.name));
        assert!(table.field(table.display).is_some());
        assert!(table.key.iter().all(|name| is_plain(name)));
    }
}

#[test]
fn a_key_is_of_fields_and_of_one_column_that_callers_do_not_see() {
    let hidden = |table: &'static Table| -> Vec<&str> {
        table.key.iter().copied().filter(|name| table.field(name).is_none()).collect()
    };
    for table in Table::ALL {
        let expected: &[&str] = if table.name == "sys_audit" { &["sequence"] } else { &[] };
        assert_eq!(hidden(table), expected, "{}", table.name);
    }
}

#[test]
fn references_lead_to_tables_of_whoever_may_read_the_record() {
    for table in Table::ALL {
        for field in table.fields {
            if let FieldType::Reference(reference) = field.field_type {
                assert_eq!(reference.table.read_role, table.read_role);
                if let Some(within) = reference.within {
                    assert!(table.field(within).is_some());
                    assert!(reference.table.field(within).is_some());
                }
                // An expression of the row itself would not be found there.
                assert!(reference.table.fields.iter().all(|field| !matches!(field.field_type, FieldType::Computed(_))));
            }
        }
    }
}

#[test]
fn referrers_are_the_other_ends_of_references() {
    let referrers = |name: &str| -> Vec<(&str, &str)> {
        table(name).referrers().into_iter().map(|(table, field, _)| (table.name, field.name)).collect()
    };
    assert_eq!(
        referrers("interaction"),
        [("interaction_help_request", "interaction"), ("supervisor_help_action", "interaction")]
    );
    assert_eq!(referrers("interaction_help_request"), [("supervisor_help_action", "help_request")]);
    assert_eq!(referrers("supervisor_help_action"), []);
    assert_eq!(referrers("sys_audit"), []);
}

#[test]
fn a_path_is_called_what_it_is_read_from() {
    for table in Table::ALL {
        for field in table.fields {
            assert_eq!(FieldPath::parse(table, field.name).unwrap().name(), field.name);
            if let FieldType::Reference(reference) = field.field_type {
                for behind in reference.table.fields {
                    let name = format!("{}.{}", field.name, behind.name);
                    assert_eq!(FieldPath::parse(table, &name).unwrap().name(), name);
                }
            }
        }
    }
}

#[test]
fn the_triggers_are_those_of_the_migrations() {
    let files =
        std::fs::read_dir("migrations").unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let triggers: usize = files.map(|sql| sql.matches("\nCREATE TRIGGER ").count()).sum();
    assert_eq!(help_request_edge::schema::TRIGGERS, triggers);
}

#[test]
fn a_field_without_a_label_has_the_words_of_its_name() {
    let label = |table_name, name| table(table_name).field(name).unwrap().label();
    assert_eq!(label("interaction", "short_description"), "Short description");
    assert_eq!(label("interaction", "state"), "State");
    assert_eq!(label("interaction", "sys_id"), "Sys ID");
    let of_journal = FieldPath::from(table("interaction").field("work_notes").unwrap());
    assert_eq!(of_journal.journal(), ("Work notes".to_owned(), "work_notes"));
}

#[test]
fn the_tables_of_records_have_own_columns() {
    for described in Table::ALL {
        let has_own = ["interaction", "interaction_help_request", "supervisor_help_action"].contains(&described.name);
        assert_eq!(FieldPath::parse(described, "u_x").is_some(), has_own, "{}", described.name);
    }
}
