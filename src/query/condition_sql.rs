//! Turns a condition into SQL.
//!
//! Compares a column as it is stored wherever an index may serve: a function of the column would keep SQLite from using the
//! index.

use super::field_path::{Step, comparable};
use super::{Comparison, Condition, Direction, Distance, Test, Unit, Value};
use crate::schema::{FieldType, Reference};
use crate::store::SqlBuilder;

impl Condition {
    /// A condition on a referenced record first finds the records that meet it, once and not for each row.
    ///
    /// `start` is the place of an index where the list begins; `None` without a position. A condition that would make SQLite
    /// begin earlier in that index gets a unary plus, so that SQLite does not use it for the index.
    pub(super) fn sql(&self, start: Option<&IndexStart>, sql: &mut SqlBuilder) -> String {
        let own = self.own_sql(start.filter(|start| self.path.is_direct(start.column)), sql);
        // From the last reference to the first one, which is a field of `t`.
        self.path.steps().enumerate().collect::<Vec<_>>().into_iter().rev().fold(own, |condition, (at, step)| {
            let Step { field, reference: Reference { table, within, .. } } = step;
            let (row, through, name) = (if at == 0 { 't' } else { 'r' }, field.name, table.stored_sql());
            let found = match within {
                // The index begins with the field that both records share.
                Some(within) => format!(
                    "({row}.{within}, {row}.{through}) IN (SELECT r.{within}, r.sys_id FROM {name} AS r WHERE {condition})"
                ),
                None => format!("{row}.{through} IN (SELECT r.sys_id FROM {name} AS r WHERE {condition})"),
            };
            if self.test.holds_without_value() { format!("({row}.{through} IS NULL OR {found})") } else { found }
        })
    }

    /// The condition on the row of the field's own table.
    pub(super) fn own_sql(&self, start: Option<&IndexStart>, sql: &mut SqlBuilder) -> String {
        let field_type = self.path.field_type();
        let value = self.path.own_sql();
        let row = if self.path.count_references() > 0 { "r" } else { "t" };
        let comparable = comparable(value.clone(), field_type);
        // The plus for a lower bound, and that for an upper one.
        let pluses = start.map(|start| if start.is_descending { ["", "+"] } else { ["+", ""] });
        let [lower, upper] = pluses.unwrap_or_default();
        let mut bind = |value: &Value| sql.bind(value.param(field_type));
        match &self.test {
            Test::Anything => "1".to_owned(),
            // The database may have empty texts that other programs have written.
            Test::Empty if matches!(field_type, FieldType::Text(_)) => format!("coalesce({value}, '') = ''"),
            Test::NotEmpty if matches!(field_type, FieldType::Text(_)) => format!("{value} <> ''"),
            Test::Empty => format!("{value} IS NULL"),
            Test::NotEmpty => format!("{value} IS NOT NULL"),
            Test::Compare(comparison, other) => {
                let other = bind(other);
                match (field_type, comparison) {
                    (FieldType::Reference(Reference { table, within: Some(within), .. }), Comparison::Equal) => {
                        format!(
                            "({value} = {other} AND {row}.{within} = (SELECT {within} FROM {} WHERE sys_id = {other}))",
                            table.name
                        )
                    }
                    _ => {
                        let plus = match comparison {
                            Comparison::Greater | Comparison::GreaterOrEqual => lower,
                            Comparison::Less | Comparison::LessOrEqual => upper,
                            Comparison::Equal | Comparison::NotEqual => "",
                        };
                        format!("{plus}{comparable} {} {other}", comparison.sql())
                    }
                }
            }
            Test::In(values) => format!("{comparable} IN {}", list(values, field_type, sql)),
            Test::NotIn(values) => format!("coalesce({comparable} NOT IN {}, 1)", list(values, field_type, sql)),
            Test::Between(low, high) if start.is_some() => {
                format!("({lower}{comparable} >= {} AND {upper}{comparable} <= {})", bind(low), bind(high))
            }
            Test::Between(low, high) => format!("{comparable} BETWEEN {} AND {}", bind(low), bind(high)),
            Test::NotBetween(low, high) => {
                let (low, high) = (bind(low), bind(high));
                format!("({comparable} < {low} OR {comparable} > {high} OR {value} IS NULL)")
            }
            Test::CompareField(comparison, other) => {
                format!("{comparable} {} {}", comparison.sql(), other.own_sql())
            }
            Test::SameUnit(is_same, other, unit) => {
                let [one, other] = [&value, &other.own_sql()].map(|time| unit_sql(*unit, time));
                format!("{one} {} {other}", if *is_same { "=" } else { "IS NOT" })
            }
            Test::Distance(distance) => distance_sql(&value, distance, sql),
            Test::Part(part, comparison, number) => {
                format!("{} {} {}", part.sql(&value), comparison.sql(), sql.bind(i64::from(*number)))
            }
            // Not `LIKE`: D1 limits its patterns to 50 bytes.
            Test::Contains(part) => format!("instr({}, {}) > 0", searched(&value, field_type), sql.bind(part.as_str())),
            Test::NotContains(part) => {
                format!("coalesce(instr({}, {}), 0) = 0", searched(&value, field_type), sql.bind(part.as_str()))
            }
            Test::StartsWith(start) => {
                let start = sql.bind(start.as_str());
                match field_type {
                    // A range, so that SQLite can use an index.
                    FieldType::Guid | FieldType::Identifier | FieldType::Reference(_) | FieldType::Foreign(_) => {
                        format!("({value} >= {start} AND {value} < {start} || char(1114111))")
                    }
                    _ => format!("substr({}, 1, length({start})) = {start}", searched(&value, field_type)),
                }
            }
            Test::EndsWith(end) => {
                let end = sql.bind(end.as_str());
                format!("substr({}, -length({end})) = {end}", searched(&value, field_type))
            }
        }
    }
}

/// Where a list begins in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexStart {
    /// The column of the index, a field of the table itself.
    pub column: &'static str,
    /// Whether the index is read from its end.
    pub is_descending: bool,
}

/// SQL for a list. It takes one parameter, no matter how many values there are.
fn list(values: &[Value], field_type: FieldType, sql: &mut SqlBuilder) -> String {
    let list = sql.bind(serde_json::to_string(values).unwrap_or_default());
    let value = match field_type {
        FieldType::Integer | FieldType::Computed(_) => "cast(value AS INTEGER)",
        _ => "value",
    };
    format!("(SELECT {value} FROM json_each({list}))")
}

/// SQL for a value that is searched for a part. [`Value::part`] has made the part upper case for identifiers, which are stored in
/// upper case, and lower case for all others.
fn searched(value: &str, field_type: FieldType) -> String {
    match field_type {
        FieldType::Identifier => value.to_owned(),
        _ => format!("lower({value})"),
    }
}

impl Comparison {
    /// The operator in SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "IS NOT",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// SQL for the unit of the calendar that a time is in.
fn unit_sql(unit: Unit, time: &str) -> String {
    let length = match unit {
        Unit::Minute => 16,
        Unit::Hour => 13,
        Unit::Day => 10,
        Unit::Month => 7,
        Unit::Year => 4,
        // The Monday on or before it.
        Unit::Week => return format!("date({time}, 'weekday 0', '-6 days')"),
        Unit::Quarter => return format!("(substr({time}, 1, 4) || (substr({time}, 6, 2) + 2) / 3)"),
    };
    format!("substr({time}, 1, {length})")
}

/// SQL that compares the distance of a time from another one.
fn distance_sql(time: &str, distance: &Distance, sql: &mut SqlBuilder) -> String {
    let Distance { is_more, from, unit, direction, number } = distance;
    let from = from.own_sql();
    let (each, name) = match unit {
        Unit::Minute => (1, "minutes"),
        Unit::Hour => (1, "hours"),
        Unit::Day => (1, "days"),
        Unit::Week => (7, "days"),
        Unit::Month => (1, "months"),
        Unit::Quarter => (3, "months"),
        Unit::Year => (1, "years"),
    };
    // `floor`: a day that the month does not have becomes the month's last day.
    let mut moved = |sign: char| {
        let by = sql.bind(format!("{sign}{} {name}", u32::from(*number) * each));
        format!("datetime({from}, {by}, 'floor')")
    };
    match (is_more, direction) {
        (true, Direction::Before) => format!("{time} < {}", moved('-')),
        (true, Direction::After) => format!("{time} > {}", moved('+')),
        (true, Direction::Either) => format!("({time} < {} OR {time} > {})", moved('-'), moved('+')),
        (false, Direction::Before) => format!("{time} BETWEEN {} AND {from}", moved('-')),
        (false, Direction::After) => format!("{time} BETWEEN {from} AND {}", moved('+')),
        (false, Direction::Either) => format!("{time} BETWEEN {} AND {}", moved('-'), moved('+')),
    }
}
