//! A request while it is handled: what came in, its ids, and what will be logged.

use super::{Platform, new_id, now_ms};
use crate::auth::Caller;
use crate::error::ApiError;
use crate::format::{Format, JSON_OR_XML, answer_format};
use crate::log::{RequestLog, valid_traceparent};
use crate::resource::{METHOD_OVERRIDES, overriding_method};
use crate::store::DEADLINE_MS;
use crate::sys_id::SysId;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use web_sys::{Headers, Request};

/// A request, with everything that its handling needs or finds out.
pub struct RequestContext {
    pub platform: Platform,
    /// The method that the caller asks for.
    pub method: String,
    /// Whether the method comes from a header, and the request itself is a POST.
    pub overrides_method: bool,
    /// Absolute, as the runtime has serialized it.
    url: String,
    headers: Headers,
    /// The format that `Accept` asks for, once it was read.
    answer_format: OnceCell<Option<Format>>,
    /// Milliseconds since 1970.
    pub started_at: i64,
    pub transaction_id: SysId,
    /// `None` once the body was read.
    request: RefCell<Option<Request>>,
    log: RefCell<RequestLog>,
    bookmark: RefCell<Option<String>>,
    /// How many statements D1 got in this call of the Worker. The requests of a batch share the number, because D1 limits the
    /// call.
    statements: Rc<Cell<u32>>,
    /// Latest time for the answer, even if the caller is willing to wait longer, in milliseconds since 1970.
    pub answer_by: i64,
    /// What the relay has to do when the call is answered.
    relay: Rc<Cell<Option<RelayWish>>>,
}

/// What the relay has to do when a call is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayWish {
    /// Send what the call has changed.
    Send,
    /// End its pause, and send what waits.
    Resume,
}

/// The parts of an absolute URL.
pub struct UrlParts<'a> {
    /// Scheme, host and port: everything before the path.
    pub origin: &'a str,
    pub path: &'a str,
    /// What follows the question mark.
    pub query: &'a str,
}

impl RequestContext {
    pub fn new(request: Request, platform: Platform) -> Self {
        let started_at = now_ms();
        let headers = request.headers();
        let sent = request.method();
        let asked = METHOD_OVERRIDES.iter().filter_map(|name| header(&headers, name));
        let overriding = if sent == "POST" { overriding_method(asked) } else { None };
        Self {
            platform,
            overrides_method: overriding.is_some(),
            method: overriding.unwrap_or(sent),
            url: request.url(),
            headers,
            answer_format: OnceCell::new(),
            started_at,
            transaction_id: new_id(started_at),
            request: RefCell::new(Some(request)),
            log: RefCell::default(),
            bookmark: RefCell::default(),
            statements: Rc::default(),
            answer_by: i64::MAX,
            relay: Rc::default(),
        }
    }

    /// A request of the batch that came with this request.
    pub(super) fn of_batch(&self, request: Request, answer_by: i64) -> Self {
        let item = Self::new(request, self.platform.clone());
        item.log.borrow_mut().batch = Some(self.transaction_id.to_string());
        Self { statements: Rc::clone(&self.statements), relay: Rc::clone(&self.relay), answer_by, ..item }
    }

    /// Notes for the log line how many requests of a batch were carried out, and how many were not.
    pub fn log_batch(&self, serviced: usize, unserviced: usize) {
        let mut log = self.log.borrow_mut();
        log.serviced = Some(serviced);
        log.unserviced = Some(unserviced);
    }

    /// How many statements D1 got in this call of the Worker, including those of other requests of the batch.
    pub fn statements(&self) -> u32 {
        self.statements.get()
    }

    pub fn url(&self) -> UrlParts<'_> {
        let url = self.url.split('#').next().unwrap_or(&self.url);
        let slash = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
        let (origin, rest) = url.split_at(slash);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        UrlParts { origin, path, query }
    }

    /// The whole URL, as the runtime has serialized it.
    pub fn whole_url(&self) -> &str {
        &self.url
    }

    /// The value of a header. Several headers of one name are joined by commas. Trims whitespace after the value, because
    /// the runtime leaves it there (RFC 9110, section 5.5).
    pub fn header(&self, name: &str) -> Option<String> {
        header(&self.headers, name)
    }

    /// The request, to read its body, which works once. `None` after the first call.
    pub(super) fn take_request(&self) -> Option<Request> {
        self.request.take()
    }

    /// The format that the answer must have.
    ///
    /// # Errors
    /// [`ApiError::NotAcceptable`].
    pub fn answer_format(&self) -> Result<Format, ApiError> {
        let format = self.answer_format.get_or_init(|| answer_format(self.header("Accept").as_deref()));
        format.ok_or(ApiError::NotAcceptable(JSON_OR_XML))
    }

    /// When to give up, in milliseconds since 1970, because callers wait for 3 seconds only. Does not include the time to read
    /// a body.
    pub const fn deadline(&self) -> i64 {
        self.started_at + DEADLINE_MS
    }

    /// Takes over the bookmark of a request of the batch, if it is newer (bookmarks sort by time).
    pub fn adopt_bookmark(&self, item: &Self) {
        let mut bookmark = self.bookmark.borrow_mut();
        *bookmark = bookmark.take().max(item.bookmark());
    }

    pub(super) fn set_bookmark(&self, bookmark: Option<String>) {
        self.bookmark.replace(bookmark);
    }

    /// The bookmark of the last D1 session of this request: how new its database was.
    pub fn bookmark(&self) -> Option<String> {
        self.bookmark.borrow().clone()
    }

    /// Notes what the relay has to do when the call is answered.
    pub fn want_relay(&self, wish: RelayWish) {
        self.relay.set(Some(wish));
    }

    /// What the relay has to do when the call is answered; `None` if nothing.
    pub fn relay_wish(&self) -> Option<RelayWish> {
        self.relay.get()
    }

    pub fn log_relay(&self, oldest_seconds: Option<u64>) {
        self.log.borrow_mut().relay_oldest_seconds = oldest_seconds;
    }

    pub fn log_caller(&self, caller: &Caller) {
        self.log.borrow_mut().caller = Some(caller.identity().to_owned());
    }

    pub fn log_ignored(&self, names: &str) {
        self.log.borrow_mut().ignored_fields = Some(names.to_owned());
    }

    /// Notes the telephony system whose event is verified.
    pub fn log_source(&self, source: &str) {
        self.log.borrow_mut().caller = Some(format!("cti:{source}"));
    }

    /// Notes the status of a telephony system's event.
    pub fn log_cti(&self, status: &'static str, reason: Option<&'static str>) {
        let mut log = self.log.borrow_mut();
        (log.cti_status, log.cti_reason) = (Some(status), reason);
    }

    pub fn log_error(&self, error: &ApiError) {
        let mut log = self.log.borrow_mut();
        log.error = Some(error.code());
        log.reason = error.log_reason().map(str::to_owned);
    }

    pub(super) fn log_statements(&self, statements: usize) {
        let mut log = self.log.borrow_mut();
        let statements = u32::try_from(statements).unwrap_or(u32::MAX);
        log.d1_statements = log.d1_statements.saturating_add(statements);
        self.statements.set(self.statements.get().saturating_add(statements));
    }

    pub(super) fn log_d1_time(&self, ms: i64) {
        self.log.borrow_mut().d1_ms += u64::try_from(ms).unwrap_or_default();
    }

    /// The log line of the request, with the status of the answer.
    pub fn log_line(&self, status: u16) -> String {
        let traceparent = self.header("Traceparent");
        let mut log = self.log.borrow_mut();
        log.finish(self.transaction_id.as_str(), &self.method, self.url().path, status);
        log.duration_ms = u64::try_from(now_ms() - self.started_at).unwrap_or_default();
        log.traceparent = valid_traceparent(traceparent.as_deref()).map(str::to_owned);
        log.to_line()
    }
}

fn header(headers: &Headers, name: &str) -> Option<String> {
    let value = headers.get(name).ok().flatten()?;
    Some(value.trim().to_owned())
}
