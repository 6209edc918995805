//! `GET /healthz` and `GET /readyz` (`docs/api.md`, "Health").

use crate::error::ApiError;
use crate::platform::RequestContext;
use crate::platform::d1::{self, Session};
use crate::relay;
use crate::response::Response;
use crate::schema::TRIGGERS;
use crate::store::{SqlBuilder, Statement, ValueRow};
use std::cell::Cell;

/// Reads at most one row of each table.
const PROBE: &str = "SELECT EXISTS (SELECT 1 FROM supervisor_help_action) + EXISTS (SELECT 1 FROM sys_user) \
     + EXISTS (SELECT 1 FROM record_change) + EXISTS (SELECT 1 FROM idempotency_record) AS touched, \
     (SELECT cast(count(*) AS TEXT) FROM sqlite_schema WHERE type = 'trigger') AS value";

/// How long a successful probe is reused, in milliseconds. Anybody may call, and each probe costs a query.
const GOOD_MS: i64 = 1_000;

thread_local! {
    /// When the database last answered a probe, in milliseconds since 1970.
    static READY_AT: Cell<i64> = const { Cell::new(0) };
}

/// 200 if the Worker runs.
pub fn healthz() -> Response {
    Response::health("ok")
}

/// 200 if the database answers and has its tables and triggers. A half-migrated database records changes without their history.
///
/// # Errors
/// 503 if it does not.
pub async fn readyz(context: &RequestContext) -> Result<Response, ApiError> {
    if context.started_at - READY_AT.get() < GOOD_MS {
        return Ok(Response::health("ready"));
    }
    // A faulty setting of the relay does not make the database unready.
    let is_relay_on = matches!(context.platform.relay_settings(), Ok(Some(_)));
    let probe = SqlBuilder::new().statement(PROBE);
    let relay = is_relay_on.then(relay::sql::oldest_waiting);
    let statements: Vec<Statement> = std::iter::once(probe).chain(relay).collect();
    let results = d1::batch(context, &statements, Session::None, context.deadline()).await.map_err(|error| {
        ApiError::Unavailable(format!("not ready: {}", ApiError::from(error).log_reason().unwrap_or_default()))
    })?;
    let triggers = results.first::<ValueRow>(0)?.and_then(|row| row.value).unwrap_or_default();
    if triggers != TRIGGERS.to_string() {
        let reason = format!("not ready: {triggers} of {TRIGGERS} triggers are there; apply the migrations");
        return Err(ApiError::Unavailable(reason));
    }
    if is_relay_on {
        let oldest = results.first::<ValueRow>(1)?.and_then(|row| row.value?.parse::<i64>().ok());
        context
            .log_relay(oldest.map(|oldest| u64::try_from((context.started_at - oldest) / 1_000).unwrap_or_default()));
    }
    READY_AT.set(context.started_at);
    Ok(Response::health("ready"))
}
