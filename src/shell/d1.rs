//! The way to D1: one call runs all statements as one transaction.

use super::platform::{now_ms, random};
use super::request::Exchange;
use crate::http::ApiError;
use crate::store::{DEADLINE_MS, DatabaseFault, Statement};
use futures_util::future::select;
use js_sys::{Array, Object, Reflect};
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::worker_sys::types::D1Database as RawDatabase;
use worker::{Delay, Env};

/// For each statement the first column of its first row, if it is a text.
type Results = Vec<Option<String>>;

/// Runs the statements, and again if the database failed in passing.
///
/// # Errors
/// See [`DatabaseFault`]. Nothing was changed then, or, where the answer got lost, nobody knows.
pub(super) async fn batch(exchange: &Exchange, statements: &[Statement]) -> Result<Results, ApiError> {
    let asked_at = now_ms();
    let mut repetitions = 0;
    let result = loop {
        exchange.note_statements(statements.len());
        let fault = match attempt(exchange, statements).await {
            Ok(results) => break Ok(results),
            Err(fault) => fault,
        };
        let [jitter] = random::<1>()?;
        match fault.pause_ms(repetitions, exchange.elapsed_ms(), jitter) {
            Some(pause) => Delay::from(Duration::from_millis(pause.into())).await,
            None => break Err(fault.into()),
        }
        repetitions += 1;
    };
    exchange.note_d1_time(now_ms() - asked_at);
    result
}

/// One attempt, which is given up at the deadline: D1 has been seen to take minutes.
async fn attempt(exchange: &Exchange, statements: &[Statement]) -> Result<Results, DatabaseFault> {
    let left_ms = u64::try_from(DEADLINE_MS - exchange.elapsed_ms()).unwrap_or_default();
    let deadline = async {
        Delay::from(Duration::from_millis(left_ms)).await;
        Err(DatabaseFault::Unavailable("no answer before the deadline".to_owned()))
    };
    let work = async { run(&exchange.env, statements).await.map_err(|error| fault(&error)) };
    select(pin!(work), pin!(deadline)).await.factor_first().0
}

/// Runs the statements once.
pub(super) async fn run(env: &Env, statements: &[Statement]) -> Result<Results, JsValue> {
    let database: RawDatabase = Reflect::get(env, &"DB".into())?.unchecked_into();
    if database.is_undefined() {
        return Err(js_sys::Error::new("D1_TYPE_ERROR: there is no binding DB").into());
    }
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
    results.iter().map(|result| first_value(&result)).collect()
}

fn first_value(result: &JsValue) -> Result<Option<String>, JsValue> {
    let rows: Array = Reflect::get(result, &"results".into())?.dyn_into()?;
    let row = rows.get(0);
    Ok(row.dyn_ref::<Object>().and_then(|row| Object::values(row).get(0).as_string()))
}

/// Classifies what D1 threw, by its own words. Not by way of the `Display` of `worker::Error`, which can hang on it.
pub(super) fn fault(error: &JsValue) -> DatabaseFault {
    let error = error.dyn_ref::<js_sys::Error>();
    DatabaseFault::of_message(error.map_or_else(|| "no reason given".to_owned(), |error| error.message().into()))
}
