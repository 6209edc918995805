//! Building a statement: its text from our own words, everything else as parameters.

use crate::sys_id::SysId;
use crate::time::UtcTime;

/// A statement with its parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The text, with `?1`, `?2`, … where parameters belong.
    pub sql: String,
    /// The values of `?1`, `?2`, …
    pub params: Vec<Param>,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// `NULL`.
    Null,
    /// A text.
    Text(String),
    /// A whole number. JavaScript holds those up to 2^53 exactly.
    Integer(i64),
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

/// A statement that is being built. Its text can only name parameters that were bound.
#[derive(Debug, Default)]
pub struct SqlBuilder {
    params: Vec<Param>,
}

impl SqlBuilder {
    /// A statement without parameters.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a parameter. The result stands for it in the text.
    pub fn bind(&mut self, value: impl Into<Param>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }

    /// The statement of that text.
    #[must_use]
    pub fn statement(self, sql: impl Into<String>) -> Statement {
        Statement { sql: sql.into(), params: self.params }
    }
}

/// The parts with the operator between them, in brackets that halve them again and again. SQLite takes expressions that are
/// 100 deep, and without brackets each part makes them one deeper.
#[must_use]
pub fn balanced(parts: &[String], operator: &str) -> String {
    match parts {
        [] => String::new(),
        [part] => part.clone(),
        parts => {
            let (left, right) = parts.split_at(parts.len() / 2);
            format!("({}{operator}{})", balanced(left, operator), balanced(right, operator))
        }
    }
}
