//! HTTP: which resource is meant, in which formats, and how every answer is worded.

mod answer;
mod envelope;
mod error;
mod media_type;
mod missing;
mod route;
mod trace;

pub use answer::{Answer, FailureShape};
pub use envelope::{Envelope, Failure, Success};
pub use error::{ApiError, RETRY_AFTER_SECONDS};
pub use media_type::{Format, MAX_BODY_BYTES, answer_format, request_format};
pub use missing::Missing;
pub use route::{Operation, Route, RouteError, TableRoute, Version, route};
pub use trace::valid_traceparent;
