//! The way to D1: one call runs all statements as one transaction.

use super::platform::now_ms;
use super::request::Exchange;
use crate::http::ApiError;
use crate::store::{Statement, database_error};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::worker_sys::types::D1Database as RawDatabase;

/// Runs the statements and returns the first column of the last one's first row, if it is a text.
///
/// # Errors
/// See [`database_error`]. Nothing was changed then, or, where the answer got lost, nobody knows.
pub(super) async fn batch(exchange: &Exchange, statements: &[Statement]) -> Result<Option<String>, ApiError> {
    let started_at = now_ms();
    let result = run(exchange, statements).await;
    exchange.note_d1(statements.len(), started_at);
    result.map_err(|error| database_error(&message(&error)))
}

async fn run(exchange: &Exchange, statements: &[Statement]) -> Result<Option<String>, JsValue> {
    let database = exchange.env.d1("DB")?;
    let database: &RawDatabase = AsRef::<JsValue>::as_ref(&database).unchecked_ref();
    let batch = Array::new();
    for statement in statements {
        let prepared = database.prepare(statement.sql)?;
        let parameters: Array = statement
            .parameters
            .iter()
            .map(|value| value.as_deref().map_or(JsValue::NULL, JsValue::from_str))
            .collect();
        batch.push(&JsValue::from(prepared.bind(parameters)?));
    }
    let results: Array = JsFuture::from(database.batch(batch)?).await?.dyn_into()?;
    let last = results.get(results.length().saturating_sub(1));
    let rows: Array = Reflect::get(&last, &"results".into())?.dyn_into()?;
    let row: Object = rows.get(0).dyn_into()?;
    Ok(Object::values(&row).get(0).as_string())
}

/// An error's own words, for the log. Not by way of its `Display`, which can hang on what D1 throws.
fn message(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(|| "no reason given".to_owned(), |error| error.message().into())
}
