//! The shell: connects the core with the platform. The only code that names the platform.
//!
//! `fetch` takes a request apart, lets `respond` answer it, logs it and hands the answer to the platform.
//!
//! It uses the types of the crate `worker`, or those of `web-sys` and `js-sys` behind them. Where it passes over a type or a
//! function of `worker`, this is why. Times are CPU per call, of about 550 µs for a create and 130 µs for a rejected call.
//!
//! | not used | because | instead |
//! |---|---|---|
//! | `Request` | reads method, URL and `cf` ahead, 3 µs; takes every method that it does not know for GET; its `url` brings tables of Unicode, 77 KB compressed | `web_sys::Request` |
//! | `Response`, `ResponseBuilder` | each response needs a copy of the common headers: 8 µs; a list would go through the memory of Wasm: 1.1 ms for 1,000 records | `web_sys::Response`, and a constructor of our own that takes a text of JavaScript |
//! | `Date::now` | makes an object for each look at the clock: 4 µs | `js_sys::Date::now` |
//! | `Display` of errors of D1 | ends in an exception that nothing catches, and the call hangs | the message of the error |

mod body;
mod clean_up;
mod create_or_update;
mod d1;
mod delivery;
mod health;
mod key_set;
mod password_check;
mod platform;
mod rate_limit;
mod request;
mod settings;
mod sign_in;
mod table;
mod web_crypto;

use crate::http::{Answer, ApiError, FailureShape, Route, route};
use delivery::Reply;
use request::Exchange;
use web_sys::{Request, Response};
use worker::{Context, Env, Result, ScheduleContext, ScheduledEvent, console_error, console_log, event};

/// Answers one request.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let exchange = Exchange::new(request, env);
    let reply = respond(&exchange).await.unwrap_or_else(|(error, shape)| failed(&exchange, error, shape).into());
    body::drain(&exchange).await;
    let bookmark = exchange.bookmark().map(|bookmark| (table::BOOKMARK, bookmark));
    let reply = reply.with_transaction_id(&exchange.transaction_id).with_headers(bookmark);
    let status = reply.answer.status;
    if let Ok(response) = reply.into_response() {
        log(&exchange.log_line(status), status >= 500);
        return Ok(response);
    }
    let error = ApiError::Internal("the platform refuses the answer".to_owned());
    let reply =
        Reply::from(failed(&exchange, error, FailureShape::Plain)).with_transaction_id(&exchange.transaction_id);
    log(&exchange.log_line(reply.answer.status), true);
    Ok(reply.into_response()?)
}

/// Clears away what is no longer needed, as often as `wrangler.toml` says.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let run = clean_up::clean_up(&env).await;
    log(&run.to_line(), run.has_failed());
}

async fn respond(exchange: &Exchange) -> std::result::Result<Reply, (ApiError, FailureShape)> {
    let plainly = |error: ApiError| (error, FailureShape::Plain);
    match route(&exchange.method, exchange.url().path).map_err(|error| plainly(error.into()))? {
        Route::CreateOrUpdate => {
            let answer = create_or_update::create_or_update(exchange).await;
            answer.map(Reply::from).map_err(|error| (error, FailureShape::Full))
        }
        Route::Table(route) => table::answer(exchange, &route).await.map_err(plainly),
        Route::Healthz => Ok(health::alive().into()),
        Route::Readyz => health::ready(exchange).await.map(Reply::from).map_err(plainly),
    }
}

fn failed(exchange: &Exchange, error: ApiError, shape: FailureShape) -> Answer {
    // Whatever the order of checks: the caller's format, where there is one.
    let format = exchange.answer_format().unwrap_or_default();
    exchange.note_error(&error);
    Answer::failed(error, shape, format)
}

fn log(line: &str, is_fault: bool) {
    if is_fault {
        console_error!("{line}");
    } else {
        console_log!("{line}");
    }
}
