//! Reads operands: what follows an operator.

use super::{Comparison, DatePart, Direction, Distance, FieldPath, PARAMETER, Test, Unit, Value, invalid};
use crate::fault::{Fault, FaultCode, excerpt};
use crate::schema::{FieldType, Table};
use crate::time::UtcTime;

/// The text that follows an operator, with everything that its meaning depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand<'a> {
    pub(super) table: &'static Table,
    pub(super) path: FieldPath,
    pub(super) operator: &'static str,
    pub(super) text: &'a str,
    pub(super) now: UtcTime,
}

impl<'a> Operand<'a> {
    /// No operand at all.
    pub(super) fn none(&self, test: Test) -> Result<Test, Fault> {
        // aiosnow appends Python's `None`.
        if matches!(self.text, "" | "None") {
            return Ok(test);
        }
        let message = format!("{PARAMETER}: \"{}\" follows where no value belongs", excerpt(self.text));
        Err(invalid(FaultCode::InvalidQuery, message))
    }

    /// Any text but an empty one.
    pub(super) fn some_text(&self) -> Result<&'a str, Fault> {
        if self.text.is_empty() { Err(self.missing()) } else { Ok(self.text) }
    }

    pub(super) fn value(&self, text: &str) -> Result<Value, Fault> {
        Value::parse(&self.path, text, self.now)
    }

    /// Values, separated by commas. Ignores empty ones, because clients send lists that end in a comma.
    pub(super) fn values(&self) -> Result<Vec<Value>, Fault> {
        let texts = self.text.split(',').map(str::trim).filter(|text| !text.is_empty());
        let values = texts.map(|text| self.value(text)).collect::<Result<Vec<_>, _>>()?;
        if values.is_empty() { Err(self.missing()) } else { Ok(values) }
    }

    /// `value@value`.
    pub(super) fn between(&self) -> Result<Test, Fault> {
        let Some((low, high)) = self.text.split_once('@') else {
            let message = format!("{PARAMETER}: BETWEEN compares {} with two values; give a@b", self.path.name());
            return Err(invalid(FaultCode::InvalidQuery, message));
        };
        Ok(Test::Between(self.value(low)?, self.value(high)?))
    }

    /// `label@start@end`, where the label may be any text, or a date.
    pub(super) fn on(&self, test: fn(Value, Value) -> Test) -> Result<Test, Fault> {
        self.is_time()?;
        let mut parts = self.text.rsplitn(3, '@');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(end), Some(start), Some(_label)) => Ok(test(self.value(start)?, self.value(end)?)),
            (Some(date), None, None) => {
                let day = self.value(date).ok().and_then(|value| UtcTime::parse(value.as_str()).ok());
                let day = day.and_then(|day| Unit::Day.span(0, 0, day));
                let (start, end) = day.ok_or_else(|| self.malformed(ON_FORM))?;
                Ok(test(Value::from(start), Value::from(end)))
            }
            _ => Err(self.malformed(ON_FORM)),
        }
    }

    /// `@unit@ago@n` or `@unit@ahead@n`.
    pub(super) fn relative(&self, comparison: Comparison) -> Result<Test, Fault> {
        self.is_time()?;
        self.read_relative(comparison).ok_or_else(|| self.malformed(RELATIVE_FORM))
    }

    fn read_relative(&self, comparison: Comparison) -> Option<Test> {
        let parts: Vec<&str> = self.text.split('@').collect();
        let ["", unit, direction, number] = parts.as_slice() else { return None };
        let unit = Unit::named(unit)?;
        let number = i32::from(number.parse::<u16>().ok()?);
        let number = match *direction {
            "ago" => -number,
            "ahead" => number,
            _ => return None,
        };
        let moment = || unit.add(number, self.now).map(Value::from);
        Some(match comparison {
            Comparison::Greater | Comparison::GreaterOrEqual => Test::Compare(Comparison::GreaterOrEqual, moment()?),
            Comparison::Less | Comparison::LessOrEqual => Test::Compare(Comparison::LessOrEqual, moment()?),
            Comparison::Equal | Comparison::NotEqual => {
                let (first, last) = unit.span(number, number, self.now)?;
                Test::Between(Value::from(first), Value::from(last))
            }
        })
    }

    /// `field`, or for times also `field@unit`.
    pub(super) fn field(&self, comparison: Comparison) -> Result<Test, Fault> {
        let unit = match (self.text.split_once('@'), comparison) {
            (Some((name, unit)), Comparison::Equal | Comparison::NotEqual) => Some((name, unit)),
            _ => None,
        };
        let Some((name, unit)) = unit else {
            return Ok(Test::CompareField(comparison, self.other(self.text)?));
        };
        self.is_time()?;
        let other = self.other(name)?;
        let unit = Unit::named(unit).ok_or_else(|| self.malformed(SAME_FORM))?;
        Ok(Test::SameUnit(comparison == Comparison::Equal, other, unit))
    }

    /// `field@unit@before@n`.
    pub(super) fn distance(&self, is_more: bool) -> Result<Test, Fault> {
        self.is_time()?;
        let parts: Vec<&str> = self.text.split('@').collect();
        let [name, unit, direction, number] = parts.as_slice() else { return Err(self.malformed(DISTANCE_FORM)) };
        let from = self.other(name)?;
        let direction = Direction::named(direction);
        match (Unit::named(unit), direction, number.parse()) {
            (Some(unit), Some(direction), Ok(number)) => {
                Ok(Test::Distance(Distance { is_more, from, unit, direction, number }))
            }
            _ => Err(self.malformed(DISTANCE_FORM)),
        }
    }

    /// `label@javascript:gs.datePart('part','value','EE')`, where the label may be any text.
    pub(super) fn date_part(&self) -> Result<Test, Fault> {
        self.is_time()?;
        let part = self.text.rsplit_once('@').and_then(|(_label, call)| DatePart::parse(call));
        let (part, comparison, value) = part.ok_or_else(|| self.malformed(PART_FORM))?;
        Ok(Test::Part(part, comparison, value))
    }

    /// Another field of the same record, with values of the same kind.
    fn other(&self, name: &str) -> Result<FieldPath, Fault> {
        let other = FieldPath::named(self.table, name, PARAMETER)?;
        let fault = |reason: &str| {
            let (operator, name) = (self.operator, self.path.name());
            let message = format!("{PARAMETER}: {operator} compares {name} with {}, {reason}", other.name());
            Err(invalid(FaultCode::InvalidQuery, message))
        };
        if !self.path.is_of_record_of(&other) {
            return fault("which is a field of another record");
        }
        if kind(self.path.field_type()) != kind(other.field_type()) {
            return fault("which has values of another type");
        }
        Ok(other)
    }

    fn is_time(&self) -> Result<(), Fault> {
        if matches!(self.path.field_type(), FieldType::DateTime) {
            return Ok(());
        }
        let message = format!("{PARAMETER}: {} is for times, and {} has none", self.operator, self.path.name());
        Err(invalid(FaultCode::InvalidQuery, message))
    }

    fn missing(&self) -> Fault {
        let message = format!("{PARAMETER}: {} is compared with nothing; give a value", self.path.name());
        invalid(FaultCode::InvalidQuery, message)
    }

    fn malformed(&self, form: &str) -> Fault {
        let (operator, name) = (self.operator, self.path.name());
        let message = format!(
            "{PARAMETER}: {operator} on {name} is followed by \"{}\"; give {operator}{form}",
            excerpt(self.text)
        );
        invalid(FaultCode::InvalidQuery, message)
    }
}

const ON_FORM: &str = "label@start@end, or a date";
const RELATIVE_FORM: &str =
    "@unit@ago@n or @unit@ahead@n; a unit is minute, hour, day, dayofweek (a day), week, month, quarter or year";
const SAME_FORM: &str = "field@unit; a unit is minute, hour, day, week, month, quarter or year";
const DISTANCE_FORM: &str = "field@unit@before@n; a unit is minute, hour, day, week, month, quarter or year; before \
     can also be after or \"before or after\"";
const PART_FORM: &str = "label@javascript:gs.datePart('part','value','EE'); a part is dayofweek, hour, month, quarter, week or year; \
     EE can also be LT, LE, GT or GE";

impl Direction {
    const ALL: [Self; 3] = [Self::Before, Self::After, Self::Either];

    /// The word in queries.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Either => "before or after",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.name() == name)
    }
}

/// Types have the same kind if their values can be compared with each other.
const fn kind(field_type: FieldType) -> u8 {
    match field_type {
        FieldType::DateTime => 0,
        FieldType::Integer | FieldType::Computed(_) => 1,
        FieldType::Guid | FieldType::Reference(_) | FieldType::Foreign(_) => 2,
        FieldType::Text(_) | FieldType::Phone | FieldType::Journal | FieldType::Identifier | FieldType::Choice(_) => 3,
        FieldType::Boolean => 4,
        FieldType::Duration => 5,
    }
}
