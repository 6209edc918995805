//! Runs of the relay (contract, section 11, "When"): at once after the answer of a call that has changed a help action, and every
//! minute for what is left. The core is in [`relay`](crate::relay).

mod run;
mod token;

use crate::log::RelayLog;
use crate::platform::{Platform, RelayWish, log, now_ms};
use run::Run;
use std::cell::Cell;

/// How long a run that follows an answer begins something new, in milliseconds. Cloudflare ends it 30 seconds after the answer, and a
/// call to the instance may take 20.
const AFTER_CALL_MS: i64 = 8_000;

/// How long a scheduled run begins something new, in milliseconds. The next one comes after a minute.
const SCHEDULED_MS: i64 = 50_000;

/// The longest time that an isolate does not ask the database whether a pause has ended, in milliseconds.
const MAX_UNASKED_MS: i64 = 60_000;

thread_local! {
    /// Until when a run of this isolate begins something new, in milliseconds since 1970.
    static WORKS_UNTIL: Cell<i64> = const { Cell::new(0) };
    /// Whether something was changed since the run of this isolate has read the log.
    static IS_CALLED: Cell<bool> = const { Cell::new(false) };
    /// Until when the relay pauses, as far as this isolate knows, in milliseconds since 1970.
    static PAUSES_UNTIL: Cell<i64> = const { Cell::new(0) };
}

/// What is left to do after the answer of a call that has changed help actions. `None` if that is nothing: the relay is off or
/// pauses, or a run of this isolate works already, and is told. A faulty setting is logged each minute, not with each call.
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
    let works = Works::until(now_ms() + AFTER_CALL_MS);
    Some(async move {
        let _works = works;
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
    let _works = Works::until(now_ms() + SCHEDULED_MS);
    if run(platform, SCHEDULED_MS).await { Ok(()) } else { Err("a run of the relay failed; its log line says why") }
}

/// Says to this isolate that a run works and begins something new, until it is dropped.
struct Works(i64);

impl Works {
    fn until(until: i64) -> Self {
        WORKS_UNTIL.set(until);
        Self(until)
    }
}

impl Drop for Works {
    fn drop(&mut self) {
        // Another run may have begun since.
        if WORKS_UNTIL.get() == self.0 {
            WORKS_UNTIL.set(0);
        }
    }
}

/// Runs the relay, and logs what it did. Whether that went well.
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
    // A run that has found nothing to do is not worth a line.
    if line != RelayLog::new("relay") {
        line.counts.duration_ms = u64::try_from(now_ms() - started_at).unwrap_or_default();
        log(&line.to_line(), line.is_error());
    }
    !line.has_failed()
}
