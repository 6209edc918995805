//! Turns a query into SQL. `condition_sql` has the single conditions.

use super::{Condition, Driving, IndexStart, Query};
use crate::store::{SqlBuilder, balanced};

impl Query {
    /// ` WHERE …`, or nothing if all records match.
    pub fn where_clause(&self, sql: &mut SqlBuilder) -> String {
        self.where_clause_of_page(None, None, sql)
    }

    /// ` WHERE …` for a page that begins at this place of an index; `None` for a page that begins at an offset. `driving` is the
    /// reference that the list is read from.
    pub fn where_clause_of_page(
        &self,
        driving: Option<Driving>,
        start: Option<&IndexStart>,
        sql: &mut SqlBuilder,
    ) -> String {
        let mut condition_sql = |condition: &Condition| {
            let driving = driving.and_then(|driving| driving.sql(condition, start, sql));
            driving.unwrap_or_else(|| condition.sql(start, sql))
        };
        let mut any = Vec::new();
        for all in &self.alternatives {
            let mut parts = Vec::new();
            for conditions in &all.0 {
                let conditions: Vec<String> = conditions.0.iter().map(&mut condition_sql).collect();
                parts.push(balanced(&conditions, " OR "));
            }
            any.push(balanced(&parts, " AND "));
        }
        let mut all = Vec::new();
        if !any.is_empty() {
            all.push(balanced(&any, " OR "));
        }
        all.extend(self.filters.iter().map(condition_sql));
        if all.is_empty() { String::new() } else { format!(" WHERE {}", balanced(&all, " AND ")) }
    }
}
