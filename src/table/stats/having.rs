//! The parameter `sysparm_having`: which groups to show.

use super::MAX_TERMS;
use super::aggregate::{Aggregate, Function};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::query::{Comparison, Value};
use crate::schema::Table;
use crate::store::{Param, SqlBuilder};
use crate::time::UtcTime;

const PARAMETER: &str = "sysparm_having";

/// A condition on the groups, such as `count^state^>^3`.
#[derive(Clone, Debug)]
pub(super) struct Having {
    aggregate: Aggregate,
    comparison: Comparison,
    value: Bound,
}

/// What an aggregate is compared with.
#[derive(Clone, Debug)]
enum Bound {
    /// A number, perhaps with decimals, which SQLite reads.
    Number(String),
    /// A value of the field.
    Value(Value),
}

const COMPARISONS: [(&str, Comparison); 6] = [
    ("=", Comparison::Equal),
    ("!=", Comparison::NotEqual),
    ("<", Comparison::Less),
    ("<=", Comparison::LessOrEqual),
    (">", Comparison::Greater),
    (">=", Comparison::GreaterOrEqual),
];

impl Having {
    /// Reads conditions, separated by commas. All of them have to be true.
    pub(super) fn read(table: &'static Table, text: &str, now: UtcTime, faults: &mut Faults) -> Vec<Self> {
        let terms: Vec<&str> = text.split(',').map(str::trim).filter(|term| !term.is_empty()).collect();
        if terms.len() > MAX_TERMS {
            faults.push(super::too_many(PARAMETER, terms.len()));
            return Vec::new();
        }
        let mut all = Vec::new();
        for term in terms {
            match Self::read_one(table, term, now) {
                Ok(having) => all.push(having),
                Err(fault) => faults.push(fault),
            }
        }
        all
    }

    fn read_one(table: &'static Table, term: &str, now: UtcTime) -> Result<Self, Fault> {
        let parts: Vec<&str> = term.split('^').map(str::trim).collect();
        let [function, field, comparison, value] = parts.as_slice() else { return Err(malformed(term)) };
        let aggregate = Aggregate::read(table, function, field, PARAMETER)?;
        let comparison = COMPARISONS.into_iter().find(|(word, _)| word == comparison);
        let (_, comparison) = comparison.ok_or_else(|| malformed(term))?;
        let value = match aggregate.function {
            Function::Min | Function::Max => Bound::Value(Value::parse(&aggregate.path, value, now)?),
            Function::Count | Function::Avg | Function::Sum => Bound::Number(number(value)?),
        };
        Ok(Self { aggregate, comparison, value })
    }

    pub(super) fn sql(&self, sql: &mut SqlBuilder) -> String {
        let value = match &self.value {
            Bound::Number(number) => format!("cast({} AS NUMERIC)", sql.bind(Param::from(number.as_str()))),
            Bound::Value(value) => sql.bind(value.param(self.aggregate.path.field_type())) + " COLLATE NOCASE",
        };
        format!("{} {} {value}", self.aggregate.sql(), self.comparison.sql())
    }
}

fn number(text: &str) -> Result<String, Fault> {
    let has_form = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if has_form && text.parse::<f64>().is_ok() {
        return Ok(text.to_owned());
    }
    let message = format!("{PARAMETER}: \"{}\" is no number", excerpt(text));
    Err(Fault::field(PARAMETER, FaultCode::InvalidNumber, message))
}

fn malformed(term: &str) -> Fault {
    let message = format!(
        "{PARAMETER} \"{}\" is not valid; give aggregate^field^operator^value, such as count^state^>^3; the operators are =, \
         !=, <, <=, > and >=",
        excerpt(term)
    );
    Fault::field(PARAMETER, FaultCode::InvalidParameter, message)
}
