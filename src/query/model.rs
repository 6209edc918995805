//! A query with valid fields and values.

use super::{Condition, FieldPath};
use crate::fault::{Fault, FaultCode};

/// Most values that a query compares with. A list after `IN` counts as one. D1 allows 100 parameters for a statement, and the
/// rest of the statement needs some.
pub const MAX_VALUES: usize = 95;

/// The parameter's name, for faults.
pub const PARAMETER: &str = "sysparm_query";

/// Which records to read, and in which order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Alternatives, of which one has to be true (`^NQ`). Without any, all records match.
    pub alternatives: Vec<All>,
    /// Conditions that have to be true as well. They come from the plain `field=value` parameters.
    pub filters: Vec<Condition>,
    /// The sort order, most significant first.
    pub orders: Vec<Order>,
}

/// Conditions that all have to be true (`^`).
#[derive(Clone, Debug, PartialEq)]
pub struct All(pub Vec<Any>);

/// Conditions of which one has to be true (`^OR`).
#[derive(Clone, Debug, PartialEq)]
pub struct Any(pub Vec<Condition>);

/// A field to sort by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// The field to sort by.
    pub path: FieldPath,
    /// Whether the greatest value comes first.
    pub is_descending: bool,
}

/// Most searches for a part of a text or of a time in a query: see [`Query::check_cost`].
pub const MAX_SCANS: usize = 10;

impl Query {
    /// Checks that the query has at most [`MAX_SCANS`] searches for a part of a text or of a time. A search through a
    /// reference counts twice. No index helps such a search, and D1 makes all other calls wait for it.
    ///
    /// # Errors
    /// [`FaultCode::QueryTooCostly`].
    pub fn check_cost(&self) -> Result<(), Fault> {
        let scans: usize = self.conditions().map(Condition::scans).sum();
        if scans <= MAX_SCANS {
            return Ok(());
        }
        let message = format!(
            "{PARAMETER} looks for parts of texts or times {scans} times, a search through a reference counting twice; \
             {MAX_SCANS} are possible; ask in several requests"
        );
        Err(invalid(FaultCode::QueryTooCostly, message))
    }

    /// How many parameters the query needs.
    fn count_values(&self) -> usize {
        self.conditions().map(|condition| condition.test.count_values()).sum()
    }

    /// All conditions, filters included.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.alternatives.iter().flat_map(|all| &all.0).flat_map(|any| &any.0).chain(&self.filters)
    }

    /// Checks that the query compares with at most [`MAX_VALUES`] values. `others` are values of other parameters that count too.
    ///
    /// # Errors
    /// [`FaultCode::TooManyValues`].
    pub fn check_values(&self, others: usize) -> Result<(), Fault> {
        let values = self.count_values() + others;
        if values <= MAX_VALUES {
            return Ok(());
        }
        let message =
            format!("{PARAMETER} compares with {values} values, {MAX_VALUES} are possible; ask in several requests");
        Err(invalid(FaultCode::TooManyValues, message))
    }
}

/// A fault of the query as a whole.
pub(super) fn invalid(code: FaultCode, message: String) -> Fault {
    Fault::field(PARAMETER, code, message)
}
