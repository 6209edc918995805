//! How to show records: which fields, as values or display values, and with or without links.

use super::UrlParameters;
use crate::fault::Faults;
use crate::query::FieldPath;
use crate::schema::{FieldType, Reference, Table};
use crate::store::{SqlBuilder, balanced};

/// The parameters `sysparm_fields`, `sysparm_display_value` and `sysparm_exclude_reference_link`.
#[derive(Clone, Debug)]
pub struct Projection {
    paths: Vec<FieldPath>,
    display: DisplayMode,
    excludes_links: bool,
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

/// SQL for a value and for its display value.
struct ValueSql {
    value: String,
    displayed: String,
}

impl Projection {
    /// Reads the parameters. Adds what is wrong with them to `faults`.
    pub fn read(table: &'static Table, parameters: &mut UrlParameters, faults: &mut Faults) -> Self {
        let mut paths = parameters.paths(table, "sysparm_fields", faults);
        if paths.is_empty() {
            paths = table.fields.iter().map(FieldPath::from).collect();
        }
        Self {
            paths,
            display: parameters.display(faults),
            excludes_links: parameters.flag("sysparm_exclude_reference_link", faults),
        }
    }

    /// SQL that yields the row `t` as a JSON object. `tables` is the URL in front of a table's name, for links.
    ///
    /// Does not use `json_object`, because D1 allows only 32 arguments.
    pub(super) fn sql(&self, tables: &str, builder: &mut SqlBuilder) -> String {
        let mut link = None;
        let mut parts = Vec::with_capacity(2 * self.paths.len() + 1);
        for (at, path) in self.paths.iter().enumerate() {
            let separator = if at == 0 { '{' } else { ',' };
            parts.push(format!("'{separator}\"{}\":'", path.name()));
            parts.push(match path.field_type() {
                FieldType::Reference(reference) if !self.excludes_links => {
                    let base = link.get_or_insert_with(|| builder.bind(tables)).clone();
                    self.reference(path, reference, &base)
                }
                _ => self.plain(path),
            });
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
                FieldType::Reference(_) => 200,
                _ => 50,
            };
        }
        if self.display == DisplayMode::All { 2 * longest } else { longest }
    }

    fn plain(&self, path: &FieldPath) -> String {
        let ValueSql { value, displayed } = shown(path);
        match self.display {
            DisplayMode::Value => json_string(&value),
            DisplayMode::Displayed => json_string(&displayed),
            DisplayMode::All => {
                format!(
                    "'{{\"display_value\":'||{}||',\"value\":'||{}||'}}'",
                    json_string(&displayed),
                    json_string(&value)
                )
            }
        }
    }

    /// A reference as an object with a link. Without a value it looks like any other empty field.
    fn reference(&self, path: &FieldPath, reference: &Reference, base: &str) -> String {
        let (sql, ValueSql { value, displayed }) = (path.sql(), shown(path));
        let link = format!("'\"link\":'||json_quote({base}||'{}/'||{sql})", reference.table.name);
        let displayed = format!("'\"display_value\":'||{}", json_string(&displayed));
        let value = format!("'\"value\":'||{}", json_string(&value));
        let (members, empty) = match self.display {
            DisplayMode::Value => (format!("{link}||','||{value}"), "'\"\"'"),
            DisplayMode::Displayed => (format!("{displayed}||','||{link}"), "'\"\"'"),
            DisplayMode::All => {
                (format!("{displayed}||','||{link}||','||{value}"), "'{\"display_value\":\"\",\"value\":\"\"}'")
            }
        };
        format!("CASE WHEN {sql} IS NULL THEN {empty} ELSE '{{'||{members}||'}}' END")
    }
}

/// SQL for the field's value and for its display value; both NULL if there is none.
fn shown(path: &FieldPath) -> ValueSql {
    let value = path.sql();
    let displayed = displayed_sql(&value, path.field_type());
    ValueSql { value, displayed }
}

/// SQL for the display value of a value; NULL if there is none.
pub(super) fn displayed_sql(value: &str, field_type: FieldType) -> String {
    match field_type {
        FieldType::Choice(choices) => {
            let cases: String = choices.iter().map(|(word, label)| format!(" WHEN '{word}' THEN '{label}'")).collect();
            format!("CASE {value}{cases} ELSE {value} END")
        }
        FieldType::Reference(Reference { table, .. }) => {
            format!("(SELECT d.{} FROM {} AS d WHERE d.sys_id = {value})", table.display, table.name)
        }
        _ => value.to_owned(),
    }
}

/// SQL for the value as a JSON string; empty for NULL.
fn json_string(sql: &str) -> String {
    format!("json_quote(cast(coalesce({sql}, '') AS TEXT))")
}

/// SQL for the members that show a group's value in an aggregate. Some clients read only the display value where they ask for
/// it, others only the value: both are there then.
pub(super) fn group_value(value: &str, displayed: &str, display: DisplayMode) -> String {
    let value = format!("'\"value\":'||{}", json_string(value));
    match display {
        DisplayMode::Value => value,
        DisplayMode::Displayed | DisplayMode::All => {
            format!("'\"display_value\":'||{}||','||{value}", json_string(displayed))
        }
    }
}
