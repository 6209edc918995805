//! The tables of records. Each field is one line.

use super::choices::{ACTIONS, DIRECTIONS, HELP_REQUEST_STATES, INTERACTION_STATES, INTERACTION_TYPES};
use super::field::fields;
use super::{DefaultValue, Field, FieldType, Reference, Source, Table};
use crate::auth::Role;

static TO_INTERACTION: Reference = Reference { table: &INTERACTION, within: None, index: &[] };

static TO_HELP_REQUEST: Reference = Reference {
    table: &INTERACTION_HELP_REQUEST,
    within: Some("interaction"),
    index: &["interaction", "help_request"],
};

/// The defaults of a table: stored, read only, sorted by `sys_id`.
pub(super) const READ_ONLY: Table = Table {
    name: "",
    label: "",
    fields: &[],
    has_own_columns: false,
    source: Source::Stored,
    display: "sys_id",
    read_role: Role::IntegrationUser,
    own_rows: None,
    is_writable: false,
    key: &["sys_id"],
    orders: &[],
};

pub(super) static INTERACTION: Table = Table {
    name: "interaction",
    label: "Interaction",
    fields: fields![
        Field::new("number", FieldType::Identifier).default(DefaultValue::NextNumber).present(),
        Field::word("type").suggesting(INTERACTION_TYPES),
        Field::new("state", FieldType::Choice(INTERACTION_STATES)).default(DefaultValue::Column("new")).present(),
        Field::new("short_description", FieldType::Text(1000)),
        Field::new("opened_at", FieldType::DateTime).labelled("Opened").default(DefaultValue::Now),
        Field::new("closed_at", FieldType::DateTime).labelled("Closed").default(DefaultValue::NowIfClosed),
        Field::word("assigned_to"),
        Field::word("opened_for"),
        Field::new("active", FieldType::Boolean).read_only(),
        Field::new("work_notes", FieldType::Journal),
        Field::word("opened_by").default(DefaultValue::User),
        Field::word("closed_by").default(DefaultValue::UserIfClosed),
        Field::new("direction", FieldType::Choice(DIRECTIONS)),
        Field::word("state_reason"),
        Field::new("caller_phone_number", FieldType::Phone).labelled("Caller Phone Number"),
        Field::word("client_session_id").labelled("Client session ID"),
        Field::foreign("parent", "task"),
        Field::foreign("contact", "customer_contact"),
        Field::foreign("account", "customer_account"),
        Field::foreign("consumer", "csm_consumer"),
        Field::foreign("company", "core_company"),
        Field::foreign("location", "cmn_location"),
        Field::foreign("assignment_group", "sys_user_group"),
        Field::foreign("help_request", "interaction_help_request"),
        Field::word("context_table").labelled("Context Table"),
        Field::word("context_document").labelled("Context Record"),
        Field::word("channel_metadata_table"),
        Field::word("channel_metadata_document").labelled("Channel metadata"),
        Field::new("duration", FieldType::Duration),
        Field::word("category"),
        Field::word("subcategory"),
        Field::boolean("virtual_agent"),
        Field::boolean("agent_chat"),
        Field::boolean("help_requested").labelled("Help Requested"),
        Field::new("recording_url", FieldType::Text(1000)).labelled("Recording URL"),
        Field::new("transcript", FieldType::Text(4000)),
        Field::word("sys_class_name")
            .labelled("Class")
            .suggesting(&[("interaction", "Interaction")])
            .constant("interaction"),
        Field::foreign("sys_domain", "sys_user_group").labelled("Domain").constant("global"),
        Field::word("sys_tags").labelled("Tags").constant(""),
    ],
    has_own_columns: true,
    display: "number",
    is_writable: true,
    orders: &[&["sys_created_on"], &["sys_updated_on"], &["opened_at"]],
    ..READ_ONLY
};

pub(super) static INTERACTION_HELP_REQUEST: Table = Table {
    name: "interaction_help_request",
    label: "Interaction Help Request",
    fields: fields![
        Field::new("interaction", FieldType::Reference(&TO_INTERACTION)).mandatory(),
        Field::new("state", FieldType::Choice(HELP_REQUEST_STATES)).default(DefaultValue::Column("new")).present(),
        Field::new("reason", FieldType::Text(1000)),
        Field::new("comments", FieldType::Text(4000)),
        Field::word("opened_by"),
        Field::word("help_provided_by"),
    ],
    has_own_columns: true,
    is_writable: true,
    orders: &[&["state", "sys_created_on"], &["sys_created_on"], &["sys_updated_on"]],
    ..READ_ONLY
};

pub(super) static SUPERVISOR_HELP_ACTION: Table = Table {
    name: "supervisor_help_action",
    label: "Supervisor Help Action",
    fields: fields![
        Field::new("interaction", FieldType::Reference(&TO_INTERACTION)).present().read_only(),
        Field::new("help_request", FieldType::Reference(&TO_HELP_REQUEST)).read_only(),
        Field::new("action", FieldType::Choice(ACTIONS)).present().read_only(),
        Field::new("start_time", FieldType::DateTime).present().read_only(),
        Field::new("end_time", FieldType::DateTime).read_only(),
        Field::new("duration", FieldType::Computed(DURATION)).read_only(),
    ],
    has_own_columns: true,
    orders: &[&["end_time", "start_time"], &["start_time"], &["sys_created_on"], &["sys_updated_on"]],
    ..READ_ONLY
};

/// Seconds from start to end; NULL while the help goes on.
const DURATION: &str = "(unixepoch(t.end_time) - unixepoch(t.start_time))";
