//! The tables about records, tables and users that clients of ServiceNow ask. They are read-only.

use super::field::fields;
use super::tables::READ_ONLY;
use super::{Field, FieldType, MAX_JOURNAL_ENTRY, Reference, Source, Table, described};
use crate::auth::Role;

pub(super) static SYS_AUDIT: Table = Table {
    name: "sys_audit",
    label: "Audit",
    fields: fields![
        Field::word("tablename").labelled("Table name").read_only(),
        Field::new("documentkey", FieldType::Guid).labelled("Document key").read_only(),
        Field::word("fieldname").labelled("Field name").read_only(),
        Field::word("oldvalue").labelled("Old value").read_only(),
        Field::word("newvalue").labelled("New value").read_only(),
        Field::word("user").read_only(),
        Field::new("transaction_id", FieldType::Guid).read_only(),
    ],
    read_role: Role::Admin,
    key: &["documentkey", "sequence"],
    ..READ_ONLY
};

pub(super) static SYS_JOURNAL_FIELD: Table = Table {
    name: "sys_journal_field",
    label: "Journal Entry",
    fields: &[
        Field::new("sys_id", FieldType::Guid).labelled("Sys ID").read_only(),
        Field::word("name").read_only(),
        Field::new("element_id", FieldType::Guid).labelled("Element ID").read_only(),
        Field::word("element").read_only(),
        Field::new("value", FieldType::Text(MAX_JOURNAL_ENTRY)).read_only(),
        Field::new("sys_created_on", FieldType::DateTime).labelled("Created").read_only(),
        Field::word("sys_created_by").labelled("Created by").read_only(),
    ],
    orders: &[&["element_id"]],
    ..READ_ONLY
};

pub(super) static SYS_CHOICE: Table = Table {
    name: "sys_choice",
    label: "Choice",
    fields: fields![
        Field::word("name").labelled("Table").read_only(),
        Field::word("element").read_only(),
        Field::word("label").read_only(),
        Field::word("value").read_only(),
        Field::new("sequence", FieldType::Integer).read_only(),
        Field::new("inactive", FieldType::Boolean).read_only(),
        Field::word("language").read_only(),
    ],
    source: Source::Described(&described::CHOICES),
    display: "label",
    ..READ_ONLY
};

pub(super) static SYS_DICTIONARY: Table = Table {
    name: "sys_dictionary",
    label: "Dictionary Entry",
    fields: fields![
        Field::word("name").labelled("Table").read_only(),
        Field::word("element").labelled("Column name").read_only(),
        Field::word("column_label").read_only(),
        Field::word("internal_type").labelled("Type").read_only(),
        Field::new("max_length", FieldType::Integer).read_only(),
        Field::new("mandatory", FieldType::Boolean).read_only(),
        Field::new("read_only", FieldType::Boolean).read_only(),
        Field::word("reference").read_only(),
        Field::word("default_value").read_only(),
        Field::new("active", FieldType::Boolean).read_only(),
    ],
    source: Source::Described(&described::DICTIONARY),
    display: "column_label",
    ..READ_ONLY
};

pub(super) static SYS_DB_OBJECT: Table = Table {
    name: "sys_db_object",
    label: "Table",
    fields: fields![
        Field::word("name").read_only(),
        Field::word("label").read_only(),
        Field::foreign("super_class", "sys_db_object").labelled("Extends table").read_only(),
    ],
    source: Source::Described(&described::TABLES),
    display: "label",
    ..READ_ONLY
};

static TO_USER: Reference = Reference { table: &SYS_USER, within: None, index: &[] };

static TO_ROLE: Reference = Reference { table: &SYS_USER_ROLE, within: None, index: &[] };

pub(super) static SYS_USER: Table = Table {
    name: "sys_user",
    label: "User",
    fields: fields![
        Field::word("user_name").labelled("User ID").read_only(),
        Field::word("name").read_only(),
        Field::new("active", FieldType::Boolean).read_only(),
    ],
    source: Source::Query(
        "SELECT sys_id, user_name, user_name AS name, iif(active, 'true', 'false') AS active, sys_created_on, sys_created_by, \
         sys_updated_on, sys_updated_by, sys_mod_count FROM sys_user",
    ),
    display: "name",
    own_rows: Some("t.user_name = {user}"),
    ..READ_ONLY
};

pub(super) static SYS_USER_ROLE: Table = Table {
    name: "sys_user_role",
    label: "Role",
    fields: fields![Field::word("name").read_only(), Field::word("description").read_only()],
    display: "name",
    own_rows: Some(
        "t.name IN (SELECT h.role FROM sys_user AS u JOIN sys_user_has_role AS h ON h.user = u.sys_id \
         WHERE u.user_name = {user})",
    ),
    ..READ_ONLY
};

pub(super) static SYS_USER_HAS_ROLE: Table = Table {
    name: "sys_user_has_role",
    label: "User Role",
    fields: fields![
        Field::new("user", FieldType::Reference(&TO_USER)).read_only(),
        Field::new("role", FieldType::Reference(&TO_ROLE)).read_only(),
    ],
    source: Source::Query(
        "SELECT h.sys_id, h.user, r.sys_id AS role, h.sys_created_on, h.sys_created_by, h.sys_updated_on, h.sys_updated_by, \
         h.sys_mod_count FROM sys_user_has_role AS h LEFT JOIN sys_user_role AS r ON r.name = h.role",
    ),
    own_rows: Some("t.user = (SELECT u.sys_id FROM sys_user AS u WHERE u.user_name = {user})"),
    ..READ_ONLY
};
