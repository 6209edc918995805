//! Runs of the relay (contract, section 11, "When"): right after the answer of a call that has changed a help action, and every
//! minute for what remains. The core is in [`relay`](crate::relay).

mod run;
mod token;

use crate::log::RelayLog;
use crate::platform::{Platform, RelayWish, log, now_ms};
use run::Run;
use std::cell::Cell;

/// How long a run that follows an answer starts new calls, in milliseconds. Cloudflare ends it 30 seconds after the answer, and a
/// call to the instance may take 20.
const AFTER_CALL_MS: i64 = 8_000;

/// How long a scheduled run starts new calls, in milliseconds. The next one comes after a minute.
const SCHEDULED_MS: i64 = 50_000;

/// How long an isolate trusts a known pause before it asks the database again, in milliseconds.
const MAX_UNASKED_MS: i64 = 60_000;

thread_local! {
    /// Until when a run of this isolate starts new calls, in milliseconds since 1970.
    static WORKS_UNTIL: Cell<i64> = const { Cell::new(0) };
    /// Whether a call of this isolate has changed something since its run last read the log.
    static IS_CALLED: Cell<bool> = const { Cell::new(false) };
    /// Until when the relay pauses, as far as this isolate knows, in milliseconds since 1970.
    static PAUSES_UNTIL: Cell<i64> = const { Cell::new(0) };
}

/// The run that follows the answer of a call that has changed help actions. `None` if the relay is off or pauses, or if a run
/// of this isolate works already, which then reads the log again. A faulty setting is logged each minute, not with each call.
pub fn after_call(platform: Platform, wish: RelayWish) -> Option<impl Future<Output = ()> + 'static> {
    let is_on = matches!(platform.relay_settings(), Ok(Some(_)));
    if wish == RelayWish::Resume {
        PAUSES_UNTIL.set(0);
    }
    if !is_on || PAUSES_UNTIL.get() > now_ms() {
        return None;
    }
    if WORKS_UNTIL.get() > now_ms() {
        IS_CALLED.set(true);
        return None;
    }
    let active = ActiveRun::until(now_ms() + AFTER_CALL_MS);
    Some(async move {
        let _active = active;
        run(&platform, AFTER_CALL_MS).await;
    })
}

/// The scheduled run. Does nothing if the relay is off.
///
/// # Errors
/// The run failed. The log line has the reason.
pub async fn scheduled(platform: &Platform) -> Result<(), &'static str> {
    if matches!(platform.relay_settings(), Ok(None)) {
        return Ok(());
    }
    let _active = ActiveRun::until(now_ms() + SCHEDULED_MS);
    if run(platform, SCHEDULED_MS).await { Ok(()) } else { Err("a run of the relay failed; its log line says why") }
}

/// Marks in this isolate that a run works, until it is dropped. Holds until when the run starts new calls.
struct ActiveRun(i64);

impl ActiveRun {
    fn until(until: i64) -> Self {
        WORKS_UNTIL.set(until);
        Self(until)
    }
}

impl Drop for ActiveRun {
    fn drop(&mut self) {
        // Another run may have begun since.
        if WORKS_UNTIL.get() == self.0 {
            WORKS_UNTIL.set(0);
        }
    }
}

/// Runs the relay, and logs what it did. Returns false if it failed.
async fn run(platform: &Platform, starts_for_ms: i64) -> bool {
    let started_at = now_ms();
    let mut line = RelayLog::new("relay");
    match platform.relay_settings() {
        Ok(None) => return true,
        Ok(Some((settings, generation))) => {
            let mut run = Run::new(platform, settings, generation, started_at + starts_for_ms);
            let result = run.work().await;
            line = run.log;
            if let Err(error) = result {
                line.fail(error.log_reason().unwrap_or_default());
            }
        }
        Err(error) => line.fail(&format!("configuration: {} {}", error.variable, error.reason)),
    }
    // A run that did nothing has no line.
    if line != RelayLog::new("relay") {
        line.counts.duration_ms = u64::try_from(now_ms() - started_at).unwrap_or_default();
        log(&line.to_line(), line.is_error());
    }
    !line.has_failed()
}
