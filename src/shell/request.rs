//! One request on its way through the Worker: what came in, its ids, and what will be logged of it.

use super::platform;
use crate::auth::Caller;
use crate::http::{ApiError, Format, answer_format, valid_traceparent};
use crate::log::RequestLog;
use crate::sys_id::SysId;
use crate::time::UtcTime;
use std::cell::{Cell, RefCell};
use web_sys::{Headers, Request};
use worker::Env;

/// A request with its surroundings.
pub(super) struct Exchange {
    /// `None` once the body is read.
    request: RefCell<Option<Request>>,
    pub(super) env: Env,
    pub(super) method: String,
    /// Serialized.
    url: String,
    headers: Headers,
    /// Milliseconds since 1970.
    pub(super) started_at: i64,
    pub(super) transaction_id: SysId,
    /// When the request was there in full.
    received_at: Cell<i64>,
    /// How long its body was waited for, in milliseconds, once that has come.
    upload_ms: Cell<Option<i64>>,
    caller: RefCell<Option<Caller>>,
    /// Its code, and its reason for the log.
    error: RefCell<Option<(&'static str, Option<String>)>>,
    d1_statements: Cell<u32>,
    d1_ms: Cell<i64>,
    bookmark: RefCell<Option<String>>,
}

/// A serialized URL, taken apart.
pub(super) struct UrlParts<'a> {
    /// Up to the path.
    pub(super) origin: &'a str,
    pub(super) path: &'a str,
    /// Behind the question mark.
    pub(super) query: &'a str,
}

impl Exchange {
    pub(super) fn new(request: Request, env: Env) -> Self {
        let started_at = platform::now_ms();
        Self {
            method: request.method(),
            url: request.url(),
            headers: request.headers(),
            request: RefCell::new(Some(request)),
            env,
            started_at,
            received_at: Cell::new(started_at),
            upload_ms: Cell::new(None),
            transaction_id: platform::new_id(started_at),
            caller: RefCell::new(None),
            error: RefCell::new(None),
            d1_statements: Cell::new(0),
            d1_ms: Cell::new(0),
            bookmark: RefCell::new(None),
        }
    }

    /// The parts of the URL.
    pub(super) fn url(&self) -> UrlParts<'_> {
        let url = self.url.split('#').next().unwrap_or(&self.url);
        let slash = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
        let (origin, rest) = url.split_at(slash);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        UrlParts { origin, path, query }
    }

    /// The value of a header; several of one name come joined by commas. Trims white space after the value, which the runtime
    /// leaves there (RFC 9110, section 5.5).
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name).ok().flatten()?;
        Some(value.trim().to_owned())
    }

    /// The request, from which the body can be read once; `None` after that.
    pub(super) fn take_request(&self) -> Option<Request> {
        self.request.take()
    }

    /// A new id that sorts by the time of the request.
    pub(super) fn new_sys_id(&self) -> SysId {
        platform::new_id(self.started_at)
    }

    /// The format of the answer that the caller accepts.
    pub(super) fn answer_format(&self) -> Result<Format, ApiError> {
        answer_format(self.header("Accept").as_deref()).ok_or(ApiError::NotAcceptable)
    }

    /// The body has come, having been waited for since then. The present of what is recorded begins now.
    pub(super) fn note_received(&self, waited_since: i64) {
        let now = platform::now_ms();
        self.received_at.set(now);
        self.upload_ms.set(Some(now - waited_since));
    }

    /// How long this request has kept its caller waiting, in milliseconds. The time that the body took is the caller's own.
    pub(super) fn elapsed_ms(&self) -> i64 {
        platform::now_ms() - self.started_at - self.upload_ms.get().unwrap_or_default()
    }

    /// The present for all that this request does.
    pub(super) fn now(&self) -> Result<UtcTime, ApiError> {
        UtcTime::from_unix_millis(self.received_at.get())
            .ok_or_else(|| ApiError::Internal("the platform's clock is out of range".to_owned()))
    }

    pub(super) fn note_caller(&self, caller: &Caller) {
        self.caller.replace(Some(caller.clone()));
    }

    pub(super) fn note_error(&self, error: &ApiError) {
        self.error.replace(Some((error.code(), error.log_reason().map(str::to_owned))));
    }

    pub(super) fn note_statements(&self, statements: usize) {
        let statements = u32::try_from(statements).unwrap_or(u32::MAX);
        self.d1_statements.set(self.d1_statements.get().saturating_add(statements));
    }

    pub(super) fn note_d1_time(&self, ms: i64) {
        self.d1_ms.set(self.d1_ms.get() + ms);
    }

    pub(super) fn note_bookmark(&self, bookmark: Option<String>) {
        self.bookmark.replace(bookmark);
    }

    /// The bookmark of what the database was when this request last used it in a session.
    pub(super) fn bookmark(&self) -> Option<String> {
        self.bookmark.borrow().clone()
    }

    pub(super) fn log_line(&self, status: u16) -> String {
        let (caller, error) = (self.caller.borrow(), self.error.borrow());
        let traceparent = self.header("Traceparent");
        let mut log = RequestLog::new(self.transaction_id.as_str(), &self.method, self.url().path);
        log.level = if status >= 500 { "error" } else { "info" };
        log.status = status;
        log.error = error.as_ref().map(|(code, _)| *code);
        log.reason = error.as_ref().and_then(|(_, reason)| reason.as_deref());
        log.caller = caller.as_ref().map(Caller::identity);
        log.duration_ms = u64::try_from(platform::now_ms() - self.started_at).unwrap_or_default();
        log.d1_statements = self.d1_statements.get();
        log.d1_ms = u64::try_from(self.d1_ms.get()).unwrap_or_default();
        log.traceparent = valid_traceparent(traceparent.as_deref());
        log.to_line()
    }
}
