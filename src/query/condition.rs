//! A condition with a valid field and valid values.

use super::{DatePart, FieldPath, Unit, Value};
use crate::schema::FieldType;

/// A test of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The field to test.
    pub path: FieldPath,
    /// What has to be true of the field.
    pub test: Test,
}

/// A test of a field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// Always true (`ANYTHING`).
    Anything,
    /// The value is NULL, or an empty text (`ISEMPTY`).
    Empty,
    /// The value is neither NULL nor an empty text (`ISNOTEMPTY`).
    NotEmpty,
    /// The comparison of the field's value with this one is true.
    Compare(Comparison, Value),
    /// The value is one of these (`IN`).
    In(Vec<Value>),
    /// The value is none of these, or NULL (`NOT IN`).
    NotIn(Vec<Value>),
    /// The value is between these, or equal to one of them (`BETWEEN`).
    Between(Value, Value),
    /// The value is not between these, or NULL (`NOTON`).
    NotBetween(Value, Value),
    /// The comparison with another field of the same record is true (`SAMEAS`, `NSAMEAS`, `GT_FIELD` and the like).
    CompareField(Comparison, FieldPath),
    /// Whether both times are in the same unit of the calendar (`SAMEASfield@day`); with `false`, whether they are not, or one
    /// is NULL (`NSAMEASfield@day`).
    SameUnit(bool, FieldPath, Unit),
    /// How far the time is from that of another field (`MORETHAN`, `LESSTHAN`).
    Distance(Distance),
    /// The comparison of a part of the time with this number is true (`DATEPART`).
    Part(DatePart, Comparison, u16),
    /// The value contains this text (`LIKE`).
    Contains(Value),
    /// The value does not contain this text, or is NULL (`NOT LIKE`).
    NotContains(Value),
    /// The value starts with this text (`STARTSWITH`).
    StartsWith(Value),
    /// The value ends with this text (`ENDSWITH`).
    EndsWith(Value),
}

/// How far a time is from that of another field of the same record. Never true of NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distance {
    /// Whether the distance has to be more than this, or else at most this.
    pub is_more: bool,
    /// The other field.
    pub from: FieldPath,
    /// The unit of the number.
    pub unit: Unit,
    /// On which side of the other time.
    pub direction: Direction,
    /// How many units.
    pub number: u16,
}

/// On which side of another time a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `before`.
    Before,
    /// `after`.
    After,
    /// `before or after`.
    Either,
}

/// How a value compares with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`. Never true of NULL.
    Equal,
    /// `!=`. Always true of NULL.
    NotEqual,
    /// `<`. Never true of NULL.
    Less,
    /// `<=`. Never true of NULL.
    LessOrEqual,
    /// `>`. Never true of NULL.
    Greater,
    /// `>=`. Never true of NULL.
    GreaterOrEqual,
}

impl Condition {
    /// How many searches the condition counts as: see [`Query::check_cost`](super::Query::check_cost).
    pub(super) fn scans(&self) -> usize {
        let is_scan = match self.test {
            Test::Contains(_)
            | Test::NotContains(_)
            | Test::EndsWith(_)
            | Test::Part(..)
            | Test::SameUnit(..)
            | Test::Distance(_) => true,
            Test::StartsWith(_) => {
                matches!(self.path.field_type(), FieldType::Text(_) | FieldType::Phone | FieldType::Journal)
            }
            _ => false,
        };
        match (is_scan, self.path.count_references()) {
            (false, _) => 0,
            (true, 0) => 1,
            (true, _) => 2,
        }
    }
}

impl Test {
    /// Whether the test is true of NULL.
    pub(super) const fn holds_without_value(&self) -> bool {
        matches!(
            self,
            Self::Anything
                | Self::Empty
                | Self::NotIn(_)
                | Self::NotContains(_)
                | Self::NotBetween(..)
                | Self::Compare(Comparison::NotEqual, _)
        )
    }

    /// How many parameters the test needs. A list needs one.
    #[must_use]
    pub const fn count_values(&self) -> usize {
        match self {
            Self::Anything | Self::Empty | Self::NotEmpty | Self::CompareField(..) | Self::SameUnit(..) => 0,
            Self::Between(..)
            | Self::NotBetween(..)
            | Self::Distance(Distance { direction: Direction::Either, .. }) => 2,
            Self::Compare(..)
            | Self::In(_)
            | Self::NotIn(_)
            | Self::Contains(_)
            | Self::NotContains(_)
            | Self::StartsWith(_)
            | Self::EndsWith(_)
            | Self::Part(..)
            | Self::Distance(_) => 1,
        }
    }
}
