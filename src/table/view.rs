//! How records are shown: which fields, as values or as words for people, references with links or without.

use super::description::{Kind, Reference, Table};
use super::parameters::UrlParameters;
use super::path::Path;
use super::statement::{Parameters, joined};
use crate::fault::Faults;

/// What `sysparm_fields`, `sysparm_display_value` and `sysparm_exclude_reference_link` ask for.
#[derive(Clone, Debug)]
pub struct View {
    paths: Vec<Path>,
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

impl View {
    /// Reads the parameters; what is wrong with them goes to the faults.
    pub fn read(table: &'static Table, parameters: &mut UrlParameters, faults: &mut Faults) -> Self {
        let mut paths = parameters.paths(table, "sysparm_fields", faults);
        if paths.is_empty() {
            paths = table.fields.iter().map(Path::from).collect();
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
    pub(super) fn sql(&self, tables: &str, parameters: &mut Parameters) -> String {
        let mut link = None;
        let mut parts = Vec::with_capacity(2 * self.paths.len() + 1);
        for (at, path) in self.paths.iter().enumerate() {
            let separator = if at == 0 { '{' } else { ',' };
            parts.push(format!("'{separator}\"{}\":'", path.name()));
            parts.push(match path.kind() {
                Kind::Reference(reference) if !self.excludes_links => {
                    let base = link.get_or_insert_with(|| parameters.bind(tables)).clone();
                    self.reference(path, reference, &base)
                }
                _ => self.plain(path),
            });
        }
        parts.push("'}'".to_owned());
        joined(&parts, "||")
    }

    /// How many characters a record has at most, more or less.
    pub(super) fn longest(&self) -> u64 {
        let mut longest = 0;
        for path in &self.paths {
            longest += match path.kind() {
                // Each character may need another one before it.
                Kind::Text(most) => 2 * most as u64,
                Kind::Reference(_) => 200,
                _ => 50,
            };
        }
        if self.display == Display::All { 2 * longest } else { longest }
    }

    fn plain(&self, path: &Path) -> String {
        let Shown { value, displayed } = shown(path);
        match self.display {
            Display::Value => quoted(&value),
            Display::Displayed => quoted(&displayed),
            Display::All => {
                format!("'{{\"display_value\":'||{}||',\"value\":'||{}||'}}'", quoted(&displayed), quoted(&value))
            }
        }
    }

    /// An object with the link; where nothing is referred to, what a field without a value shows.
    fn reference(&self, path: &Path, reference: &Reference, base: &str) -> String {
        let (sql, Shown { value, displayed }) = (path.sql(), shown(path));
        let link = format!("'\"link\":'||json_quote({base}||'{}/'||{sql})", reference.table.name);
        let displayed = format!("'\"display_value\":'||{}", quoted(&displayed));
        let value = format!("'\"value\":'||{}", quoted(&value));
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
fn shown(path: &Path) -> Shown {
    let value = path.sql();
    let displayed = match path.kind() {
        Kind::Choice(choices) => {
            let cases: String = choices.iter().map(|(word, label)| format!(" WHEN '{word}' THEN '{label}'")).collect();
            format!("CASE {value}{cases} ELSE {value} END")
        }
        Kind::Reference(Reference { table, .. }) => {
            format!("(SELECT d.{} FROM {} AS d WHERE d.sys_id = {value})", table.display, table.name)
        }
        _ => value.clone(),
    };
    Shown { value, displayed }
}

/// SQL for a JSON string of a value.
fn quoted(sql: &str) -> String {
    format!("json_quote(cast(coalesce({sql}, '') AS TEXT))")
}

/// SQL for the value of a group's field, as aggregates show it, in members of a JSON object.
pub(super) fn group_value(path: &Path, display: Display) -> String {
    let Shown { value, displayed } = shown(path);
    match display {
        Display::Value => format!("'\"value\":'||{}", quoted(&value)),
        Display::Displayed => format!("'\"value\":'||{}", quoted(&displayed)),
        Display::All => format!("'\"display_value\":'||{}||',\"value\":'||{}", quoted(&displayed), quoted(&value)),
    }
}
