//! The parameter `sysparm_order_by`: the order of the groups.

use super::MAX_TERMS;
use super::aggregate::{Aggregate, Function, unknown};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::query::FieldPath;
use crate::schema::Table;

const PARAMETER: &str = "sysparm_order_by";

/// What to sort groups by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) key: Key,
    pub(super) is_descending: bool,
}

/// The key of an order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    /// The group's value of the field with this index in `sysparm_group_by`.
    Group(usize),
    /// The number of records.
    Count,
    Aggregate(Aggregate),
}

impl Order {
    /// Reads orders, separated by commas: a field, `COUNT`, or an aggregate such as `AVG^duration`, each perhaps with `^DESC`.
    pub(super) fn read(table: &'static Table, text: &str, groups: &[FieldPath], faults: &mut Faults) -> Vec<Self> {
        let terms: Vec<&str> = text.split(',').map(str::trim).filter(|term| !term.is_empty()).collect();
        if terms.len() > MAX_TERMS {
            faults.push(super::too_many(PARAMETER, terms.len()));
            return Vec::new();
        }
        let mut orders = Vec::new();
        for term in terms {
            match Self::read_one(table, term, groups) {
                Ok(order) => orders.push(order),
                Err(fault) => faults.push(fault),
            }
        }
        orders
    }

    fn read_one(table: &'static Table, term: &str, groups: &[FieldPath]) -> Result<Self, Fault> {
        let mut parts: Vec<&str> = term.split('^').map(str::trim).collect();
        let mut is_descending = false;
        if let Some(direction) = parts.pop_if(|last| ["asc", "desc"].iter().any(|word| last.eq_ignore_ascii_case(word)))
        {
            is_descending = direction.eq_ignore_ascii_case("desc");
        }
        let key = match parts.as_slice() {
            [name] if Function::named(name) == Some(Function::Count) => Key::Count,
            [name] => Key::Group(group(table, name, groups)?),
            [function, field] => Key::Aggregate(Aggregate::read(table, function, field, PARAMETER)?),
            [function, ..] if Function::named(function).is_none() => return Err(unknown(function, PARAMETER)),
            _ => {
                let message = format!(
                    "{PARAMETER} \"{}\" is not valid; give a field, COUNT, or an aggregate such as AVG^duration, each perhaps \
                     with ^DESC",
                    excerpt(term)
                );
                return Err(Fault::field(PARAMETER, FaultCode::InvalidParameter, message));
            }
        };
        Ok(Self { key, is_descending })
    }
}

/// The index of the field in `sysparm_group_by`.
fn group(table: &'static Table, name: &str, groups: &[FieldPath]) -> Result<usize, Fault> {
    let path = FieldPath::named(table, name, PARAMETER)?;
    groups.iter().position(|group| *group == path).ok_or_else(|| {
        let message = format!("{PARAMETER}: {} is not in sysparm_group_by; order by a field that is", path.name());
        Fault::field(PARAMETER, FaultCode::InvalidParameter, message)
    })
}
