//! Reads encoded queries, the language of `sysparm_query` (`docs/table-api.md`, "Encoded queries").
//!
//! ```text
//! query      = terms *( "^NQ" terms )
//! terms      = term *( "^" term )                      ; all of them have to be true
//! term       = conditions / order
//! conditions = condition *( "^OR" condition )          ; one of them has to be true
//! condition  = field operator [ operand ]              ; see `operators`
//! order      = ( "ORDERBY" / "ORDERBYDESC" ) field
//! field      = *( reference "." ) name                 ; a field of the record that the last reference leads to
//! ```
//!
//! - `^NQ` separates alternatives. One of them has to be true.
//! - An order applies to the whole query, even if it is within an alternative. A reference is sorted by its display value.
//! - Empty terms and `EQ` mean nothing, wherever they stand. A value can hold no `^`, as in ServiceNow.
//! - Words are case sensitive.

use super::{All, Any, Condition, FieldPath, Order, PARAMETER, Query, invalid, operators};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::schema::Table;
use crate::time::UtcTime;

/// Most bytes of a query: 64 KiB. A URL has at most 16 KiB; longer queries come in requests of a batch, in which `PySNC` sends
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
        let mut parser = Parser { table, now, query: Self::default(), faults: Faults::default() };
        // Ignores empty terms and `EQ`: clients append orders and conditions to queries that end in `^` or `^EQ`.
        let terms: Vec<&str> = text.split('^').filter(|term| !matches!(*term, "" | "EQ")).collect();
        if terms.len() > MAX_TERMS {
            let message = format!(
                "{PARAMETER} has {} conditions and orders, {MAX_TERMS} are possible; ask in several requests",
                terms.len()
            );
            return Err(invalid(FaultCode::QueryTooLong, message).into());
        }
        for term in terms {
            if let Err(fault) = parser.term(term) {
                parser.faults.push(fault);
            }
        }
        let Parser { query, mut faults, .. } = parser;
        if let Err(fault) = query.check_values(0) {
            faults.push(fault);
        }
        if faults.is_empty() { Ok(query) } else { Err(faults) }
    }
}

struct Parser {
    table: &'static Table,
    now: UtcTime,
    query: Query,
    faults: Faults,
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
            // After a faulty condition there may be none before, but that fault is reported already.
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
        let path = FieldPath::named(self.table, field, PARAMETER)?.displayed();
        self.query.orders.push(Order { path, is_descending });
        Ok(())
    }

    fn condition(&self, term: &str) -> Result<Condition, Fault> {
        let is_name_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
        let (name, rest) = term.split_at(term.find(|c| !is_name_char(c)).unwrap_or(term.len()));
        if name.is_empty() {
            let message = format!("{PARAMETER}: \"{}\" is no condition: it begins with no field", excerpt(term));
            return Err(invalid(FaultCode::InvalidQuery, message));
        }
        let path = FieldPath::named(self.table, name, PARAMETER)?;
        operators::condition(self.table, path, rest, self.now)
    }
}
