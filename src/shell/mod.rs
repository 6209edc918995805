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

use crate::http::{Answer, ApiError, FailureShape, Format, Route, route};
use js_sys::Promise;
use request::Exchange;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::{Request, Response};
use worker::{Env, console_error, console_log};

/// Answers one request. Exported by hand, as is [`scheduled`]: the crate's own attribute brings the texts of every error that
/// any service of the platform may have.
#[wasm_bindgen]
pub fn fetch(request: Request, env: Env) -> Promise {
    task::promise(async { Ok(answered(request, env).await?.into()) })
}

async fn answered(request: Request, env: Env) -> Result<Response, JsValue> {
    let exchange = Exchange::new(request, env)?;
    let answer = match respond(&exchange).await {
        Ok(answer) => answer,
        Err((error, shape)) => {
            // Whatever the order of checks: the caller's format, where there is one.
            let format = exchange.answer_format().unwrap_or_default();
            exchange.note_error(&error);
            Answer::failed(error, shape, format)
        }
    };
    let bookmark = exchange.bookmark().map(|bookmark| (table::BOOKMARK, bookmark));
    let answer = answer.with_transaction_id(exchange.transaction_id.as_str()).with_headers(bookmark);
    // Before the line is written: only an answer that can be given has been given.
    let (status, response) = match platform::response(&answer, exchange.take_rows()) {
        Ok(response) => (answer.status, Ok(response)),
        Err(_) => {
            let error = ApiError::Internal("the platform refuses the answer".to_owned());
            exchange.note_error(&error);
            let answer = Answer::failed(error, FailureShape::Plain, Format::Json)
                .with_transaction_id(exchange.transaction_id.as_str());
            (answer.status, platform::response(&answer, None))
        }
    };
    write_line(&exchange.log_line(status), status >= 500);
    response
}

/// Clears away what is no longer needed, as often as `wrangler.toml` says.
#[wasm_bindgen]
pub fn scheduled(env: Env) -> Promise {
    task::promise(async move {
        let log = clean_up::clean_up(&env).await;
        write_line(&log.to_line(), log.has_failed());
        Ok(JsValue::UNDEFINED)
    })
}

fn write_line(line: &str, is_fault: bool) {
    if is_fault {
        console_error!("{line}");
    } else {
        console_log!("{line}");
    }
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
