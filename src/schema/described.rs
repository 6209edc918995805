//! The rows of the tables that describe tables, made from the description of the tables. They are made once.

use super::{DefaultValue, Field, FieldType, MAX_JOURNAL_ENTRY, MAX_PHONE, Table};
use serde_json::{Value, json};
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;
use std::sync::LazyLock;

/// The rows of `sys_choice`: a row for each word that has a label.
pub(super) static CHOICES: LazyLock<String> = LazyLock::new(|| {
    let mut rows = Vec::new();
    for (table, field) in fields() {
        for (sequence, (value, label)) in field.choices().iter().enumerate() {
            rows.push(row(
                &["sys_choice", table.name, field.name, value],
                json!({
                    "name": table.name, "element": field.name, "label": label, "value": value, "sequence": sequence,
                    "inactive": "false", "language": "en",
                }),
            ));
        }
    }
    Value::Array(rows).to_string()
});

/// The rows of `sys_dictionary`: a row for each field.
pub(super) static DICTIONARY: LazyLock<String> = LazyLock::new(|| {
    let rows = fields().map(|(table, field)| {
        let (internal_type, max_length, reference) = in_dictionary(field);
        let default_value = match field.default {
            DefaultValue::Column(word) => word,
            DefaultValue::NextNumber => "javascript:getNextObjNumberPadded();",
            DefaultValue::Now => "javascript:gs.nowDateTime();",
            DefaultValue::User => "javascript:gs.getUserID();",
            DefaultValue::None | DefaultValue::NowIfClosed | DefaultValue::UserIfClosed => "",
        };
        row(
            &["sys_dictionary", table.name, field.name],
            json!({
                "name": table.name, "element": field.name, "column_label": field.label(), "internal_type": internal_type,
                "max_length": max_length, "mandatory": field.mandatory.to_string(), "read_only": field.read_only.to_string(),
                "reference": reference, "default_value": default_value, "active": "true",
            }),
        )
    });
    Value::Array(rows.collect()).to_string()
});

/// The rows of `sys_db_object`: a row for each table.
pub(super) static TABLES: LazyLock<String> = LazyLock::new(|| {
    let rows = Table::ALL.into_iter().map(|table| {
        row(&["sys_db_object", table.name], json!({"name": table.name, "label": table.label, "super_class": null}))
    });
    Value::Array(rows.collect()).to_string()
});

fn fields() -> impl Iterator<Item = (&'static Table, &'static Field)> {
    Table::ALL.into_iter().flat_map(|table| table.fields.iter().map(move |field| (table, field)))
}

/// The type of a field as ServiceNow calls it, its longest value, and the table that it refers to.
const fn in_dictionary(field: &Field) -> (&'static str, usize, &'static str) {
    match field.field_type {
        FieldType::Guid => ("GUID", 32, ""),
        FieldType::Text(longest) => ("string", longest, ""),
        FieldType::Identifier | FieldType::Choice(_) => ("string", 40, ""),
        FieldType::Phone => ("phone_number_e164", MAX_PHONE, ""),
        FieldType::Boolean => ("boolean", 40, ""),
        FieldType::DateTime => ("glide_date_time", 40, ""),
        FieldType::Duration => ("glide_duration", 40, ""),
        FieldType::Reference(reference) => ("reference", 32, reference.table.name),
        FieldType::Foreign(table) => ("reference", 32, table),
        FieldType::Journal => ("journal_input", MAX_JOURNAL_ENTRY, ""),
        FieldType::Integer | FieldType::Computed(_) => ("integer", 40, ""),
    }
}

/// A row with its own members and those that every row has. Its `sys_id` comes from the names, so it stays.
fn row(names: &[&str], mut members: Value) -> Value {
    let mut hasher = SipHasher24::new();
    hasher.write(names.join(".").as_bytes());
    let hash = hasher.finish128();
    let (id, at, by) = (format!("{:016x}{:016x}", hash.h1, hash.h2), "2026-01-01 00:00:00", "system");
    let kept = json!({
        "sys_id": id, "sys_created_on": at, "sys_created_by": by, "sys_updated_on": at, "sys_updated_by": by, "sys_mod_count": 0,
    });
    if let (Value::Object(members), Value::Object(kept)) = (&mut members, kept) {
        members.extend(kept);
    }
    members
}
