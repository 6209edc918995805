//! One request on its way through the Worker: what came in, its ids, and what will be logged of it.

use super::{Platform, new_id, now_ms};
use crate::auth::Caller;
use crate::error::ApiError;
use crate::format::{Format, answer_format};
use crate::log::{RequestLog, valid_traceparent};
use crate::store::DEADLINE_MS;
use crate::sys_id::SysId;
use std::cell::{OnceCell, RefCell};
use web_sys::{Headers, Request};

/// A request with its surroundings.
pub struct RequestContext {
    pub platform: Platform,
    pub method: String,
    /// Serialized.
    url: String,
    headers: Headers,
    /// What the header `Accept` asks for, once it was read.
    answer_format: OnceCell<Option<Format>>,
    /// Milliseconds since 1970.
    pub started_at: i64,
    pub transaction_id: SysId,
    /// `None` once the body is read.
    request: RefCell<Option<Request>>,
    log: RefCell<RequestLog>,
    bookmark: RefCell<Option<String>>,
}

/// A serialized URL, taken apart.
pub struct UrlParts<'a> {
    /// Up to the path.
    pub origin: &'a str,
    pub path: &'a str,
    /// Behind the question mark.
    pub query: &'a str,
}

impl RequestContext {
    pub fn new(request: Request, platform: Platform) -> Self {
        let started_at = now_ms();
        Self {
            platform,
            method: request.method(),
            url: request.url(),
            headers: request.headers(),
            answer_format: OnceCell::new(),
            started_at,
            transaction_id: new_id(started_at),
            request: RefCell::new(Some(request)),
            log: RefCell::default(),
            bookmark: RefCell::default(),
        }
    }

    /// The parts of the URL.
    pub fn url(&self) -> UrlParts<'_> {
        let url = self.url.split('#').next().unwrap_or(&self.url);
        let slash = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
        let (origin, rest) = url.split_at(slash);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        UrlParts { origin, path, query }
    }

    /// The value of a header. Several of one name come joined by commas. Trims white space after the value, which the runtime
    /// leaves there (RFC 9110, section 5.5).
    pub fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name).ok().flatten()?;
        Some(value.trim().to_owned())
    }

    /// The request, from which the body can be read once; `None` after that.
    pub(super) fn take_request(&self) -> Option<Request> {
        self.request.take()
    }

    /// The format of the answer that the caller accepts.
    ///
    /// # Errors
    /// [`ApiError::NotAcceptable`].
    pub fn answer_format(&self) -> Result<Format, ApiError> {
        let format = self.answer_format.get_or_init(|| answer_format(self.header("Accept").as_deref()));
        format.ok_or(ApiError::NotAcceptable)
    }

    /// Until when the caller can be kept waiting, in milliseconds since 1970, if nothing more has to be read from the caller.
    pub const fn deadline(&self) -> i64 {
        self.started_at + DEADLINE_MS
    }

    pub(super) fn set_bookmark(&self, bookmark: Option<String>) {
        self.bookmark.replace(bookmark);
    }

    /// How new the database was that this request last used in a session.
    pub fn bookmark(&self) -> Option<String> {
        self.bookmark.borrow().clone()
    }

    pub fn log_caller(&self, caller: &Caller) {
        self.log.borrow_mut().caller = Some(caller.identity().to_owned());
    }

    pub fn log_error(&self, error: &ApiError) {
        let mut log = self.log.borrow_mut();
        log.error = Some(error.code());
        log.reason = error.log_reason().map(str::to_owned);
    }

    pub(super) fn log_statements(&self, statements: usize) {
        let mut log = self.log.borrow_mut();
        log.d1_statements = log.d1_statements.saturating_add(u32::try_from(statements).unwrap_or(u32::MAX));
    }

    pub(super) fn log_d1_time(&self, ms: i64) {
        self.log.borrow_mut().d1_ms += u64::try_from(ms).unwrap_or_default();
    }

    /// The log line of the request, answered with that status.
    pub fn log_line(&self, status: u16) -> String {
        let traceparent = self.header("Traceparent");
        let mut log = self.log.borrow_mut();
        log.finish(self.transaction_id.as_str(), &self.method, self.url().path, status);
        log.duration_ms = u64::try_from(now_ms() - self.started_at).unwrap_or_default();
        log.traceparent = valid_traceparent(traceparent.as_deref()).map(str::to_owned);
        log.to_line()
    }
}
