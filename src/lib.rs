//! ServiceNow's Help Request API as a Cloudflare Worker on D1.
//!
//! [`app`] runs the checks of a request and then calls one of the resources of `api`. A module uses only modules of its own
//! line or of lines below it. A test (`tests/core/layers.rs`) checks that.
//!
//! ```text
//! app, jobs
//! api                          one file for each resource
//! sign_in
//! platform                     the only code that calls the Workers runtime
//! error, response, resource
//! cti
//! help_action, table, feed, batch, relay, retention, archive
//! query
//! schema, store
//! auth
//! config, format, refusal, log
//! action, fault, sys_id, time
//! ```
//!
//! `platform`, `sign_in`, `api`, `app` and `jobs` do I/O and read the clock. All other modules are pure.

pub mod action;
pub mod archive;
pub mod auth;
pub mod batch;
pub mod config;
pub mod cti;
pub mod error;
pub mod fault;
pub mod feed;
pub mod format;
pub mod help_action;
pub mod log;
pub mod query;
pub mod refusal;
pub mod relay;
pub mod resource;
pub mod response;
pub mod retention;
pub mod schema;
pub mod store;
pub mod sys_id;
pub mod table;
pub mod time;

mod api;
mod app;
mod jobs;
mod platform;
mod sign_in;

use platform::Platform;
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};
use worker::worker_sys::ScheduledEvent;
use worker::{Context, Env, Result, event};

/// Answers a request.
#[event(fetch)]
async fn fetch(request: web_sys::Request, env: Env, context: Context) -> Result<web_sys::Response> {
    let answered = app::fetch(request, Platform::new(env.clone())).await?;
    if let Some(wish) = answered.relay
        && let Some(run) = jobs::relay::after_call(Platform::new(env), wish)
    {
        context.wait_until(run);
    }
    Ok(answered.response)
}

/// Runs the jobs of a schedule of `wrangler.toml`.
///
/// Does not use `worker`'s event `scheduled`, which cannot report a failure: the dashboard would show a failed run as a
/// success.
///
/// # Errors
/// A job failed.
#[wasm_bindgen]
pub async fn scheduled(event: ScheduledEvent, env: Env, _context: JsValue) -> std::result::Result<(), JsError> {
    jobs::run(&event.cron().unwrap_or_default(), &Platform::new(env)).await.map_err(JsError::new)
}
