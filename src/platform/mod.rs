//! The platform: the only code that names Cloudflare Workers.
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
mod clock;
mod console;
pub mod crypto;
pub mod d1;
mod fetch;
mod rate_limit;
mod request;
mod response;
mod settings;

pub use body::{drain, read_body};
pub use clock::{new_id, now, now_ms, random_key, sleep};
pub use console::log;
pub use fetch::get_text;
pub use rate_limit::Limiter;
pub use request::RequestContext;
pub use response::{join_records, send};
pub use worker::Result;

use worker::Env;

/// The Worker's bindings and variables.
pub struct Platform {
    env: Env,
}

impl Platform {
    /// The platform of one call.
    #[must_use]
    pub const fn new(env: Env) -> Self {
        Self { env }
    }
}
