//! The platform: the only code that calls the Workers runtime.
//!
//! It uses the types of the crate `worker`, or those of `web-sys` and `js-sys` beneath them. It avoids the following parts
//! of `worker`. Times are CPU time per call; a create takes about 550 µs, a rejected call about 130 µs.
//!
//! - `Request` reads method, URL and `cf` in advance (3 µs) and takes unknown methods for GET. Its `url` adds Unicode
//!   tables (77 KB compressed). Instead: `web_sys::Request`.
//! - `Response` and `ResponseBuilder` need a copy of the common headers for each response (8 µs). A list would pass through
//!   the memory of Wasm (1.1 ms for 1,000 records). Instead: `web_sys::Response`, with our own constructor, which takes a
//!   JavaScript string.
//! - `Date::now` creates an object on each call (4 µs). Instead: `js_sys::Date::now`.
//! - `ByteStream` leaves a closure in memory for each stream that it cancels. Instead: `ReadableStreamDefaultReader`.
//! - `Display` of D1 errors throws an exception that nothing catches, and the call hangs. Instead: the error's message.

mod batch;
mod body;
mod clock;
mod console;
pub mod crypto;
pub mod d1;
mod fetch;
mod gzip;
pub mod r2;
mod rate_limit;
mod request;
mod response;
mod settings;

pub use batch::{BatchText, item_context};
pub use body::{ReceivedBody, drain, read_body};
pub use clock::{jitter, new_id, now_ms, random_bytes, sleep, utc_time};
pub use console::log;
pub use fetch::{exchange, get_text};
pub use rate_limit::Limiter;
pub use request::{RelayWish, RequestContext};
pub use response::{join_changes, join_records, js_length, send};
pub use worker::Result;

use worker::Env;

/// The Worker's bindings and variables.
#[derive(Clone)]
pub struct Platform {
    env: Env,
}

impl Platform {
    /// The platform for one call.
    #[must_use]
    pub const fn new(env: Env) -> Self {
        Self { env }
    }
}
