//! How records are shown: which fields, as values or as words for people, references with links or without.

use super::UrlParameters;
use crate::fault::Faults;
use crate::query::FieldPath;
use crate::schema::{FieldType, Reference, Table};
use crate::store::{SqlBuilder, balanced};

/// What `sysparm_fields`, `sysparm_display_value` and `sysparm_exclude_reference_link` ask for.
#[derive(Clone, Debug)]
pub struct Projection {
    paths: Vec<FieldPath>,
    display: Display,
    excludes_links: bool,
}

/// Whether values are shown, or what is displayed for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Display {
    /// Values.
    #[default]
    Value,
    /// What is displayed.
    Displayed,
    /// Both.
    All,
}

/// SQL for a value and for what is displayed for it.
struct Shown {
    value: String,
    displayed: String,
}

impl Projection {
    /// Reads the parameters; what is wrong with them goes to the faults.
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

    /// SQL for the JSON object that shows the row `t`. `tables` is the address under which tables are found.
    ///
    /// Written by hand rather than with `json_object`, which takes at most 32 arguments on D1.
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

    /// How many characters a record has at most, more or less.
    pub(super) fn longest(&self) -> u64 {
        let mut longest = 0;
        for path in &self.paths {
            longest += match path.field_type() {
                // Each character may need another one before it.
                FieldType::Text(most) => 2 * most as u64,
                FieldType::Reference(_) => 200,
                _ => 50,
            };
        }
        if self.display == Display::All { 2 * longest } else { longest }
    }

    fn plain(&self, path: &FieldPath) -> String {
        let Shown { value, displayed } = shown(path);
        match self.display {
            Display::Value => json_string(&value),
            Display::Displayed => json_string(&displayed),
            Display::All => {
                format!(
                    "'{{\"display_value\":'||{}||',\"value\":'||{}||'}}'",
                    json_string(&displayed),
                    json_string(&value)
                )
            }
        }
    }

    /// An object with the link; where nothing is referred to, what a field without a value shows.
    fn reference(&self, path: &FieldPath, reference: &Reference, base: &str) -> String {
        let (sql, Shown { value, displayed }) = (path.sql(), shown(path));
        let link = format!("'\"link\":'||json_quote({base}||'{}/'||{sql})", reference.table.name);
        let displayed = format!("'\"display_value\":'||{}", json_string(&displayed));
        let value = format!("'\"value\":'||{}", json_string(&value));
        let (members, empty) = match self.display {
            Display::Value => (format!("{link}||','||{value}"), "'\"\"'"),
            Display::Displayed => (format!("{displayed}||','||{link}"), "'\"\"'"),
            Display::All => {
                (format!("{displayed}||','||{link}||','||{value}"), "'{\"display_value\":\"\",\"value\":\"\"}'")
            }
        };
        format!("CASE WHEN {sql} IS NULL THEN {empty} ELSE '{{'||{members}||'}}' END")
    }
}

/// SQL for a path's value and for what is displayed for it, NULL where there is none.
fn shown(path: &FieldPath) -> Shown {
    let value = path.sql();
    let displayed = match path.field_type() {
        FieldType::Choice(choices) => {
            let cases: String = choices.iter().map(|(word, label)| format!(" WHEN '{word}' THEN '{label}'")).collect();
            format!("CASE {value}{cases} ELSE {value} END")
        }
        FieldType::Reference(Reference { table, .. }) => {
            format!("(SELECT d.{} FROM {} AS d WHERE d.sys_id = {value})", table.display, table.name)
        }
        _ => value.clone(),
    };
    Shown { value, displayed }
}

/// SQL for a JSON string of a value.
fn json_string(sql: &str) -> String {
    format!("json_quote(cast(coalesce({sql}, '') AS TEXT))")
}

/// SQL for the value of a group's field, as aggregates show it, in members of a JSON object.
pub(super) fn group_value(path: &FieldPath, display: Display) -> String {
    let Shown { value, displayed } = shown(path);
    match display {
        Display::Value => format!("'\"value\":'||{}", json_string(&value)),
        Display::Displayed => format!("'\"value\":'||{}", json_string(&displayed)),
        Display::All => {
            format!("'\"display_value\":'||{}||',\"value\":'||{}", json_string(&displayed), json_string(&value))
        }
    }
}
