//! Aggregates: a function of a field over records.

use crate::fault::{Fault, FaultCode, excerpt};
use crate::query::FieldPath;
use crate::schema::{FieldType, Table};

/// An aggregate function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Count,
    Avg,
    Min,
    Max,
    Sum,
}

impl Function {
    const ALL: [Self; 5] = [Self::Count, Self::Avg, Self::Min, Self::Max, Self::Sum];

    /// Those that have a parameter with fields, in the order of an answer.
    pub(super) const OF_FIELDS: [(Self, &'static str); 4] = [
        (Self::Avg, "sysparm_avg_fields"),
        (Self::Min, "sysparm_min_fields"),
        (Self::Max, "sysparm_max_fields"),
        (Self::Sum, "sysparm_sum_fields"),
    ];

    /// The name in answers, and in SQL.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
            Self::Sum => "sum",
        }
    }

    /// The function of this name, in upper or lower case.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name().eq_ignore_ascii_case(name))
    }
}

/// A function of a field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aggregate {
    pub(super) function: Function,
    pub(super) path: FieldPath,
}

impl Aggregate {
    /// Only numbers have averages and sums.
    pub(super) fn new(function: Function, path: FieldPath, place: &str) -> Result<Self, Fault> {
        let is_number = matches!(path.field_type(), FieldType::Integer | FieldType::Computed(_));
        if matches!(function, Function::Avg | Function::Sum) && !is_number {
            let message = format!("{place}: {} is no number", path.name());
            return Err(Fault::field(place, FaultCode::InvalidParameter, message));
        }
        Ok(Self { function, path })
    }

    /// Reads the name of a function, in upper or lower case, and of a field.
    pub(super) fn read(table: &'static Table, function: &str, field: &str, place: &str) -> Result<Self, Fault> {
        let named = Function::named(function).ok_or_else(|| unknown(function, place))?;
        Self::new(named, FieldPath::named(table, field, place)?, place)
    }

    /// SQL for the value. An average has the four decimals that callers see. Texts ignore the case of ASCII letters.
    pub(super) fn sql(&self) -> String {
        let Self { function, path } = self;
        let of = match function {
            Function::Min | Function::Max => path.sort_sql(),
            _ => path.sql(),
        };
        let value = format!("{}({of})", function.name());
        if *function == Function::Avg { format!("round({value}, 4)") } else { value }
    }

    /// SQL for the member of the answer. The value is a JSON string, empty if no record has a value.
    pub(super) fn member_sql(&self) -> String {
        let (name, field) = (self.path.name(), self.path.sql());
        let value = match self.function {
            Function::Avg => format!("printf('%.4f', avg({field}))"),
            _ => format!("cast({} AS TEXT)", self.sql()),
        };
        format!("'\"{name}\":'||CASE WHEN count({field}) = 0 THEN '\"\"' ELSE json_quote({value}) END")
    }
}

/// The fault of an unknown function.
pub(super) fn unknown(name: &str, place: &str) -> Fault {
    let name = excerpt(name);
    let message = format!("{place}: \"{name}\" is no aggregate; the aggregates are count, avg, min, max and sum");
    Fault::field(place, FaultCode::InvalidParameter, message)
}
