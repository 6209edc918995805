//! Turns a query into SQL. `condition_sql` has the single conditions.

use super::{IndexStart, Query};
use crate::store::{SqlBuilder, balanced};

impl Query {
    /// ` WHERE …`, or nothing if all records match.
    pub fn where_clause(&self, sql: &mut SqlBuilder) -> String {
        self.where_clause_of_page(None, sql)
    }

    /// ` WHERE …` for a page that begins at this place of an index.
    pub fn where_clause_of_page(&self, start: Option<&IndexStart>, sql: &mut SqlBuilder) -> String {
        let mut any = Vec::new();
        for all in &self.alternatives {
            let mut parts = Vec::new();
            for conditions in &all.0 {
                let conditions: Vec<String> = conditions.0.iter().map(|one| one.sql(start, sql)).collect();
                parts.push(balanced(&conditions, " OR "));
            }
            any.push(balanced(&parts, " AND "));
        }
        let mut all = Vec::new();
        if !any.is_empty() {
            all.push(balanced(&any, " OR "));
        }
        all.extend(self.filters.iter().map(|filter| filter.sql(start, sql)));
        if all.is_empty() { String::new() } else { format!(" WHERE {}", balanced(&all, " AND ")) }
    }
}
