//! The position of a page in its list: the values of the last record before it in the columns of the order (keyset pagination).
//! So the database need not read the pages before.
//!
//! `Link: rel="next"` has the position in [`PARAMETER`], besides the offset. Positions work only in orders whose columns always
//! have a value: a comparison with NULL would lose records.

use super::{MAX_OFFSET, UrlParameters};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::query::{IndexStart, OrderColumn};
use crate::schema::{FieldType, Source, Table};
use crate::store::SqlBuilder;
use serde_json::json;

/// The parameter: the offset of the page, then the values of the last record before it, separated by commas.
pub const PARAMETER: &str = "sysparm_after";

/// The position that a request gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// How many records are before the page.
    pub offset: u64,
    values: Vec<String>,
}

/// The columns of an order that make a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyset {
    columns: Vec<String>,
    direction: Direction,
    start: IndexStart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Ascending,
    Descending,
    /// The first column descends, and `sys_id` ascends.
    NewestFirst,
}

/// Reads the parameter.
pub(super) fn read(parameters: &mut UrlParameters, faults: &mut Faults) -> Option<Position> {
    let text = parameters.take(PARAMETER, faults)?;
    let mut parts = text.split(',');
    let offset = parts.next().and_then(|offset| offset.parse().ok()).filter(|offset| *offset <= MAX_OFFSET);
    let values: Vec<String> = parts.map(str::to_owned).collect();
    match offset {
        Some(offset) if !values.is_empty() => Some(Position { offset, values }),
        _ => {
            faults.push(invalid(&text));
            None
        }
    }
}

/// The position to begin after. `None` if the order has no positions, or if the request has another offset than the position:
/// that takes precedence. Without an offset, takes that of the position.
pub(super) fn after(
    position: Option<Position>,
    keyset: Option<&Keyset>,
    offset: &mut u64,
    faults: &mut Faults,
) -> Option<Position> {
    let position = position?;
    if *offset == 0 {
        *offset = position.offset;
    }
    let keyset = keyset.filter(|_| position.offset == *offset)?;
    if position.values.len() != keyset.columns.len() {
        faults.push(invalid(&position.values.join(",")));
        return None;
    }
    Some(position)
}

/// The parameter for a URL, for the page after a record whose [`Keyset::sql`] yielded `values`. Ends with an ampersand.
#[must_use]
pub fn parameter(offset: u64, values: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(values.as_bytes()).collect();
    format!("{PARAMETER}={offset},{}&", encoded.replace("%2C", ","))
}

fn invalid(text: &str) -> Fault {
    let text = excerpt(text);
    let message =
        format!("{PARAMETER} \"{text}\" is not from a Link of this list; take it from there, or leave it out");
    Fault::field(PARAMETER, FaultCode::InvalidParameter, message)
}

impl Keyset {
    /// The columns of a position in this order. `None` if the order has no positions.
    #[must_use]
    pub fn of(table: &Table, order: &[OrderColumn]) -> Option<Self> {
        if !matches!(table.source, Source::Stored) {
            return None;
        }
        let is_served = |column: &&OrderColumn| {
            column.field.is_some_and(|field| {
                let is_plain = matches!(
                    field.field_type,
                    FieldType::Guid
                        | FieldType::Identifier
                        | FieldType::DateTime
                        | FieldType::Choice(_)
                        | FieldType::Reference(_)
                );
                field.always_has_value && is_plain
            })
        };
        let directions: Vec<bool> = order.iter().map(|column| column.is_descending).collect();
        let direction = match directions.as_slice() {
            [true, false] => Direction::NewestFirst,
            directions if directions.iter().all(|is_descending| !is_descending) => Direction::Ascending,
            directions if directions.iter().all(|is_descending| *is_descending) => Direction::Descending,
            _ => return None,
        };
        let start = IndexStart {
            column: order.first().and_then(|column| column.field)?.name,
            is_descending: direction != Direction::Ascending,
        };
        let ends_unique = order.last().is_some_and(|column| column.sql == "t.sys_id");
        let columns: Vec<String> = order.iter().filter(|column| is_served(column)).map(|one| one.sql.clone()).collect();
        (ends_unique && columns.len() == directions.len()).then_some(Self { columns, direction, start })
    }

    /// Where the page after a position begins in an index of these columns.
    #[must_use]
    pub const fn start(&self) -> &IndexStart {
        &self.start
    }

    /// SQL for the values of the row `t`, separated by commas.
    #[must_use]
    pub fn sql(&self) -> String {
        self.columns.join("||','||")
    }

    /// SQL for: the row `t` is after the position, which has as many values as there are columns.
    #[must_use]
    pub fn condition(&self, position: &Position, sql: &mut SqlBuilder) -> String {
        // One parameter for all: D1 allows 100, and a query may have 95 values.
        let values = sql.bind(json!(position.values).to_string());
        let params: Vec<String> = (0..position.values.len()).map(|at| format!("{values} ->> {at}")).collect();
        match (self.direction, self.columns.as_slice(), params.as_slice()) {
            // The first comparison lets the database begin at the position in the index.
            (Direction::NewestFirst, [first, last], [value, id]) => {
                format!("{first} <= {value} AND ({first} < {value} OR {last} > {id})")
            }
            (direction, columns, params) => {
                let operator = if direction == Direction::Ascending { ">" } else { "<" };
                format!("({}) {operator} ({})", columns.join(", "), params.join(", "))
            }
        }
    }
}
