//! The Aggregate API: counts, averages, minima, maxima and sums, of all records of a query or of groups of them.

use super::list::{MAX_CHARACTERS, measured, page_sql};
use super::projection::group_value;
use super::{DisplayMode, UrlParameters};
use crate::fault::{Fault, FaultCode, Faults};
use crate::query::{FieldPath, Query, from_clause};
use crate::schema::{FieldType, Table};
use crate::store::{SqlBuilder, Statement, balanced};
use crate::time::UtcTime;

/// An aggregate, as the caller asks for it.
#[derive(Clone, Debug)]
pub struct Stats {
    table: &'static Table,
    query: Query,
    is_counted: bool,
    aggregates: Vec<(&'static Function, Vec<FieldPath>)>,
    groups: Vec<FieldPath>,
    display: DisplayMode,
    statement: Statement,
}

/// An aggregate function.
#[derive(Debug)]
struct Function {
    /// The parameter that asks for it.
    parameter: &'static str,
    /// The name in answers.
    name: &'static str,
    /// The name in SQL.
    sql: &'static str,
    /// Whether it also takes texts and times.
    is_of_any: bool,
}

static FUNCTIONS: [Function; 4] = [
    Function { parameter: "sysparm_avg_fields", name: "avg", sql: "avg", is_of_any: false },
    Function { parameter: "sysparm_min_fields", name: "min", sql: "min", is_of_any: true },
    Function { parameter: "sysparm_max_fields", name: "max", sql: "max", is_of_any: true },
    Function { parameter: "sysparm_sum_fields", name: "sum", sql: "sum", is_of_any: false },
];

impl Stats {
    /// Reads the parameters of an aggregate.
    ///
    /// # Errors
    /// All faults together.
    pub fn read(table: &'static Table, query: &str, now: UtcTime) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let parameters = &mut UrlParameters::parse(query, &mut faults);
        let mut aggregates = Vec::new();
        for function in &FUNCTIONS {
            let paths = parameters.paths(table, function.parameter, &mut faults);
            for path in &paths {
                if !function.is_of_any && !matches!(path.field_type(), FieldType::Integer | FieldType::Computed(_)) {
                    let message = format!("{}: {} is no number", function.parameter, path.name());
                    faults.push(Fault::field(function.parameter, FaultCode::InvalidParameter, message));
                }
            }
            if !paths.is_empty() {
                aggregates.push((function, paths));
            }
        }
        let groups = parameters.paths(table, "sysparm_group_by", &mut faults);
        let is_counted = parameters.flag("sysparm_count", &mut faults);
        let display = parameters.display(&mut faults);
        let page = page_sql(parameters, &mut faults);
        let query = parameters.query(table, now, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut builder = SqlBuilder::new();
        let mut stats = Self { table, query, is_counted, aggregates, groups, display, statement: Statement::default() };
        let sql = stats.sql(&mut builder);
        let sql = if stats.groups.is_empty() {
            sql
        } else {
            let page = page(&mut builder);
            measured(&(sql + &page), &mut builder)
        };
        stats.statement = builder.statement(sql);
        Ok(stats)
    }

    /// Whether the answer is a list with an entry for each group.
    #[must_use]
    pub fn is_grouped(&self) -> bool {
        !self.groups.is_empty()
    }

    /// The fault of groups that are together too long for the memory of a Worker.
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

    fn sql(&self, sql: &mut SqlBuilder) -> String {
        let mut members = Vec::new();
        if self.is_counted {
            members.push("'\"count\":\"'||count(*)||'\"'".to_owned());
        }
        for (function, paths) in &self.aggregates {
            let values: Vec<String> = paths.iter().map(|path| aggregate(function, path)).collect();
            members.push(format!("'\"{}\":{{'||{}||'}}'", function.name, balanced(&values, "||','||")));
        }
        let members = if members.is_empty() { "''".to_owned() } else { balanced(&members, "||','||") };
        let from = from_clause(self.table, sql);
        let condition = self.query.where_clause(sql);
        if self.groups.is_empty() {
            return format!("SELECT '{{\"stats\":{{'||{members}||'}}}}' AS value{from}{condition}");
        }
        let field = |path: &FieldPath| {
            let value = group_value(path, self.display);
            format!("'{{\"field\":\"{}\",'||{value}||'}}'", path.name())
        };
        let fields: Vec<String> = self.groups.iter().map(field).collect();
        let fields = balanced(&fields, "||','||");
        let by = self.groups.iter().map(FieldPath::sql).collect::<Vec<_>>().join(", ");
        format!(
            "SELECT '{{\"stats\":{{'||{members}||'}},\"groupby_fields\":['||{fields}||']}}' AS value{from}{condition} GROUP BY {by} ORDER BY {by}"
        )
    }
}

/// SQL for the member with the function's value for a field. The value is a JSON string, empty if no
/// record has a value.
fn aggregate(function: &Function, path: &FieldPath) -> String {
    let value = format!("{}({})", function.sql, path.sql());
    let value = if function.name == "avg" { format!("printf('%.15g', {value})") } else { value };
    let is_empty = format!("count({}) = 0", path.sql());
    format!("'\"{}\":'||CASE WHEN {is_empty} THEN '\"\"' ELSE json_quote(cast({value} AS TEXT)) END", path.name())
}
