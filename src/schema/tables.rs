//! The tables. Each field is one line.

use super::{DefaultValue, Field, FieldType, Reference, Table};
use crate::action::Action;
use crate::auth::Role;

/// Most characters of a name or word.
const WORD: usize = 100;

impl Field {
    const fn new(name: &'static str, field_type: FieldType) -> Self {
        Self { name, field_type, mandatory: false, read_only: false, default: DefaultValue::None }
    }

    /// A short text that the caller may give.
    const fn word(name: &'static str) -> Self {
        Self::new(name, FieldType::Text(WORD))
    }

    const fn mandatory(mut self) -> Self {
        self.mandatory = true;
        self
    }

    const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// The database column has a default.
    const fn defaulted(mut self) -> Self {
        self.default = DefaultValue::Column;
        self
    }

    const fn numbered(mut self) -> Self {
        self.default = DefaultValue::NextNumber;
        self
    }
}

/// The fields of a table, together with those that every table has.
macro_rules! fields {
    ($($own:expr),+ $(,)?) => {
        &[
            Field::new("sys_id", FieldType::Guid).read_only(),
            $($own,)+
            Field::new("sys_created_on", FieldType::DateTime).read_only(),
            Field::new("sys_created_by", FieldType::Text(WORD)).read_only(),
            Field::new("sys_updated_on", FieldType::DateTime).read_only(),
            Field::new("sys_updated_by", FieldType::Text(WORD)).read_only(),
            Field::new("sys_mod_count", FieldType::Integer).read_only(),
        ]
    };
}

static TO_INTERACTION: Reference = Reference { table: &INTERACTION, within: None, index: &[] };

static TO_HELP_REQUEST: Reference = Reference {
    table: &INTERACTION_HELP_REQUEST,
    within: Some("interaction"),
    index: &["interaction", "help_request"],
};

pub(super) static INTERACTION: Table = Table {
    name: "interaction",
    fields: fields![
        Field::new("number", FieldType::Identifier).numbered(),
        Field::word("type"),
        Field::new("state", FieldType::Choice(INTERACTION_STATES)).defaulted(),
        Field::new("short_description", FieldType::Text(1000)),
        Field::new("opened_at", FieldType::DateTime),
        Field::new("closed_at", FieldType::DateTime),
        Field::word("assigned_to"),
        Field::word("opened_for"),
    ],
    display: "number",
    read_role: Role::IntegrationUser,
    is_writable: true,
    key: &["sys_id"],
    orders: &[&["sys_created_on"], &["sys_updated_on"], &["opened_at"]],
};

const INTERACTION_STATES: &[(&str, &str)] = &[
    ("new", "New"),
    ("work_in_progress", "Work in Progress"),
    ("on_hold", "On Hold"),
    ("wrap_up", "Wrap Up"),
    ("closed_complete", "Closed Complete"),
    ("closed_abandoned", "Closed Abandoned"),
];

pub(super) static INTERACTION_HELP_REQUEST: Table = Table {
    name: "interaction_help_request",
    fields: fields![
        Field::new("interaction", FieldType::Reference(&TO_INTERACTION)).mandatory(),
        Field::new("state", FieldType::Choice(HELP_REQUEST_STATES)).defaulted(),
        Field::new("reason", FieldType::Text(1000)),
        Field::new("comments", FieldType::Text(4000)),
        Field::word("opened_by"),
        Field::word("help_provided_by"),
    ],
    display: "sys_id",
    read_role: Role::IntegrationUser,
    is_writable: true,
    key: &["sys_id"],
    orders: &[&["state", "sys_created_on"], &["sys_created_on"], &["sys_updated_on"]],
};

const HELP_REQUEST_STATES: &[(&str, &str)] =
    &[("new", "New"), ("in_progress", "In Progress"), ("closed", "Closed"), ("cancelled", "Cancelled")];

pub(super) static SUPERVISOR_HELP_ACTION: Table = Table {
    name: "supervisor_help_action",
    fields: fields![
        Field::new("interaction", FieldType::Reference(&TO_INTERACTION)).read_only(),
        Field::new("help_request", FieldType::Reference(&TO_HELP_REQUEST)).read_only(),
        Field::new("action", FieldType::Choice(ACTIONS)).read_only(),
        Field::new("start_time", FieldType::DateTime).read_only(),
        Field::new("end_time", FieldType::DateTime).read_only(),
        Field::new("duration", FieldType::Computed(DURATION)).read_only(),
    ],
    display: "sys_id",
    read_role: Role::IntegrationUser,
    is_writable: false,
    key: &["sys_id"],
    orders: &[&["end_time", "start_time"], &["start_time"], &["sys_created_on"], &["sys_updated_on"]],
};

const ACTIONS: &[(&str, &str)] = &[
    (Action::BargeIn.as_str(), "Barge In"),
    (Action::Coach.as_str(), "Coach"),
    (Action::Monitor.as_str(), "Monitor"),
    (Action::Observe.as_str(), "Observe"),
];

/// Seconds from start to end; NULL while the help goes on.
const DURATION: &str = "(unixepoch(t.end_time) - unixepoch(t.start_time))";

pub(super) static SYS_AUDIT: Table = Table {
    name: "sys_audit",
    fields: fields![
        Field::new("tablename", FieldType::Text(WORD)).read_only(),
        Field::new("documentkey", FieldType::Guid).read_only(),
        Field::new("fieldname", FieldType::Text(WORD)).read_only(),
        Field::new("oldvalue", FieldType::Text(WORD)).read_only(),
        Field::new("newvalue", FieldType::Text(WORD)).read_only(),
        Field::new("user", FieldType::Text(WORD)).read_only(),
        Field::new("transaction_id", FieldType::Guid).read_only(),
    ],
    display: "sys_id",
    read_role: Role::Admin,
    is_writable: false,
    key: &["documentkey", "sequence"],
    orders: &[],
};
