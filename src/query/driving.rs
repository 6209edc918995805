//! Lists that are read by way of the records that they refer to.

use super::field_path::Step;
use super::order::served;
use super::{Condition, IndexStart, OrderColumn, Query};
use crate::schema::{FieldType, Reference, Table};
use crate::store::SqlBuilder;

/// A reference that a list is read from, because an index of the referenced table serves a condition such as
/// `help_request.state=new`.
///
/// The database reads the referenced records `r` in the order of that index, and for each the records `t` that refer to it. So it
/// reads only what a page shows, however many referenced records meet the condition.
#[derive(Clone, Copy, Debug)]
pub struct Driving {
    /// The name of the field that refers to the records.
    field: &'static str,
    reference: &'static Reference,
    /// The columns of the index that give the order.
    columns: &'static [&'static str],
}

impl Query {
    /// The reference that the list is read from. `None` if the list has an order, or if another condition may find its records by an
    /// index: there may be few.
    #[must_use]
    pub fn driving(&self, table: &Table) -> Option<Driving> {
        let conditions = self.common_conditions();
        if !self.orders.is_empty()
            || served(table, &conditions.iter().filter(|one| one.path.count_references() == 0)).is_some()
        {
            return None;
        }
        let driving = conditions.iter().find_map(|&condition| {
            // Records that refer to nothing may meet it too.
            if condition.test.holds_without_value() {
                return None;
            }
            let Step { field, reference } = only_step(condition)?;
            let columns = served(reference.table, &[condition].iter())?;
            Some(Driving { field: field.name, reference, columns })
        })?;
        self.conditions().all(|one| driving.is_of_r(one) || !may_use_index(one)).then_some(driving)
    }
}

impl Driving {
    /// ` FROM …`: the referenced records `r`, then those of the list, `t`.
    #[must_use]
    pub fn from_clause(&self, table: &Table) -> String {
        let Reference { table: referenced, within, .. } = self.reference;
        // The index begins with the field that both records share.
        let within = within.map(|name| format!("t.{name} = +r.{name} AND ")).unwrap_or_default();
        // `CROSS JOIN` keeps the two in this order. The plus keeps SQLite from looking for `r` by another condition on the same
        // column of `t`: with `(t.interaction, t.help_request) IN (…)` it then finds nothing at all.
        format!(
            " FROM {} AS r CROSS JOIN {} AS t ON {within}t.{} = +r.sys_id",
            referenced.stored_sql(),
            table.stored_sql(),
            self.field
        )
    }

    fn is_of_r(&self, condition: &Condition) -> bool {
        only_step(condition).is_some_and(|step| step.field.name == self.field)
    }

    /// SQL for a condition on `r`; `None` if it is one on another record.
    pub(super) fn sql(
        &self,
        condition: &Condition,
        start: Option<&IndexStart>,
        sql: &mut SqlBuilder,
    ) -> Option<String> {
        let is_start = |start: &&IndexStart| condition.path.column_name() == start.column;
        self.is_of_r(condition).then(|| condition.own_sql(start.filter(is_start), sql))
    }

    /// The columns that the list is sorted by.
    pub(super) fn order(&self) -> Vec<OrderColumn> {
        let referenced = self.reference.table;
        let column = |name: &&'static str| OrderColumn {
            sql: format!("r.{name}"),
            field: referenced.field(name),
            is_descending: false,
        };
        self.columns.iter().chain(&["sys_id"]).map(column).collect()
    }
}

/// Whether an index may find the records that meet the condition, because it is on another record or on an id.
fn may_use_index(condition: &Condition) -> bool {
    let is_of_id = matches!(condition.path.field_type(), FieldType::Guid | FieldType::Reference(_));
    condition.path.count_references() > 0 || is_of_id
}

/// The reference that the condition follows, if it follows exactly one.
fn only_step(condition: &Condition) -> Option<Step> {
    let mut steps = condition.path.steps();
    steps.next().filter(|_| steps.next().is_none())
}
