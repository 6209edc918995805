//! The scheduled clean-up: idempotency records whose 7 days are over.

use super::d1::{self, Session};
use super::platform;
use crate::http::ApiError;
use crate::log::CleanUpLog;
use crate::store::{Statement, sql};
use crate::time::UtcTime;
use worker::Env;

/// How many portions one run deletes at most, so that it never holds the database up for long. At one run an hour that is
/// more than 200,000 records a day; the next run goes on where this one stopped.
const MAX_PORTIONS: u32 = 20;

/// How long a portion is waited for, in milliseconds: as long as D1 works on a batch.
const MAX_WAIT_MS: i64 = 30_000;

/// Deletes expired records, and says how that went.
pub(super) async fn clean_up(env: &Env) -> CleanUpLog {
    let mut log = CleanUpLog::new();
    let now = UtcTime::from_unix_millis(platform::now_ms()).map(|now| now.to_string());
    let statements = [Statement::new(sql::FORGET, vec![now]), Statement::new(sql::CHANGED, Vec::new())];
    for _ in 0..MAX_PORTIONS {
        match d1::run(env, &statements, Session::None, MAX_WAIT_MS).await {
            Ok(results) => match results.first(1).and_then(|changed| changed.parse::<u64>().ok()) {
                None | Some(0) => break,
                Some(deleted) => log.deleted += deleted,
            },
            Err(fault) => {
                log.fail(ApiError::from(fault).log_reason().unwrap_or_default());
                break;
            }
        }
    }
    log
}
