//! The Batch API (contract, section 15): several requests in one call.
//!
//! This module reads a batch and builds its answer. [`app`](crate::app) carries out the requests, by the code of single calls.

mod answer;
mod request;

pub use answer::{BatchAnswer, Serviced};
pub use request::{Batch, Item, ItemRequest};

/// Most bytes of a batch: 1 MiB.
pub const MAX_BATCH_BYTES: usize = 1024 * 1024;

/// Most requests of a batch that are carried out.
pub const MAX_REQUESTS: usize = 100;

/// How long a batch may start requests, in milliseconds. The platform ends a call whose client has hung up after 30 seconds, and
/// the last request may take 3.
pub const MAX_MS: i64 = 25_000;

/// A batch starts no request once its answers have this many characters together. A single answer has at most a little more
/// than [`MAX_CHARACTERS`](crate::table::MAX_CHARACTERS).
pub const MAX_ANSWER_CHARACTERS: u64 = 10_000_000;

/// Most statements of a request, if none is repeated. A batch starts no request if D1 may allow fewer.
pub const MAX_STATEMENTS: u32 = 10;
