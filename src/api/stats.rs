//! The Aggregate API (`docs/table-api.md`, "Summarise").

use super::Call;
use super::table::{records_response, value};
use crate::error::ApiError;
use crate::response::Response;
use crate::schema::Table;
use crate::table::Stats;
use wasm_bindgen::JsValue;

/// Aggregates records: counts, averages, minima, maxima and sums.
///
/// # Errors
/// All faults of the parameters together.
pub async fn stats(call: Call<'_>, table: &'static Table) -> Result<Response, ApiError> {
    let stats = Stats::read(table, call.context.url().query, call.now)?;
    let results = call.read_batch(std::slice::from_ref(stats.statement())).await?;
    if stats.is_grouped() {
        let groups = results.values(0)?;
        if groups.last().is_some_and(JsValue::is_null) {
            return Err(Stats::too_large().into());
        }
        let (response, written) = records_response(&groups, call.format)?;
        if written < groups.len() { Err(Stats::too_large().into()) } else { Ok(response) }
    } else {
        Response::record(200, value(&results, 0)?.as_deref(), call.format)
    }
}
