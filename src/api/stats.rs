//! The Aggregate API (contract, section 7).

use super::Call;
use super::table::{records_response, value};
use crate::error::ApiError;
use crate::response::Response;
use crate::schema::Table;
use crate::table::Stats;

/// Summarises records.
///
/// # Errors
/// Faults of the parameters.
pub async fn stats(call: Call<'_>, table: &'static Table) -> Result<Response, ApiError> {
    let stats = Stats::read(table, call.context.url().query, call.now)?;
    let results = call.look_up(std::slice::from_ref(stats.statement())).await?;
    if stats.is_grouped() {
        records_response(&results.values(0)?, call.format)
    } else {
        Response::record(200, value(&results, 0)?.as_deref(), call.format)
    }
}
