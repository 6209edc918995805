//! Writes a query in the language of `sysparm_query`.

use super::{All, Any, Comparison, Condition, Distance, Query, Test, Value};
use std::fmt::{Display, Formatter, Result};

impl Display for Query {
    /// Writes a query that [`Query::parse`] can read again. Leaves out the filters, which are other parameters.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut terms: Vec<String> = Vec::new();
        for (at, All(all)) in self.alternatives.iter().enumerate() {
            let joined = all.iter().map(ToString::to_string).collect::<Vec<_>>().join("^");
            terms.push(if at == 0 { joined } else { format!("NQ{joined}") });
        }
        terms.extend(self.orders.iter().map(|order| {
            let word = if order.is_descending { "ORDERBYDESC" } else { "ORDERBY" };
            format!("{word}{}", order.path.name())
        }));
        f.write_str(&terms.join("^"))
    }
}

impl Display for Any {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let conditions: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&conditions.join("^OR"))
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&self.path.name())?;
        match &self.test {
            Test::Anything => f.write_str("ANYTHING"),
            Test::Empty => f.write_str("ISEMPTY"),
            Test::NotEmpty => f.write_str("ISNOTEMPTY"),
            Test::Compare(comparison, value) => write!(f, "{comparison}{value}"),
            Test::In(values) => write!(f, "IN{}", list(values)),
            Test::NotIn(values) => write!(f, "NOT IN{}", list(values)),
            Test::Between(low, high) => write!(f, "BETWEEN{low}@{high}"),
            Test::NotBetween(low, high) => write!(f, "NOTON@{low}@{high}"),
            Test::CompareField(comparison, other) => write!(f, "{}{}", field_operator(*comparison), other.name()),
            Test::SameUnit(is_same, other, unit) => {
                let word = if *is_same { "SAMEAS" } else { "NSAMEAS" };
                write!(f, "{word}{}@{}", other.name(), unit.name())
            }
            Test::Distance(Distance { is_more, from, unit, direction, number }) => {
                let word = if *is_more { "MORETHAN" } else { "LESSTHAN" };
                write!(f, "{word}{}@{}@{}@{number}", from.name(), unit.name(), direction.name())
            }
            Test::Part(part, comparison, number) => write!(f, "DATEPART@{}", part.call(*comparison, *number)),
            Test::Contains(value) => write!(f, "LIKE{value}"),
            Test::NotContains(value) => write!(f, "NOT LIKE{value}"),
            Test::StartsWith(value) => write!(f, "STARTSWITH{value}"),
            Test::EndsWith(value) => write!(f, "ENDSWITH{value}"),
        }
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.as_str())
    }
}

/// The operator that compares with another field.
const fn field_operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "SAMEAS",
        Comparison::NotEqual => "NSAMEAS",
        Comparison::Less => "LT_FIELD",
        Comparison::LessOrEqual => "LT_OR_EQUALS_FIELD",
        Comparison::Greater => "GT_FIELD",
        Comparison::GreaterOrEqual => "GT_OR_EQUALS_FIELD",
    }
}

/// A list after `IN`. A leading space keeps `INSTANCEOF…` from looking like an operator.
fn list(values: &[Value]) -> String {
    let list = values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    if list.starts_with("STANCEOF") { format!(" {list}") } else { list }
}
