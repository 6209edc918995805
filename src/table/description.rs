//! The one description of the tables (contract, sections 6 and 7): what fields they have, of which kinds, who writes them.
//!
//! Queries, answers, checks of written values and SQL are all made from it. A new field is an entry here and a migration.

use crate::auth::{ADMIN_ROLE, INTEGRATION_ROLE};
use crate::help_action::Action;

/// A table as callers see it.
#[derive(Debug)]
pub struct Table {
    /// Its name, in paths and in the database.
    pub name: &'static str,
    /// Its fields, in the order in which a record shows them.
    pub fields: &'static [Field],
    /// The field that stands for a record where a reference to it is displayed.
    pub display: &'static str,
    /// The role that reading needs.
    pub reader: &'static str,
    /// Whether records are created, changed and deleted by the Table API.
    pub is_writable: bool,
    /// The fields of its primary key, by which lists are ordered that nobody orders otherwise.
    pub key: &'static [&'static str],
}

/// A field of a table.
#[derive(Debug)]
pub struct Field {
    /// Its name, in requests, answers and the database.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Who gives it a value.
    pub origin: Origin,
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// 32 hexadecimal digits in lower case.
    SysId,
    /// A word in capitals and digits.
    Code,
    /// Text of at most so many characters. Compared without regard to the case of ASCII letters.
    Text(usize),
    /// One of these words, each with what is displayed for it.
    Choice(&'static [(&'static str, &'static str)]),
    /// A moment in UTC, `yyyy-MM-dd HH:mm:ss`.
    Time,
    /// The `sys_id` of a record of another table.
    Reference(&'static Reference),
    /// A whole number.
    Number,
    /// A whole number that is computed by this SQL of the row `t`.
    Computed(&'static str),
}

/// A reference to a record.
#[derive(Debug)]
pub struct Reference {
    /// The table of the record.
    pub table: &'static Table,
    /// A field that both records have with the same value, by whose index the referring records are found.
    pub within: Option<&'static str>,
}

/// Who gives a field its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The service.
    Service,
    /// The service, in a sequence: `IMS` and seven digits.
    Sequence,
    /// The caller, who has to.
    Required,
    /// The caller, or else the database's default.
    Defaulted,
    /// The caller, who may leave it empty.
    Optional,
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}

impl Table {
    /// All tables.
    pub const ALL: [&'static Self; 4] = [&INTERACTION, &INTERACTION_HELP_REQUEST, &SUPERVISOR_HELP_ACTION, &SYS_AUDIT];

    /// The table of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|table| table.name == name)
    }

    /// The field of that name; names are case sensitive.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The references of other tables' fields to records of this one.
    #[must_use]
    pub fn referrers(&self) -> Vec<(&'static Self, &'static Field, &'static Reference)> {
        let mut referrers = Vec::new();
        for table in Self::ALL {
            for field in table.fields {
                match field.kind {
                    Kind::Reference(reference) if reference.table == self => referrers.push((table, field, reference)),
                    _ => {}
                }
            }
        }
        referrers
    }
}

impl Field {
    /// The most characters of names and words.
    const WORD: usize = 100;

    const fn new(name: &'static str, kind: Kind, origin: Origin) -> Self {
        Self { name, kind, origin }
    }

    /// A short text that the caller may give.
    const fn word(name: &'static str) -> Self {
        Self::new(name, Kind::Text(Self::WORD), Origin::Optional)
    }

    /// A field that the service alone writes.
    const fn kept(name: &'static str, kind: Kind) -> Self {
        Self::new(name, kind, Origin::Service)
    }
}

/// The fields of a table, with those that every table has.
macro_rules! fields {
    ($($own:expr),+ $(,)?) => {
        &[
            Field::kept("sys_id", Kind::SysId),
            $($own,)+
            Field::kept("sys_created_on", Kind::Time),
            Field::kept("sys_created_by", Kind::Text(Field::WORD)),
            Field::kept("sys_updated_on", Kind::Time),
            Field::kept("sys_updated_by", Kind::Text(Field::WORD)),
            Field::kept("sys_mod_count", Kind::Number),
        ]
    };
}

static INTERACTION: Table = Table {
    name: "interaction",
    fields: fields![
        Field::new("number", Kind::Code, Origin::Sequence),
        Field::word("type"),
        Field::new(
            "state",
            Kind::Choice(&[
                ("new", "New"),
                ("work_in_progress", "Work in Progress"),
                ("on_hold", "On Hold"),
                ("wrap_up", "Wrap Up"),
                ("closed_complete", "Closed Complete"),
                ("closed_abandoned", "Closed Abandoned"),
            ]),
            Origin::Defaulted,
        ),
        Field::new("short_description", Kind::Text(1000), Origin::Optional),
        Field::new("opened_at", Kind::Time, Origin::Optional),
        Field::new("closed_at", Kind::Time, Origin::Optional),
        Field::word("assigned_to"),
        Field::word("opened_for"),
    ],
    display: "number",
    reader: INTEGRATION_ROLE,
    is_writable: true,
    key: &["sys_id"],
};

static INTERACTION_HELP_REQUEST: Table = Table {
    name: "interaction_help_request",
    fields: fields![
        Field::new("interaction", Kind::Reference(&Reference { table: &INTERACTION, within: None }), Origin::Required),
        Field::new(
            "state",
            Kind::Choice(&[
                ("new", "New"),
                ("in_progress", "In Progress"),
                ("closed", "Closed"),
                ("cancelled", "Cancelled"),
            ]),
            Origin::Defaulted,
        ),
        Field::new("reason", Kind::Text(1000), Origin::Optional),
        Field::new("comments", Kind::Text(4000), Origin::Optional),
        Field::word("opened_by"),
        Field::word("help_provided_by"),
    ],
    display: "sys_id",
    reader: INTEGRATION_ROLE,
    is_writable: true,
    key: &["sys_id"],
};

static SUPERVISOR_HELP_ACTION: Table = Table {
    name: "supervisor_help_action",
    fields: fields![
        Field::kept("interaction", Kind::Reference(&Reference { table: &INTERACTION, within: None })),
        Field::kept(
            "help_request",
            Kind::Reference(&Reference { table: &INTERACTION_HELP_REQUEST, within: Some("interaction") }),
        ),
        Field::kept(
            "action",
            Kind::Choice(&[
                (Action::BargeIn.as_str(), "Barge In"),
                (Action::Coach.as_str(), "Coach"),
                (Action::Monitor.as_str(), "Monitor"),
                (Action::Observe.as_str(), "Observe"),
            ]),
        ),
        Field::kept("start_time", Kind::Time),
        Field::kept("end_time", Kind::Time),
        Field::kept("duration", Kind::Computed("(unixepoch(t.end_time) - unixepoch(t.start_time))")),
    ],
    display: "sys_id",
    reader: INTEGRATION_ROLE,
    is_writable: false,
    key: &["sys_id"],
};

static SYS_AUDIT: Table = Table {
    name: "sys_audit",
    fields: fields![
        Field::kept("tablename", Kind::Text(Field::WORD)),
        Field::kept("documentkey", Kind::SysId),
        Field::kept("fieldname", Kind::Text(Field::WORD)),
        Field::kept("oldvalue", Kind::Text(Field::WORD)),
        Field::kept("newvalue", Kind::Text(Field::WORD)),
        Field::kept("user", Kind::Text(Field::WORD)),
        Field::kept("transaction_id", Kind::SysId),
    ],
    display: "sys_id",
    reader: ADMIN_ROLE,
    is_writable: false,
    key: &["documentkey", "sys_id"],
};
