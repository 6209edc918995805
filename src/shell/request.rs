//! One request on its way through the Worker: what came in, its ids, and what will be logged of it.

use super::platform;
use crate::http::{ApiError, valid_traceparent};
use crate::log::RequestLog;
use crate::sys_id::SysId;
use crate::time::UtcTime;
use std::cell::{Cell, RefCell};
use worker::Env;

/// A request with its surroundings.
pub(super) struct Exchange {
    pub(super) request: web_sys::Request,
    pub(super) env: Env,
    pub(super) method: String,
    pub(super) path: String,
    /// Milliseconds since 1970.
    pub(super) started_at: i64,
    pub(super) transaction_id: SysId,
    /// The id of the help action that this request may create.
    pub(super) new_sys_id: SysId,
    /// When the request was there in full.
    received_at: Cell<i64>,
    /// How long its body was waited for, in milliseconds.
    upload_ms: Cell<i64>,
    headers: web_sys::Headers,
    log: RefCell<RequestLog>,
    d1_statements: Cell<u32>,
    d1_ms: Cell<i64>,
}

impl Exchange {
    pub(super) fn new(request: web_sys::Request, env: Env) -> worker::Result<Self> {
        let started_at = platform::now_ms();
        let [transaction_id, new_sys_id] = platform::new_ids(started_at)?;
        let (method, path) = (request.method(), path_of(&request.url()).to_owned());
        let log = RequestLog::new(transaction_id.as_str(), &method, &path);
        Ok(Self {
            headers: request.headers(),
            request,
            env,
            method,
            path,
            started_at,
            received_at: Cell::new(started_at),
            upload_ms: Cell::new(0),
            transaction_id,
            new_sys_id,
            log: RefCell::new(log),
            d1_statements: Cell::new(0),
            d1_ms: Cell::new(0),
        })
    }

    /// The header's value; several of one name come joined by commas.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }

    /// The body has come, having been waited for since then. The present of what is recorded begins now.
    pub(super) fn note_received(&self, waited_since: i64) {
        let now = platform::now_ms();
        self.received_at.set(now);
        self.upload_ms.set(now - waited_since);
    }

    /// How long this request has kept its caller waiting, in milliseconds. The time that the body took is the caller's own.
    pub(super) fn elapsed_ms(&self) -> i64 {
        platform::now_ms() - self.started_at - self.upload_ms.get()
    }

    /// The present for all that this request does.
    pub(super) fn now(&self) -> Result<UtcTime, ApiError> {
        UtcTime::from_unix_millis(self.received_at.get())
            .ok_or_else(|| ApiError::Internal("the platform's clock is out of range".to_owned()))
    }

    pub(super) fn note_caller(&self, identity: &str) {
        self.log.borrow_mut().caller = Some(identity.to_owned());
    }

    pub(super) fn note_error(&self, error: &ApiError) {
        let mut log = self.log.borrow_mut();
        log.error = Some(error.code());
        log.reason = error.log_reason().map(str::to_owned);
    }

    pub(super) fn note_statements(&self, statements: usize) {
        let statements = u32::try_from(statements).unwrap_or(u32::MAX);
        self.d1_statements.set(self.d1_statements.get().saturating_add(statements));
    }

    pub(super) fn note_d1_time(&self, ms: i64) {
        self.d1_ms.set(self.d1_ms.get() + ms);
    }

    pub(super) fn log_line(&self, status: u16) -> String {
        let mut log = self.log.borrow_mut();
        log.level = if status >= 500 { "error" } else { "info" };
        log.status = status;
        log.duration_ms = u64::try_from(platform::now_ms() - self.started_at).unwrap_or_default();
        log.d1_statements = self.d1_statements.get();
        log.d1_ms = u64::try_from(self.d1_ms.get()).unwrap_or_default();
        log.traceparent = valid_traceparent(self.header("traceparent"));
        log.to_line()
    }
}

/// The path of a serialized URL: from the first slash after the host to the query.
fn path_of(url: &str) -> &str {
    let slash = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    let path = url.get(slash..).unwrap_or_default();
    path.split(['?', '#']).next().unwrap_or(path)
}
