//! How to show records: which fields, as values or display values, and with or without links.

use super::UrlParameters;
use super::list::MAX_CHARACTERS;
use crate::fault::Faults;
use crate::query::FieldPath;
use crate::schema::{FieldType, OWN_COLUMNS, OwnName, Reference, Table, duration_display_sql};
use crate::store::{SqlBuilder, balanced};

/// The parameters `sysparm_fields`, `sysparm_display_value` and `sysparm_exclude_reference_link`.
#[derive(Clone, Debug)]
pub struct Projection {
    paths: Vec<FieldPath>,
    /// Whether to show all own columns that the record has.
    shows_own_columns: bool,
    display: DisplayMode,
    excludes_links: bool,
    unknown: Vec<String>,
}

/// Whether to show values or display values (`sysparm_display_value`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DisplayMode {
    /// `false`: values, as they are stored.
    #[default]
    Value,
    /// `true`: display values, such as the label of a choice or the number of an interaction.
    Displayed,
    /// `all`: both.
    All,
}

impl Projection {
    /// Reads the parameters. Adds what is wrong with them to `faults`.
    pub fn read(table: &'static Table, parameters: &mut UrlParameters, faults: &mut Faults) -> Self {
        let (named, unknown) = parameters.shown_paths(table, faults);
        Self {
            shows_own_columns: named.is_none() && table.has_own_columns,
            paths: named.unwrap_or_else(|| table.fields.iter().map(FieldPath::from).collect()),
            display: parameters.display(faults),
            excludes_links: parameters.flag("sysparm_exclude_reference_link", faults),
            unknown,
        }
    }

    /// The unknown names in `sysparm_fields`. They are ignored.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// SQL that yields the row `t` as a JSON object. `tables` is the URL in front of a table's name, for links.
    ///
    /// Does not use `json_object`, because D1 allows only 32 arguments.
    pub(super) fn sql(&self, tables: &str, builder: &mut SqlBuilder) -> String {
        let mut link = None;
        let mut parts = Vec::with_capacity(2 * self.paths.len() + 2);
        if self.paths.is_empty() {
            parts.push("'{'".to_owned());
        }
        for (at, path) in self.paths.iter().enumerate() {
            let separator = if at == 0 { "{" } else { "," };
            parts.push(["'", separator, "\"", &path.name(), "\":'"].concat());
            let linked = match path.field_type() {
                FieldType::Reference(reference) => Some(reference.table.name),
                FieldType::Foreign(table) => Some(table),
                _ => None,
            };
            parts.push(match linked.filter(|_| !self.excludes_links) {
                Some(table) => {
                    let base = link.get_or_insert_with(|| builder.bind(tables)).clone();
                    self.reference(path, table, &base)
                }
                None => self.plain(path),
            });
        }
        if self.shows_own_columns {
            parts.push(self.own_columns());
        }
        parts.push("'}'".to_owned());
        balanced(&parts, "||")
    }

    /// Most characters that a record can have, approximately.
    pub(super) fn longest(&self) -> u64 {
        let mut longest = 0;
        for path in &self.paths {
            longest += match path.field_type() {
                // JSON may need a backslash before each character.
                FieldType::Text(most) => 2 * most as u64,
                FieldType::Reference(_) | FieldType::Foreign(_) => 200,
                FieldType::Journal if self.display != DisplayMode::Value => MAX_CHARACTERS,
                _ => 50,
            };
        }
        if self.shows_own_columns {
            longest += OwnName::MAX_CHARACTERS as u64;
        }
        if self.display == DisplayMode::All { 2 * longest } else { longest }
    }

    /// SQL for the members of the own columns that the record has, each after a comma. The database keeps them as an object.
    fn own_columns(&self) -> String {
        let columns = format!("t.{OWN_COLUMNS}");
        let members = if self.display == DisplayMode::All {
            format!(
                "(SELECT group_concat(json_quote(o.key)||':{{\"display_value\":'||json_quote(o.value)||',\"value\":'\
                 ||json_quote(o.value)||'}}') FROM json_each({columns}) AS o)"
            )
        } else {
            format!("substr({columns}, 2, length({columns}) - 2)")
        };
        format!("CASE WHEN {columns} IS NULL THEN '' ELSE ','||{members} END")
    }

    fn plain(&self, path: &FieldPath) -> String {
        let value = || json_string(&value_sql(path));
        let displayed = || json_string(&displayed_sql(path, &path.sql()));
        match self.display {
            DisplayMode::Value => value(),
            DisplayMode::Displayed => displayed(),
            DisplayMode::All => format!("'{{\"display_value\":'||{}||',\"value\":'||{}||'}}'", displayed(), value()),
        }
    }

    /// A reference, as an object with a link. Without a value it is shown like any other empty field.
    fn reference(&self, path: &FieldPath, table: &str, base: &str) -> String {
        let sql = path.sql();
        let link = format!("'\"link\":'||json_quote({base}||'{table}/'||{sql})");
        let displayed = || format!("'\"display_value\":'||{}", json_string(&displayed_sql(path, &sql)));
        let value = || format!("'\"value\":'||{}", json_string(&value_sql(path)));
        let (members, empty) = match self.display {
            DisplayMode::Value => (format!("{link}||','||{}", value()), "'\"\"'"),
            DisplayMode::Displayed => (format!("{}||','||{link}", displayed()), "'\"\"'"),
            DisplayMode::All => {
                let members = format!("{}||','||{link}||','||{}", displayed(), value());
                (members, "'{\"display_value\":\"\",\"value\":\"\"}'")
            }
        };
        format!("CASE WHEN {sql} IS NULL THEN {empty} ELSE '{{'||{members}||'}}' END")
    }
}

/// SQL for the field's value; NULL if there is none. A journal has only a display value.
fn value_sql(path: &FieldPath) -> String {
    if matches!(path.field_type(), FieldType::Journal) { "NULL".to_owned() } else { path.sql() }
}

/// SQL for the display value of a field; NULL if there is none. `value` is SQL for its value.
pub(super) fn displayed_sql(path: &FieldPath, value: &str) -> String {
    match path.field_type() {
        FieldType::Reference(Reference { table, .. }) => {
            format!("(SELECT d.{} FROM {} AS d WHERE d.sys_id = {value})", table.display, table.stored_sql())
        }
        FieldType::Duration => duration_display_sql(value),
        FieldType::Phone => phone(value),
        FieldType::Journal => journal(path),
        _ => label(value, path.choices()),
    }
}

/// SQL for the label of a word; the word itself if it has no label.
fn label(value: &str, choices: &[(&str, &str)]) -> String {
    if choices.is_empty() {
        return value.to_owned();
    }
    let cases: String = choices.iter().map(|(word, label)| format!(" WHEN '{word}' THEN '{label}'")).collect();
    format!("CASE {value}{cases} ELSE {value} END")
}

/// SQL for a telephone number as it is written in its country. Knows only numbers of North America.
fn phone(value: &str) -> String {
    // D1 takes patterns of up to 50 bytes.
    format!(
        "CASE WHEN length({value}) = 12 AND {value} GLOB '+1*' AND substr({value}, 2) NOT GLOB '*[^0-9]*' \
         THEN '+1 ('||substr({value}, 3, 3)||') '||substr({value}, 6, 3)||'-'\
         ||substr({value}, 9) ELSE {value} END"
    )
}

/// Most entries of a journal that are shown with a record. `sys_journal_field` has all.
const MAX_ENTRIES: usize = 100;

/// SQL for the entries of a journal, the newest first, as ServiceNow shows them.
fn journal(path: &FieldPath) -> String {
    let (label, element) = path.journal();
    format!(
        "(SELECT group_concat(j.entry, '') FROM (SELECT sys_created_on||' - '||sys_created_by||' ({label})'||char(10)||value\
         ||char(10)||char(10) AS entry FROM sys_journal_field WHERE element_id = {} AND element = '{element}' \
         ORDER BY sys_created_on DESC, sys_id DESC LIMIT {MAX_ENTRIES}) AS j)",
        path.record_sql()
    )
}

/// SQL for the value as a JSON string; empty for NULL.
fn json_string(sql: &str) -> String {
    ["json_quote(cast(coalesce(", sql, ", '') AS TEXT))"].concat()
}

/// SQL for the members that show a group's value in an aggregate. With display values it shows both, because some clients read
/// only the display value, others only the value.
pub(super) fn group_value(value: &str, displayed: &str, display: DisplayMode) -> String {
    let value = format!("'\"value\":'||{}", json_string(value));
    match display {
        DisplayMode::Value => value,
        DisplayMode::Displayed | DisplayMode::All => {
            format!("'\"display_value\":'||{}||','||{value}", json_string(displayed))
        }
    }
}
