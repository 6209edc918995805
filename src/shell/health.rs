//! `GET /healthz` and `GET /readyz` (contract, section 8).

use super::d1::{self, Session};
use super::request::Exchange;
use crate::http::{Answer, ApiError};
use crate::store::{Statement, sql};

/// The Worker runs.
pub(super) fn alive() -> Answer {
    Answer::health("ok")
}

/// The database answers and has its tables.
pub(super) async fn ready(exchange: &Exchange) -> Result<Answer, ApiError> {
    d1::batch(exchange, &[Statement::new(sql::READY, Vec::new())], Session::None).await.map_err(|fault| {
        ApiError::Unavailable(format!("not ready: {}", ApiError::from(fault).log_reason().unwrap_or_default()))
    })?;
    Ok(Answer::health("ready"))
}
