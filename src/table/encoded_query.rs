//! Encoded queries: the language of `sysparm_query`, read into a query that is valid.
//!
//! ```text
//! query      = [ terms *( "^NQ" terms ) ] [ "^EQ" ]
//! terms      = term *( "^" term )                      ; all of them have to be true
//! term       = conditions / order
//! conditions = condition *( "^OR" condition )          ; one of them has to be true
//! condition  = field operator                          ; ISEMPTY, ISNOTEMPTY
//!            / field operator value                    ; = != < <= > >= LIKE "NOT LIKE" STARTSWITH ENDSWITH
//!            / field operator value *( "," value )     ; IN "NOT IN"
//!            / field "BETWEEN" value "@" value
//! order      = ( "ORDERBY" / "ORDERBYDESC" ) field
//! field      = name [ "." name ]                       ; the latter of the record that a reference leads to
//! ```
//!
//! `^NQ` separates alternatives, of which one has to be true. Wherever they stand, orders are those of the whole query.
//! `^^` is a circumflex in a value. `CONTAINS` and `*` are other spellings of `LIKE`, `DOES NOT CONTAIN` and `!*` of
//! `NOT LIKE`; `=` and `!=` without a value are `ISEMPTY` and `ISNOTEMPTY`. Words are case sensitive.

use super::description::Table;
use super::path::Path;
use super::value::Value;
use crate::fault::{Fault, FaultCode, Faults, quoted};
use crate::time::UtcTime;

/// The most bytes of a query: 8 KiB.
pub const MAX_QUERY_BYTES: usize = 8 * 1024;

/// The most values that a query compares with: D1 binds 100 parameters, of which other parts of a statement need some.
pub const MAX_VALUES: usize = 95;

/// The most conditions and orders of a query.
pub const MAX_TERMS: usize = 100;

/// The name of the parameter, in faults.
pub const PARAMETER: &str = "sysparm_query";

/// Which records are asked for, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Of these alternatives one has to be true; without any, everything is asked for. An alternative is a list of which
    /// everything has to be true; each of its elements is a list of conditions of which one has to be true.
    pub alternatives: Vec<Vec<Vec<Condition>>>,
    /// What has to be true besides.
    pub filters: Vec<Condition>,
    /// By what the records are sorted.
    pub orders: Vec<Order>,
}

/// What has to be true of a field.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The field.
    pub path: Path,
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
    /// A part of the value is this.
    Part(Position, Value),
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

/// Where in a value a part has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// Anywhere.
    Anywhere,
    /// Nowhere, or there is no value.
    Nowhere,
    /// At the start.
    Start,
    /// At the end.
    End,
}

/// One field by which records are sorted.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// The field.
    pub path: Path,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

impl Query {
    /// Reads a query on a table. `now` is the present for functions of time.
    ///
    /// # Errors
    /// All faults of the query: fields and operators that do not exist, values that are none of their field, too much of
    /// anything.
    pub fn parse(table: &'static Table, text: &str, now: UtcTime) -> Result<Self, Faults> {
        if text.len() > MAX_QUERY_BYTES {
            let message = format!(
                "{PARAMETER} has {} bytes, {MAX_QUERY_BYTES} are possible; ask in several requests",
                text.len()
            );
            return Err(invalid(FaultCode::QueryTooLong, message).into());
        }
        let mut reader = Reader { table, now, query: Self::default(), faults: Faults::default() };
        let mut terms = terms(text);
        if terms.last().is_some_and(|last| last == "EQ") {
            terms.pop();
        }
        // A circumflex before the first or behind the last term joins nothing.
        terms.retain(|term| !term.is_empty());
        if terms.len() > MAX_TERMS {
            let message = format!(
                "{PARAMETER} has {} conditions and orders, {MAX_TERMS} are possible; ask in several requests",
                terms.len()
            );
            return Err(invalid(FaultCode::QueryTooLong, message).into());
        }
        for term in &terms {
            if let Err(fault) = reader.term(term) {
                reader.faults.push(fault);
            }
        }
        let Reader { query, mut faults, .. } = reader;
        if let Err(fault) = query.check_values() {
            faults.push(fault);
        }
        if faults.is_empty() { Ok(query) } else { Err(faults) }
    }

    /// Whether the query compares with no more values than a statement may have parameters.
    ///
    /// # Errors
    /// The fault that says so.
    pub fn check_values(&self) -> Result<(), Fault> {
        let mut values = self.filters.len();
        for conditions in self.alternatives.iter().flatten() {
            for condition in conditions {
                values += condition.test.how_many_values();
            }
        }
        if values <= MAX_VALUES {
            return Ok(());
        }
        let message =
            format!("{PARAMETER} compares with {values} values, {MAX_VALUES} are possible; ask in several requests");
        Err(invalid(FaultCode::TooManyValues, message))
    }
}

impl Test {
    /// How many values are compared with.
    #[must_use]
    pub const fn how_many_values(&self) -> usize {
        match self {
            Self::Empty | Self::NotEmpty => 0,
            Self::Compare(..) | Self::Part(..) => 1,
            Self::Between(..) => 2,
            Self::In(values) | Self::NotIn(values) => values.len(),
        }
    }
}

/// What the words between two circumflexes are joined with.
fn terms(text: &str) -> Vec<String> {
    let mut terms = vec![];
    let mut term = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '^' {
            term.push(character);
        } else if characters.next_if_eq(&'^').is_some() {
            term.push('^');
        } else {
            terms.push(std::mem::take(&mut term));
        }
    }
    terms.push(term);
    terms
}

struct Reader {
    table: &'static Table,
    now: UtcTime,
    query: Query,
    faults: Faults,
}

/// The operators, each before those that it begins with.
const OPERATORS: [(&str, Operator); 21] = [
    ("ISNOTEMPTY", Operator::IsNotEmpty),
    ("ISEMPTY", Operator::IsEmpty),
    ("NOT IN", Operator::NotIn),
    ("NOT LIKE", Operator::Part(Position::Nowhere)),
    ("DOES NOT CONTAIN", Operator::Part(Position::Nowhere)),
    ("STARTSWITH", Operator::Part(Position::Start)),
    ("ENDSWITH", Operator::Part(Position::End)),
    ("CONTAINS", Operator::Part(Position::Anywhere)),
    ("BETWEEN", Operator::Between),
    ("LIKE", Operator::Part(Position::Anywhere)),
    // ServiceNow's, on tables that extend others.
    ("INSTANCEOF", Operator::Unknown),
    ("IN", Operator::In),
    ("!=", Operator::Compare(Comparison::NotEqual)),
    ("!*", Operator::Part(Position::Nowhere)),
    // SQL's, which is not theirs.
    ("<>", Operator::Unknown),
    ("<=", Operator::Compare(Comparison::LessOrEqual)),
    (">=", Operator::Compare(Comparison::GreaterOrEqual)),
    ("=", Operator::Compare(Comparison::Equal)),
    ("<", Operator::Compare(Comparison::Less)),
    (">", Operator::Compare(Comparison::Greater)),
    ("*", Operator::Part(Position::Anywhere)),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    IsEmpty,
    IsNotEmpty,
    Compare(Comparison),
    In,
    NotIn,
    Between,
    Part(Position),
    Unknown,
}

impl Reader {
    fn term(&mut self, term: &str) -> Result<(), Fault> {
        if let Some(field) = term.strip_prefix("ORDERBYDESC") {
            return self.order(field, true);
        }
        if let Some(field) = term.strip_prefix("ORDERBY") {
            return self.order(field, false);
        }
        if let Some(term) = term.strip_prefix("NQ") {
            let condition = self.condition(term)?;
            self.query.alternatives.push(vec![vec![condition]]);
        } else if let Some(term) = term.strip_prefix("OR") {
            let condition = self.condition(term)?;
            let before = self.query.alternatives.last_mut().and_then(|alternative| alternative.last_mut());
            // Where the condition before it was faulty, nothing will be asked.
            match before {
                Some(conditions) => conditions.push(condition),
                None if self.faults.is_empty() => {
                    let message = format!("{PARAMETER}: ^OR follows a condition; begin with the first one without it");
                    return Err(invalid(FaultCode::InvalidQuery, message));
                }
                None => {}
            }
        } else {
            let condition = self.condition(term)?;
            match self.query.alternatives.last_mut() {
                Some(alternative) => alternative.push(vec![condition]),
                None => self.query.alternatives.push(vec![vec![condition]]),
            }
        }
        Ok(())
    }

    fn order(&mut self, field: &str, is_descending: bool) -> Result<(), Fault> {
        let path = path(self.table, field, PARAMETER)?;
        self.query.orders.push(Order { path, is_descending });
        Ok(())
    }

    fn condition(&self, term: &str) -> Result<Condition, Fault> {
        let is_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
        let (name, rest) = term.split_at(term.find(|c| !is_of_name(c)).unwrap_or(term.len()));
        if name.is_empty() {
            let message = format!("{PARAMETER}: \"{}\" is no condition: it begins with no field", quoted(term));
            return Err(invalid(FaultCode::InvalidQuery, message));
        }
        let path = path(self.table, name, PARAMETER)?;
        let found = OPERATORS.iter().find_map(|(word, operator)| Some((*operator, rest.strip_prefix(word)?)));
        match found {
            Some((operator, value)) if operator != Operator::Unknown => {
                Ok(Condition { path, test: self.test(&path, operator, value)? })
            }
            _ => {
                let message = format!(
                    "{PARAMETER}: \"{}\" after {name} begins with no operator; the operators are =, !=, <, <=, >, >=, IN, \
                     NOT IN, LIKE, NOT LIKE, STARTSWITH, ENDSWITH, ISEMPTY, ISNOTEMPTY, BETWEEN",
                    quoted(rest)
                );
                Err(invalid(FaultCode::UnknownOperator, message))
            }
        }
    }

    fn test(&self, path: &Path, operator: Operator, text: &str) -> Result<Test, Fault> {
        let value = |text: &str| Value::parse(path, text, self.now);
        let values = || match text {
            "" => Err(missing(path)),
            text => {
                let mut values = Vec::new();
                for one in text.split(',') {
                    values.push(value(one.trim())?);
                }
                Ok(values)
            }
        };
        Ok(match operator {
            // aiosnow appends the None of Python.
            Operator::IsEmpty if matches!(text, "" | "None") => Test::Empty,
            Operator::IsNotEmpty if matches!(text, "" | "None") => Test::NotEmpty,
            Operator::Compare(Comparison::Equal) if text.is_empty() => Test::Empty,
            Operator::Compare(Comparison::NotEqual) if text.is_empty() => Test::NotEmpty,
            Operator::IsEmpty | Operator::IsNotEmpty | Operator::Unknown => {
                let message = format!("{PARAMETER}: \"{}\" follows where no value belongs", quoted(text));
                return Err(invalid(FaultCode::InvalidQuery, message));
            }
            Operator::Compare(_) | Operator::Part(_) if text.is_empty() => return Err(missing(path)),
            Operator::Compare(comparison) => Test::Compare(comparison, value(text)?),
            Operator::Part(position) => Test::Part(position, Value::part(path, text)),
            Operator::In => Test::In(values()?),
            Operator::NotIn => Test::NotIn(values()?),
            Operator::Between => match text.split_once('@') {
                Some((low, high)) => Test::Between(value(low)?, value(high)?),
                None => {
                    let message = format!("{PARAMETER}: BETWEEN compares {} with two values; give a@b", path.name());
                    return Err(invalid(FaultCode::InvalidQuery, message));
                }
            },
        })
    }
}

/// The path of that name.
///
/// # Errors
/// The fault that names it, where there is no such field. `place` says where it stood.
pub fn path(table: &'static Table, name: &str, place: &str) -> Result<Path, Fault> {
    Path::parse(table, name).ok_or_else(|| {
        let known: Vec<&str> = table.fields.iter().map(|field| field.name).collect();
        let message = format!(
            "{place}: \"{}\" is not a field of {}; the fields are {}",
            quoted(name),
            table.name,
            known.join(", ")
        );
        Fault::field(place, FaultCode::UnknownField, message)
    })
}

fn missing(path: &Path) -> Fault {
    let message = format!("{PARAMETER}: {} is compared with nothing; give a value", path.name());
    invalid(FaultCode::InvalidQuery, message)
}

fn invalid(code: FaultCode, message: String) -> Fault {
    Fault::field(PARAMETER, code, message)
}
