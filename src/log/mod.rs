//! The log: one JSON line for each request and for each run of a job.
//!
//! A line has no field for credentials, tokens or bodies, so they cannot be logged.

mod job;
mod request;
mod traceparent;

pub use job::{JobCounts, JobLog, RelayCounts, RelayLog};
pub use request::RequestLog;
pub use traceparent::valid_traceparent;
