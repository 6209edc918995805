//! What a query asks for, once it is known to be valid.

use super::{FieldPath, Value};
use crate::fault::{Fault, FaultCode};
use crate::schema::FieldType;

/// The most values that a query compares with, each list of `IN` counted as one: D1 binds 100 parameters, of which other parts
/// of a statement need some.
pub const MAX_VALUES: usize = 95;

/// The name of the parameter, in faults.
pub const PARAMETER: &str = "sysparm_query";

/// Which records are asked for, and in which order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// One of these has to be true (`^NQ`). Without any, everything is asked for.
    pub any: Vec<All>,
    /// These have to be true as well: the plain `field=value` parameters.
    pub filters: Vec<Condition>,
    /// By what the records are sorted.
    pub orders: Vec<Order>,
}

/// All of these have to be true (`^`).
#[derive(Clone, Debug, PartialEq)]
pub struct All(pub Vec<Any>);

/// One of these has to be true (`^OR`).
#[derive(Clone, Debug, PartialEq)]
pub struct Any(pub Vec<Condition>);

/// What has to be true of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The field.
    pub path: FieldPath,
    /// What has to be true of it.
    pub test: Test,
}

/// A comparison with values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// There is no value.
    Empty,
    /// There is a value.
    NotEmpty,
    /// The value compares so with another.
    Compare(Comparison, Value),
    /// The value is one of these.
    In(Vec<Value>),
    /// The value is none of these, or there is none.
    NotIn(Vec<Value>),
    /// The value lies between these, or is one of them.
    Between(Value, Value),
    /// The value contains this.
    Contains(Value),
    /// The value does not contain this, or there is no value.
    NotContains(Value),
    /// The value starts with this.
    StartsWith(Value),
    /// The value ends with this.
    EndsWith(Value),
}

/// How a value compares with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Equal,
    /// Different, or there is no value.
    NotEqual,
    /// Less.
    Less,
    /// Less or equal.
    LessOrEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterOrEqual,
}

/// One field by which records are sorted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// The field.
    pub path: FieldPath,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

/// How much work a query may make: see [`Query::check_cost`].
pub const MAX_SCANS: usize = 10;

impl Query {
    /// Whether the query keeps the database busy for no longer than others can wait. A test that looks for a part of a text
    /// counts one, through a reference two: no index helps, and D1 does one thing at a time.
    ///
    /// # Errors
    /// The fault that says so.
    pub fn check_cost(&self) -> Result<(), Fault> {
        let conditions = self.any.iter().flat_map(|all| &all.0).flat_map(|any| &any.0).chain(&self.filters);
        let scans: usize = conditions.map(Condition::scans).sum();
        if scans <= MAX_SCANS {
            return Ok(());
        }
        let message = format!(
            "{PARAMETER} looks for parts of texts {scans} times, a search through a reference counting twice; {MAX_SCANS} are \
             possible; ask in several requests"
        );
        Err(invalid(FaultCode::QueryTooCostly, message))
    }

    /// Whether the query compares with no more values than a statement may have parameters.
    ///
    /// # Errors
    /// The fault that says so.
    pub fn check_values(&self) -> Result<(), Fault> {
        let conditions = self.any.iter().flat_map(|all| &all.0).flat_map(|any| &any.0);
        let values = self.filters.len() + conditions.map(|condition| condition.test.count_values()).sum::<usize>();
        if values <= MAX_VALUES {
            return Ok(());
        }
        let message =
            format!("{PARAMETER} compares with {values} values, {MAX_VALUES} are possible; ask in several requests");
        Err(invalid(FaultCode::TooManyValues, message))
    }
}

impl Condition {
    fn scans(&self) -> usize {
        let is_scan = match self.test {
            Test::Contains(_) | Test::NotContains(_) | Test::EndsWith(_) => true,
            Test::StartsWith(_) => matches!(self.path.field_type(), FieldType::Text(_)),
            _ => false,
        };
        match (is_scan, self.path.reference()) {
            (false, _) => 0,
            (true, None) => 1,
            (true, Some(_)) => 2,
        }
    }
}

impl Test {
    /// Whether the test is true of a field without a value.
    pub(super) const fn holds_without_value(&self) -> bool {
        matches!(
            self,
            Self::Empty | Self::NotIn(_) | Self::NotContains(_) | Self::Compare(Comparison::NotEqual, _)
        )
    }

    /// How many values are compared with, a list being one.
    #[must_use]
    pub const fn count_values(&self) -> usize {
        match self {
            Self::Empty | Self::NotEmpty => 0,
            Self::Compare(..)
            | Self::In(_)
            | Self::NotIn(_)
            | Self::Contains(_)
            | Self::NotContains(_)
            | Self::StartsWith(_)
            | Self::EndsWith(_) => 1,
            Self::Between(..) => 2,
        }
    }
}

/// A fault of the query as a whole.
pub(super) fn invalid(code: FaultCode, message: String) -> Fault {
    Fault::field(PARAMETER, code, message)
}
