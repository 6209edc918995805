//! The Aggregate API: counts, averages, minima, maxima and sums, of all records of a query or of groups of them.

mod aggregate;
mod having;
mod order;
mod sql;

use super::list::{MAX_CHARACTERS, measured, page_sql};
use super::{DisplayMode, UrlParameters};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::query::{FieldPath, Query};
use crate::schema::Table;
use crate::store::{SqlBuilder, Statement};
use crate::time::UtcTime;
use aggregate::{Aggregate, Function};
use having::Having;
use order::Order;

/// Most fields to group by, most conditions on groups, and most orders of groups.
pub const MAX_TERMS: usize = 10;

/// An aggregate, as the caller asks for it.
#[derive(Clone, Debug)]
pub struct Stats {
    table: &'static Table,
    query: Query,
    is_counted: bool,
    aggregates: Vec<(Function, Vec<Aggregate>)>,
    groups: Vec<FieldPath>,
    having: Vec<Having>,
    orders: Vec<Order>,
    display: DisplayMode,
    statement: Statement,
}

impl Stats {
    /// Reads the parameters of an aggregate.
    ///
    /// # Errors
    /// All faults together.
    pub fn read(table: &'static Table, query: &str, now: UtcTime) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let parameters = &mut UrlParameters::parse(query, &mut faults);
        let aggregates = aggregates(table, parameters, &mut faults);
        let groups = parameters.paths(table, "sysparm_group_by", &mut faults);
        if groups.len() > MAX_TERMS {
            faults.push(too_many("sysparm_group_by", groups.len()));
        }
        let having = parameters.take("sysparm_having", &mut faults).unwrap_or_default();
        let having = Having::read(table, &having, now, &mut faults);
        if groups.is_empty() && !having.is_empty() {
            let message = "sysparm_having is about groups; give sysparm_group_by".to_owned();
            faults.push(Fault::field("sysparm_having", FaultCode::InvalidParameter, message));
        }
        let orders = Order::read(table, &order_by(parameters, &mut faults), &groups, &mut faults);
        let is_counted = parameters.flag("sysparm_count", &mut faults);
        let display = parameters.display(&mut faults);
        let page = page_sql(parameters, &mut faults);
        let query = parameters.query(table, now, &mut faults);
        if let (true, Err(fault)) = (faults.is_empty(), query.check_values(having.len())) {
            faults.push(fault);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let statement = Statement::default();
        let mut stats = Self { table, query, is_counted, aggregates, groups, having, orders, display, statement };
        let mut builder = SqlBuilder::new();
        let sql = if stats.groups.is_empty() {
            stats.sql(&mut builder)
        } else {
            let groups = stats.groups_sql(&mut builder);
            let page = page(&mut builder);
            measured(&(groups + &page), false, &mut builder)
        };
        stats.statement = builder.statement(sql);
        Ok(stats)
    }

    /// Whether the answer is a list with an entry for each group.
    #[must_use]
    pub fn is_grouped(&self) -> bool {
        !self.groups.is_empty()
    }

    /// The fault of groups that together need too much memory.
    #[must_use]
    pub fn too_large() -> Faults {
        let message = format!(
            "the groups have more than {MAX_CHARACTERS} characters; give a lower sysparm_limit, or group by shorter fields"
        );
        Fault::field("sysparm_limit", FaultCode::PageTooLarge, message).into()
    }

    /// The statement that yields the answer: one row, or a row for each group. If the groups are [too
    /// long](Stats::too_large), it yields NULL for those past the limit.
    #[must_use]
    pub fn statement(&self) -> &Statement {
        &self.statement
    }
}

/// The aggregates that parameters such as `sysparm_avg_fields` ask for.
fn aggregates(
    table: &'static Table,
    parameters: &mut UrlParameters,
    faults: &mut Faults,
) -> Vec<(Function, Vec<Aggregate>)> {
    let mut all = Vec::new();
    for (function, parameter) in Function::OF_FIELDS {
        let mut aggregates = Vec::new();
        for path in parameters.paths(table, parameter, faults) {
            match Aggregate::new(function, path, parameter) {
                Ok(aggregate) => aggregates.push(aggregate),
                Err(fault) => faults.push(fault),
            }
        }
        if !aggregates.is_empty() {
            all.push((function, aggregates));
        }
    }
    let others = parameters.names().filter_map(|name| name.strip_prefix("sysparm_")?.strip_suffix("_fields"));
    for name in others {
        faults.push(aggregate::unknown(name, &format!("sysparm_{}_fields", excerpt(name))));
    }
    all
}

/// The order of the groups. ServiceNow's clients spell the parameter in two ways.
fn order_by(parameters: &mut UrlParameters, faults: &mut Faults) -> String {
    let [one, other] = ["sysparm_order_by", "sysparm_orderby"].map(|name| parameters.take(name, faults));
    if one.is_some() && other.is_some() && one != other {
        let message = "sysparm_orderby and sysparm_order_by are different; give one of them".to_owned();
        faults.push(Fault::field("sysparm_order_by", FaultCode::DuplicateField, message));
    }
    one.or(other).unwrap_or_default()
}

fn too_many(parameter: &str, number: usize) -> Fault {
    let message = format!("{parameter} has {number} entries, {MAX_TERMS} are possible; leave out what is not needed");
    Fault::field(parameter, FaultCode::InvalidParameter, message)
}
