//! The shell: connects the core with the platform. The only code, with the store's way to D1, that exists for Wasm alone.
//!
//! `fetch` takes a request apart, lets `respond` answer it, logs one line and hands the answer to the platform.

mod body;
mod clean_up;
mod create_or_update;
mod d1;
mod health;
mod key_set;
mod password_check;
mod platform;
mod rate_limit;
mod request;
mod settings;
mod sign_in;
mod table;
mod task;
mod web_crypto;

use crate::http::{Answer, ApiError, FailureShape, Route, route};
use js_sys::Function;
use request::Exchange;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::Env;

/// Answers one request by calling `resolve`. Exported by hand, as is [`scheduled`]: the crate's own attribute brings the texts
/// of every error that any service of the platform may have.
#[wasm_bindgen]
pub fn fetch(request: JsValue, env: Env, resolve: Function) {
    task::start(async move {
        let exchange = Exchange::new(request, env);
        let (status, response) = answered(&exchange).await;
        platform::answer(&resolve, &response, &exchange.log_line(status), status >= 500);
    });
}

/// The response, with its status.
async fn answered(exchange: &Exchange) -> (u16, JsValue) {
    let answer = match respond(exchange).await {
        Ok(answer) => answer,
        Err((error, shape)) => failed(exchange, error, shape),
    };
    let bookmark = exchange.bookmark().map(|bookmark| (table::BOOKMARK, bookmark));
    let answer = answer.with_transaction_id(exchange.transaction_id.as_str()).with_headers(bookmark);
    if let Ok(response) = response(&answer, exchange.take_list()) {
        return (answer.status, response);
    }
    let error = ApiError::Internal("the platform refuses the answer".to_owned());
    let answer = failed(exchange, error, FailureShape::Plain).with_transaction_id(exchange.transaction_id.as_str());
    (answer.status, response(&answer, None).unwrap_or_default())
}

fn failed(exchange: &Exchange, error: ApiError, shape: FailureShape) -> Answer {
    // Whatever the order of checks: the caller's format, where there is one.
    let format = exchange.answer_format().unwrap_or_default();
    exchange.note_error(&error);
    Answer::failed(error, shape, format)
}

/// The answer as the platform has it, with this body if one is given.
fn response(answer: &Answer, body: Option<JsValue>) -> Result<JsValue, JsValue> {
    let (mut common, mut own) = (String::new(), String::new());
    for (name, value) in answer.common_headers() {
        common.extend([name, "\n", value, "\n"]);
    }
    for (name, value) in &answer.headers {
        // It would end the line on which it stands.
        if value.contains('\n') {
            return Err(JsValue::UNDEFINED);
        }
        own.extend([name, "\n", value, "\n"]);
    }
    let body = body.unwrap_or_else(|| answer.format.map_or(JsValue::UNDEFINED, |_| JsValue::from_str(&answer.body)));
    platform::response(answer.status, &common, &own, &body)
}

/// Clears away what is no longer needed, as often as `wrangler.toml` says, and calls `resolve` then.
#[wasm_bindgen]
pub fn scheduled(env: Env, resolve: Function) {
    task::start(async move {
        let log = clean_up::clean_up(&env).await;
        platform::answer(&resolve, &JsValue::UNDEFINED, &log.to_line(), log.has_failed());
    });
}

async fn respond(exchange: &Exchange) -> Result<Answer, (ApiError, FailureShape)> {
    let plainly = |error: ApiError| (error, FailureShape::Plain);
    match route(&exchange.method, exchange.url().path).map_err(|error| plainly(error.into()))? {
        Route::CreateOrUpdate => {
            create_or_update::create_or_update(exchange).await.map_err(|error| (error, FailureShape::Full))
        }
        Route::Table(route) => table::answer(exchange, &route).await.map_err(plainly),
        Route::Healthz => Ok(health::alive()),
        Route::Readyz => health::ready(exchange).await.map_err(plainly),
    }
}
