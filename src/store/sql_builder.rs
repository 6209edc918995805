//! Builds statements. The text has only words of our own; every value is a parameter.

use crate::sys_id::SysId;
use crate::time::UtcTime;

/// A statement with its parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The text. `?1`, `?2`, … stand for the parameters.
    pub sql: String,
    /// The values of `?1`, `?2`, …
    pub params: Vec<Param>,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// NULL.
    Null,
    /// A text.
    Text(String),
    /// A whole number. JavaScript represents those up to 2^53 exactly.
    Integer(i64),
    /// This whole number when the batch is repeated after a transient error, and 0 the first time.
    OnRepetition(i64),
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<&SysId> for Param {
    fn from(id: &SysId) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<UtcTime> for Param {
    fn from(time: UtcTime) -> Self {
        Self::Text(time.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The parameters of a statement while its text is written.
#[derive(Debug, Default)]
pub struct SqlBuilder {
    params: Vec<Param>,
}

impl SqlBuilder {
    /// No parameters yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a parameter. Returns its placeholder for the text.
    pub fn bind(&mut self, value: impl Into<Param>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }

    /// Adds a parameter for `LIMIT` or `OFFSET`. Returns SQL for it.
    ///
    /// The cast hides the parameter from SQLite's planner. With a bare parameter there, SQLite prepares the statement a second
    /// time as soon as the value is bound, which cost 150 to 250 µs a call.
    pub fn bind_limit(&mut self, value: impl Into<Param>) -> String {
        format!("cast({} AS INTEGER)", self.bind(value))
    }

    /// The statement with this text and the parameters so far.
    #[must_use]
    pub fn statement(self, sql: impl Into<String>) -> Statement {
        Statement { sql: sql.into(), params: self.params }
    }
}

/// Joins the parts with the operator, nesting brackets like a balanced tree. D1 limits the depth of an expression to 100,
/// and without brackets each part would add one level.
#[must_use]
pub fn balanced(parts: &[String], operator: &str) -> String {
    let mut sql = String::with_capacity(parts.iter().map(|part| part.len() + operator.len() + 2).sum());
    push_balanced(&mut sql, parts, operator);
    sql
}

fn push_balanced(sql: &mut String, parts: &[String], operator: &str) {
    match parts {
        [] => {}
        [part] => sql.push_str(part),
        parts => {
            let (left, right) = parts.split_at(parts.len() / 2);
            sql.push('(');
            push_balanced(sql, left, operator);
            sql.push_str(operator);
            push_balanced(sql, right, operator);
            sql.push(')');
        }
    }
}
