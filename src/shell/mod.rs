//! The shell: connects the core with the platform. The only code that names the platform.
//!
//! `fetch` takes a request apart, lets `respond` answer it, logs it and hands the answer to the platform.

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
use request::Exchange;
use web_sys::Response;
use worker::{Context, Env, Request, Result, ScheduleContext, ScheduledEvent, console_error, console_log, event};

/// Answers one request.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let exchange = Exchange::new(request, env);
    let answer = respond(&exchange).await.unwrap_or_else(|(error, shape)| failed(&exchange, error, shape));
    body::drain(&exchange).await;
    let bookmark = exchange.bookmark().map(|bookmark| (table::BOOKMARK, bookmark));
    let answer = answer.with_transaction_id(exchange.transaction_id.as_str()).with_headers(bookmark);
    if let Ok(response) = delivery::response(&answer) {
        log(&exchange.log_line(answer.status), answer.status >= 500);
        return Ok(response);
    }
    let error = ApiError::Internal("the platform refuses the answer".to_owned());
    let answer = failed(&exchange, error, FailureShape::Plain).with_transaction_id(exchange.transaction_id.as_str());
    log(&exchange.log_line(answer.status), true);
    Ok(delivery::response(&answer)?)
}

/// Clears away what is no longer needed, as often as `wrangler.toml` says.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let run = clean_up::clean_up(&env).await;
    log(&run.to_line(), run.has_failed());
}

async fn respond(exchange: &Exchange) -> std::result::Result<Answer, (ApiError, FailureShape)> {
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
