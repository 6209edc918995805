//! The shell: connects the core with the platform. The only code, with the store's way to D1, that exists for Wasm alone.
//!
//! `fetch` takes a request apart, lets `respond` answer it and hands the answer, with a line of the log, to the platform.

mod body;
mod clean_up;
mod create_or_update;
mod d1;
mod delivery;
mod head;
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
use delivery::deliver;
use js_sys::Function;
use request::Exchange;
use wasm_bindgen::handler;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::Env;

/// After a trap, which leaves nothing behind that can be trusted, the next call gets a new instance.
#[wasm_bindgen(start, private)]
fn start() {
    handler::set_on_abort(handler::schedule_reinit);
}

/// Answers one request by calling `resolve`. Exported by hand, as is [`scheduled`]: the crate's own attribute brings the texts
/// of every error that any service of the platform may have.
#[wasm_bindgen]
pub fn fetch(request: JsValue, env: Env, resolve: Function) {
    task::start(async move {
        let exchange = Exchange::new(request, env);
        let answer = respond(&exchange).await.unwrap_or_else(|(error, shape)| failed(&exchange, error, shape));
        body::pass_over(&exchange).await;
        let bookmark = exchange.bookmark().map(|bookmark| (table::BOOKMARK, bookmark));
        let answer = answer.with_transaction_id(exchange.transaction_id.as_str()).with_headers(bookmark);
        if !deliver(&resolve, &exchange, &answer, exchange.take_list()) {
            let error = ApiError::Internal("the platform refuses the answer".to_owned());
            let answer = failed(&exchange, error, FailureShape::Plain);
            let answer = answer.with_transaction_id(exchange.transaction_id.as_str());
            deliver(&resolve, &exchange, &answer, None);
        }
    });
}

fn failed(exchange: &Exchange, error: ApiError, shape: FailureShape) -> Answer {
    // Whatever the order of checks: the caller's format, where there is one.
    let format = exchange.answer_format().unwrap_or_default();
    exchange.note_error(&error);
    Answer::failed(error, shape, format)
}

/// Clears away what is no longer needed, as often as `wrangler.toml` says, and calls `resolve` then.
#[wasm_bindgen]
pub fn scheduled(env: Env, resolve: Function) {
    task::start(async move {
        let log = clean_up::clean_up(&env).await;
        platform::done(&resolve, &log.to_line(), log.has_failed());
    });
}

async fn respond(exchange: &Exchange) -> Result<Answer, (ApiError, FailureShape)> {
    let plainly = |error: ApiError| (error, FailureShape::Plain);
    match route(exchange.head.method(), exchange.head.url().path).map_err(|error| plainly(error.into()))? {
        Route::CreateOrUpdate => {
            create_or_update::create_or_update(exchange).await.map_err(|error| (error, FailureShape::Full))
        }
        Route::Table(route) => table::answer(exchange, &route).await.map_err(plainly),
        Route::Healthz => Ok(health::alive()),
        Route::Readyz => health::ready(exchange).await.map_err(plainly),
    }
}
