//! The rows of the tables that describe tables.

use crate::support::{NOW, table, time};
use help_request_edge::schema::Table;
use help_request_edge::store::{Param, Statement};
use help_request_edge::table::List;
use serde_json::{Value, json};
use std::collections::HashSet;

/// The statement that counts all rows.
fn statement(table_name: &str) -> Statement {
    List::read(table(table_name), "", time(NOW)).unwrap().statements("").swap_remove(1)
}

/// The rows of a table that describes tables, without what every row has.
fn described(table_name: &str) -> Vec<Value> {
    let Statement { sql, params } = statement(table_name);
    assert!(sql.contains("(SELECT value ->> 'sys_id' AS sys_id, value ->> 'name' AS name, "), "{sql}");
    assert!(sql.ends_with(" FROM json_each(?1)) AS t"), "{sql}");
    let Param::Text(rows) = &params[0] else { panic!("{params:?}") };
    let rows: Vec<Value> = serde_json::from_str(rows).unwrap();
    let ids: HashSet<&str> = rows.iter().map(|row| row["sys_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), rows.len());
    let kept = json!({"sys_created_on": "2026-01-01 00:00:00", "sys_created_by": "system",
        "sys_updated_on": "2026-01-01 00:00:00", "sys_updated_by": "system", "sys_mod_count": 0});
    let own = |mut row: Value| {
        let members = row.as_object_mut().unwrap();
        for (name, value) in kept.as_object().unwrap() {
            assert_eq!(members.remove(name).as_ref(), Some(value));
        }
        assert_eq!(members.remove("sys_id").unwrap().as_str().unwrap().len(), 32);
        row
    };
    rows.into_iter().map(own).collect()
}

#[test]
fn tables_are_described_by_tables() {
    let tables = described("sys_db_object");
    let expected = [
        ("interaction", "Interaction"),
        ("interaction_help_request", "Interaction Help Request"),
        ("supervisor_help_action", "Supervisor Help Action"),
        ("sys_audit", "Audit"),
        ("sys_journal_field", "Journal Entry"),
        ("sys_choice", "Choice"),
        ("sys_dictionary", "Dictionary Entry"),
        ("sys_db_object", "Table"),
        ("sys_user", "User"),
        ("sys_user_role", "Role"),
        ("sys_user_has_role", "User Role"),
    ];
    let expected = expected.map(|(name, label)| json!({"name": name, "label": label, "super_class": null}));
    assert_eq!(tables, expected);
    let choices: Vec<Value> =
        described("sys_choice").into_iter().filter(|row| row["name"] == "supervisor_help_action").collect();
    let choice = |sequence: u32, value: &str, label: &str| {
        json!({"name": "supervisor_help_action", "element": "action", "label": label, "value": value, "sequence": sequence,
            "inactive": "false", "language": "en"})
    };
    let words = [("barge_in", "Barge In"), ("coach", "Coach"), ("monitor", "Monitor"), ("observe", "Observe")];
    let expected: Vec<Value> = (0..).zip(words).map(|(at, (value, label))| choice(at, value, label)).collect();
    assert_eq!(choices, expected);
}

#[test]
fn fields_are_described_by_the_dictionary() {
    let rows = described("sys_dictionary");
    assert_eq!(rows.len(), Table::ALL.iter().map(|table| table.fields.len()).sum::<usize>());
    for (table, element, kind, longest, reference, default) in [
        ("interaction", "sys_id", "GUID", 32, "", ""),
        ("interaction", "number", "string", 40, "", "javascript:getNextObjNumberPadded();"),
        ("interaction", "state", "string", 40, "", "new"),
        ("interaction", "short_description", "string", 1_000, "", ""),
        ("interaction", "opened_at", "glide_date_time", 40, "", "javascript:gs.nowDateTime();"),
        ("interaction", "opened_by", "string", 100, "", "javascript:gs.getUserID();"),
        ("interaction", "closed_at", "glide_date_time", 40, "", ""),
        ("interaction", "caller_phone_number", "phone_number_e164", 40, "", ""),
        ("interaction", "active", "boolean", 40, "", ""),
        ("interaction", "duration", "glide_duration", 40, "", ""),
        ("interaction", "parent", "reference", 32, "task", ""),
        ("interaction", "work_notes", "journal_input", 4_000, "", ""),
        ("interaction", "sys_mod_count", "integer", 40, "", ""),
        ("supervisor_help_action", "interaction", "reference", 32, "interaction", ""),
        ("supervisor_help_action", "duration", "integer", 40, "", ""),
    ] {
        let row = rows.iter().find(|row| row["name"] == table && row["element"] == element).unwrap();
        let found = json!([row["internal_type"], row["max_length"], row["reference"], row["default_value"]]);
        assert_eq!(found, json!([kind, longest, reference, default]), "{table} {element}");
    }
    let row = rows.iter().find(|row| row["name"] == "interaction_help_request" && row["element"] == "interaction");
    let expected = json!({
        "name": "interaction_help_request", "element": "interaction", "column_label": "Interaction", "internal_type": "reference",
        "max_length": 32, "mandatory": "true", "read_only": "false", "reference": "interaction", "default_value": "",
        "active": "true",
    });
    assert_eq!(row, Some(&expected));
}
