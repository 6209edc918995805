//! The query parameters of a URL.

use super::DisplayMode;
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::query::{Condition, FieldPath, Query};
use crate::schema::Table;
use crate::time::UtcTime;

/// The parameters that have a value, each once. Using a parameter takes it out.
#[derive(Clone, Debug)]
pub struct UrlParameters {
    given: Vec<(String, String)>,
    /// The names that have two different values.
    repeated: Vec<String>,
}

/// Most query parameters of a URL. Each is compared with all others, and no client sends as many.
pub const MAX_PARAMETERS: usize = 100;

/// Most references that the fields of a parameter follow together. Each costs a row read for each record, and makes the statement
/// longer.
pub const MAX_FOLLOWED: usize = 100;

impl UrlParameters {
    /// Parses a query string, without its question mark. Ignores parameters without a value. With more than
    /// [`MAX_PARAMETERS`], adds a fault and reads none of them.
    #[must_use]
    pub fn parse(query: &str, faults: &mut Faults) -> Self {
        let (mut given, mut repeated) = (Vec::<(String, String)>::new(), Vec::new());
        let number = form_urlencoded::parse(query.as_bytes()).count();
        if number > MAX_PARAMETERS {
            let message =
                format!("the URL has {number} parameters, {MAX_PARAMETERS} are possible; leave out what is not needed");
            faults.push(Fault { field: None, code: FaultCode::TooManyParameters, message });
            return Self { given, repeated };
        }
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match given.iter().find(|(other, _)| *other == name) {
                Some((_, other)) if other == value => {}
                Some(_) => repeated.push(name.into_owned()),
                None => given.push((name.into_owned(), value.to_owned())),
            }
        }
        Self { given, repeated }
    }

    /// Takes a parameter's value out. A parameter with two different values is a fault.
    pub fn take(&mut self, name: &str, faults: &mut Faults) -> Option<String> {
        if self.repeated.iter().any(|repeated| repeated == name) {
            let name = excerpt(name);
            let message = format!("{name} is given more than once; give it once");
            faults.push_name(Fault::field(name, FaultCode::DuplicateField, message));
        }
        let at = self.given.iter().position(|(given, _)| given == name)?;
        Some(self.given.swap_remove(at).1)
    }

    /// A parameter that is `true` or `false`, in upper or lower case. False if it is missing.
    pub fn flag(&mut self, name: &str, faults: &mut Faults) -> bool {
        self.one_of(name, [("true", true), ("false", false)], faults).unwrap_or_default()
    }

    /// The parameter `sysparm_display_value`.
    pub fn display(&mut self, faults: &mut Faults) -> DisplayMode {
        let choices = [("true", DisplayMode::Displayed), ("false", DisplayMode::Value), ("all", DisplayMode::All)];
        self.one_of("sysparm_display_value", choices, faults).unwrap_or_default()
    }

    fn one_of<T, const N: usize>(&mut self, name: &str, choices: [(&str, T); N], faults: &mut Faults) -> Option<T> {
        let given = self.take(name, faults)?;
        let words = choices.each_ref().map(|(word, _)| *word).join(" or ");
        let found = choices.into_iter().find(|(word, _)| given.eq_ignore_ascii_case(word));
        if found.is_none() {
            let message = format!("{name} \"{}\" is not valid; give {words}", excerpt(&given));
            faults.push(Fault::field(name, FaultCode::InvalidParameter, message));
        }
        found.map(|(_, choice)| choice)
    }

    /// A parameter that is a whole number from `lowest` to `highest`.
    pub fn number(&mut self, name: &str, lowest: u64, highest: u64, faults: &mut Faults) -> Option<u64> {
        let given = self.take(name, faults)?;
        let number = given.parse().ok().filter(|number| *number <= highest);
        if number.is_some_and(|number| number < lowest) {
            // ServiceNow's words.
            let message = format!("{name} value must be a positive integer");
            faults.push(Fault::field(name, FaultCode::NotPositive, message));
            return None;
        }
        if number.is_none() {
            let message = format!("{name} \"{}\" is not a whole number from {lowest} to {highest}", excerpt(&given));
            faults.push(Fault::field(name, FaultCode::InvalidNumber, message));
        }
        number
    }

    /// A parameter with the names of fields, separated by commas. Drops repeated names.
    pub fn paths(&mut self, table: &'static Table, name: &'static str, faults: &mut Faults) -> Vec<FieldPath> {
        let mut paths: Vec<FieldPath> = Vec::new();
        for field in self.take(name, faults).unwrap_or_default().split(',').map(str::trim) {
            match FieldPath::named(table, field, name) {
                _ if field.is_empty() => {}
                Ok(path) if paths.contains(&path) => {}
                Ok(path) => paths.push(path),
                Err(fault) => faults.push(fault),
            }
        }
        check_followed(name, &paths, faults);
        paths
    }

    /// The parameter `sysparm_fields`: the fields, or `None` if it is not given, and the unknown names. Drops repeated names.
    pub fn shown_paths(&mut self, table: &'static Table, faults: &mut Faults) -> (Option<Vec<FieldPath>>, Vec<String>) {
        let given = self.take("sysparm_fields", faults).unwrap_or_default();
        let (mut paths, mut unknown) = (Vec::new(), Vec::new());
        let names: Vec<&str> = given.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        for name in &names {
            match FieldPath::parse(table, name) {
                Some(path) if paths.contains(&path) => {}
                Some(path) => paths.push(path),
                None => unknown.push((*name).to_owned()),
            }
        }
        check_followed("sysparm_fields", &paths, faults);
        (if names.is_empty() { None } else { Some(paths) }, unknown)
    }

    /// The names of the parameters that were not taken out.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.given.iter().map(|(name, _)| name.as_str())
    }

    /// The query: `sysparm_query`, and filters from parameters that have the name of a field. Ignores other parameters that
    /// begin with `sysparm_`.
    pub fn query(&mut self, table: &'static Table, now: UtcTime, faults: &mut Faults) -> Query {
        let text = self.take("sysparm_query", faults).unwrap_or_default();
        let mut query = Query::parse(table, &text, now).unwrap_or_else(|found| {
            faults.append(found);
            Query::default()
        });
        let filters: Vec<String> =
            self.given.iter().map(|(name, _)| name.clone()).filter(|name| !name.starts_with("sysparm_")).collect();
        for name in filters {
            let Some(value) = self.take(&name, faults) else { continue };
            let condition =
                FieldPath::named(table, &name, "query parameter").and_then(|path| Condition::filter(path, &value, now));
            match condition {
                Ok(condition) => query.filters.push(condition),
                Err(fault) => faults.push(fault),
            }
        }
        for check in [query.check_values(0), query.check_cost()] {
            if let Err(fault) = check {
                faults.push(fault);
            }
        }
        query
    }
}

/// Checks that the paths follow at most [`MAX_FOLLOWED`] references together.
fn check_followed(parameter: &str, paths: &[FieldPath], faults: &mut Faults) {
    let followed: usize = paths.iter().map(FieldPath::count_references).sum();
    if followed > MAX_FOLLOWED {
        let message = format!(
            "{parameter} follows {followed} references, {MAX_FOLLOWED} are possible; leave out what is not needed"
        );
        faults.push(Fault::field(parameter, FaultCode::InvalidParameter, message));
    }
}
