//! Building a statement: its text from the description's own words, everything else as parameters.

use crate::store::Statement;

/// The parameters of a statement that is being written.
#[derive(Default)]
pub(super) struct Parameters(Vec<Option<String>>);

impl Parameters {
    /// Adds a parameter; the result stands for it in the text.
    pub(super) fn bind(&mut self, value: &str) -> String {
        self.bind_or_null(Some(value))
    }

    /// Adds a parameter that may be NULL.
    pub(super) fn bind_or_null(&mut self, value: Option<&str>) -> String {
        self.0.push(value.map(str::to_owned));
        format!("?{}", self.0.len())
    }

    /// The statement of that text.
    pub(super) fn statement(self, sql: String) -> Statement {
        Statement::new(sql, self.0)
    }
}

/// The parts with the operator between them, in brackets that halve them again and again: SQLite takes expressions that are
/// 100 deep, and without brackets each part makes them one deeper.
pub(super) fn joined(parts: &[String], operator: &str) -> String {
    match parts {
        [] => String::new(),
        [part] => part.clone(),
        parts => {
            let (left, right) = parts.split_at(parts.len() / 2);
            ["(", &joined(left, operator), operator, &joined(right, operator), ")"].concat()
        }
    }
}

/// The parts with the separator between them.
pub(super) fn listed(parts: &[String], separator: &str) -> String {
    let mut list = String::new();
    for (at, part) in parts.iter().enumerate() {
        list.extend([if at == 0 { "" } else { separator }, part]);
    }
    list
}
