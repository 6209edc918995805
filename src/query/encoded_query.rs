//! Reads encoded queries, the language of `sysparm_query` (`docs/table-api.md`, "Encoded queries").
//!
//! ```text
//! query      = [ terms *( "^NQ" terms ) ] *( "^EQ" )
//! terms      = term *( "^" term )                      ; all of them have to be true
//! term       = conditions / order
//! conditions = condition *( "^OR" condition )          ; one of them has to be true
//! condition  = field operator                          ; ISEMPTY, ISNOTEMPTY
//!            / field operator value                    ; = != < <= > >= LIKE "NOT LIKE" STARTSWITH ENDSWITH
//!            / field operator value *( "," value )     ; IN "NOT IN"
//!            / field "BETWEEN" value "@" value
//! order      = ( "ORDERBY" / "ORDERBYDESC" ) field
//! field      = name [ "." name ]                       ; the second is a field of the record that the first refers to
//! ```
//!
//! - `^NQ` separates alternatives. One of them has to be true.
//! - An order applies to the whole query, even if it is within an alternative.
//! - `^^` is a `^` in a value, unless `ORDERBY` follows.
//! - Empty terms and `EQ` are ignored, because clients append orders to queries that end in `^` or `^EQ`.
//! - `CONTAINS` and `*` mean `LIKE`. `DOES NOT CONTAIN` and `!*` mean `NOT LIKE`. `=` and `!=` without a value mean
//!   `ISEMPTY` and `ISNOTEMPTY`.
//! - Words are case sensitive.

use super::{All, Any, Comparison, Condition, FieldPath, Order, PARAMETER, Query, Test, Value, invalid};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::schema::Table;
use crate::time::UtcTime;

/// Most bytes of a query: 64 KiB. A URL of its own has at most 16 KiB; the rest is for requests of a batch, in which `PySNC` sends
/// its long lists of ids.
pub const MAX_QUERY_BYTES: usize = 64 * 1024;

/// Most conditions and orders of a query, together.
pub const MAX_TERMS: usize = 100;

impl Query {
    /// Reads a query on a table. `now` is the time for functions such as `gs.hoursAgo(1)`.
    ///
    /// # Errors
    /// All faults of the query: unknown fields and operators, values that the field cannot have, and limits that are
    /// exceeded.
    pub fn parse(table: &'static Table, text: &str, now: UtcTime) -> Result<Self, Faults> {
        if text.len() > MAX_QUERY_BYTES {
            let message = format!(
                "{PARAMETER} has {} bytes, {MAX_QUERY_BYTES} are possible; ask in several requests",
                text.len()
            );
            return Err(invalid(FaultCode::QueryTooLong, message).into());
        }
        let mut reader = Parser { table, now, query: Self::default(), faults: Faults::default() };
        let mut terms = terms(text);
        // Ignores empty terms and `EQ`: clients append orders to queries that end in `^` or `^EQ`.
        terms.retain(|term| !matches!(term.as_str(), "" | "EQ"));
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
        let Parser { query, mut faults, .. } = reader;
        if let Err(fault) = query.check_values() {
            faults.push(fault);
        }
        if faults.is_empty() { Ok(query) } else { Err(faults) }
    }
}

/// Splits a query at each single `^`. A `^^` becomes a `^` within its term.
fn terms(text: &str) -> Vec<String> {
    let mut terms = vec![];
    let mut term = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('^') {
        term.push_str(before);
        rest = match behind.strip_prefix('^') {
            // `^^ORDERBY` is not a `^` in a value: a client has appended its order to a query that ended in `^`.
            Some(behind) if !behind.starts_with("ORDERBY") => {
                term.push('^');
                behind
            }
            _ => {
                terms.push(std::mem::take(&mut term));
                behind
            }
        };
    }
    term.push_str(rest);
    terms.push(term);
    terms
}

struct Parser {
    table: &'static Table,
    now: UtcTime,
    query: Query,
    faults: Faults,
}

/// The operators. If one begins with another, the longer one is first.
const OPERATORS: [(&str, Operator); 21] = [
    ("ISNOTEMPTY", Operator::IsNotEmpty),
    ("ISEMPTY", Operator::IsEmpty),
    ("NOT IN", Operator::NotIn),
    ("NOT LIKE", Operator::NotContains),
    ("DOES NOT CONTAIN", Operator::NotContains),
    ("STARTSWITH", Operator::StartsWith),
    ("ENDSWITH", Operator::EndsWith),
    ("CONTAINS", Operator::Contains),
    ("BETWEEN", Operator::Between),
    ("LIKE", Operator::Contains),
    // ServiceNow's operator for tables that extend others. It must not be read as `IN`.
    ("INSTANCEOF", Operator::Unknown),
    ("IN", Operator::In),
    ("!=", Operator::Compare(Comparison::NotEqual)),
    ("!*", Operator::NotContains),
    // An operator of SQL, not of ServiceNow. It must not be read as `<`.
    ("<>", Operator::Unknown),
    ("<=", Operator::Compare(Comparison::LessOrEqual)),
    (">=", Operator::Compare(Comparison::GreaterOrEqual)),
    ("=", Operator::Compare(Comparison::Equal)),
    ("<", Operator::Compare(Comparison::Less)),
    (">", Operator::Compare(Comparison::Greater)),
    ("*", Operator::Contains),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    IsEmpty,
    IsNotEmpty,
    Compare(Comparison),
    In,
    NotIn,
    Between,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    Unknown,
}

impl Parser {
    fn term(&mut self, term: &str) -> Result<(), Fault> {
        if let Some(field) = term.strip_prefix("ORDERBYDESC") {
            return self.order(field, true);
        }
        if let Some(field) = term.strip_prefix("ORDERBY") {
            return self.order(field, false);
        }
        if let Some(term) = term.strip_prefix("NQ") {
            let condition = self.condition(term)?;
            self.query.alternatives.push(All(vec![Any(vec![condition])]));
        } else if let Some(term) = term.strip_prefix("OR") {
            let condition = self.condition(term)?;
            let before = self.query.alternatives.last_mut().and_then(|all| all.0.last_mut());
            // `None` after a faulty condition adds no fault, because that one is reported already.
            match before {
                Some(any) => any.0.push(condition),
                None if self.faults.is_empty() => {
                    let message = format!("{PARAMETER}: ^OR follows a condition; begin with the first one without it");
                    return Err(invalid(FaultCode::InvalidQuery, message));
                }
                None => {}
            }
        } else {
            let condition = Any(vec![self.condition(term)?]);
            match self.query.alternatives.last_mut() {
                Some(all) => all.0.push(condition),
                None => self.query.alternatives.push(All(vec![condition])),
            }
        }
        Ok(())
    }

    fn order(&mut self, field: &str, is_descending: bool) -> Result<(), Fault> {
        let path = FieldPath::named(self.table, field, PARAMETER)?;
        self.query.orders.push(Order { path, is_descending });
        Ok(())
    }

    fn condition(&self, term: &str) -> Result<Condition, Fault> {
        let is_of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
        let (name, rest) = term.split_at(term.find(|c| !is_of_name(c)).unwrap_or(term.len()));
        if name.is_empty() {
            let message = format!("{PARAMETER}: \"{}\" is no condition: it begins with no field", excerpt(term));
            return Err(invalid(FaultCode::InvalidQuery, message));
        }
        let path = FieldPath::named(self.table, name, PARAMETER)?;
        let found = OPERATORS.iter().find_map(|(word, operator)| Some((*operator, rest.strip_prefix(word)?)));
        match found {
            Some((operator, value)) if operator != Operator::Unknown => {
                Ok(Condition { path, test: self.test(&path, operator, value)? })
            }
            _ => {
                let message = format!(
                    "{PARAMETER}: \"{}\" after {name} begins with no operator; the operators are =, !=, <, <=, >, >=, IN, \
                     NOT IN, LIKE, NOT LIKE, STARTSWITH, ENDSWITH, ISEMPTY, ISNOTEMPTY, BETWEEN",
                    excerpt(rest)
                );
                Err(invalid(FaultCode::UnknownOperator, message))
            }
        }
    }

    fn test(&self, path: &FieldPath, operator: Operator, text: &str) -> Result<Test, Fault> {
        let value = |text: &str| Value::parse(path, text, self.now);
        // Ignores empty values, because clients send lists that end in a comma.
        let values = || {
            let mut values = Vec::new();
            for one in text.split(',').map(str::trim).filter(|one| !one.is_empty()) {
                values.push(value(one)?);
            }
            if values.is_empty() { Err(missing(path)) } else { Ok(values) }
        };
        Ok(match operator {
            // aiosnow appends Python's `None`.
            Operator::IsEmpty if matches!(text, "" | "None") => Test::Empty,
            Operator::IsNotEmpty if matches!(text, "" | "None") => Test::NotEmpty,
            Operator::Compare(Comparison::Equal) if text.is_empty() => Test::Empty,
            Operator::Compare(Comparison::NotEqual) if text.is_empty() => Test::NotEmpty,
            Operator::IsEmpty | Operator::IsNotEmpty | Operator::Unknown => {
                let message = format!("{PARAMETER}: \"{}\" follows where no value belongs", excerpt(text));
                return Err(invalid(FaultCode::InvalidQuery, message));
            }
            Operator::Compare(_)
            | Operator::Contains
            | Operator::NotContains
            | Operator::StartsWith
            | Operator::EndsWith
                if text.is_empty() =>
            {
                return Err(missing(path));
            }
            Operator::Compare(comparison) => Test::Compare(comparison, value(text)?),
            Operator::Contains => Test::Contains(Value::part(path, text)),
            Operator::NotContains => Test::NotContains(Value::part(path, text)),
            Operator::StartsWith => Test::StartsWith(Value::part(path, text)),
            Operator::EndsWith => Test::EndsWith(Value::part(path, text)),
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

fn missing(path: &FieldPath) -> Fault {
    let message = format!("{PARAMETER}: {} is compared with nothing; give a value", path.name());
    invalid(FaultCode::InvalidQuery, message)
}
