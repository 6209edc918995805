//! One request on its way through the Worker: what came in, its ids, and what will be logged of it.

use super::platform::{self, Header};
use crate::http::{ApiError, Format, answer_format, valid_traceparent};
use crate::log::RequestLog;
use crate::sys_id::SysId;
use crate::time::UtcTime;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use worker::Env;

/// A request with its surroundings.
pub(super) struct Exchange {
    /// The platform's object, from which headers and the body are read.
    pub(super) request: JsValue,
    pub(super) env: Env,
    pub(super) method: String,
    url: String,
    /// Milliseconds since 1970.
    pub(super) started_at: i64,
    pub(super) transaction_id: SysId,
    /// The id of the help action that this request may create.
    pub(super) new_sys_id: SysId,
    /// When the request was there in full.
    received_at: Cell<i64>,
    /// How long its body was waited for, in milliseconds.
    upload_ms: Cell<i64>,
    log: RefCell<RequestLog>,
    d1_statements: Cell<u32>,
    d1_ms: Cell<i64>,
    bookmark: RefCell<Option<String>>,
    list: RefCell<Option<JsValue>>,
}

impl Exchange {
    pub(super) fn new(request: JsValue, env: Env) -> Self {
        let started_at = platform::now_ms();
        let transaction_id = platform::new_id(started_at);
        let (method, url) = (platform::method(&request), platform::url(&request));
        let log = RequestLog::new(transaction_id.as_str(), &method, parts(&url).path);
        Self {
            request,
            env,
            method,
            url,
            started_at,
            received_at: Cell::new(started_at),
            upload_ms: Cell::new(0),
            transaction_id,
            new_sys_id: platform::new_id(started_at),
            log: RefCell::new(log),
            d1_statements: Cell::new(0),
            d1_ms: Cell::new(0),
            bookmark: RefCell::new(None),
            list: RefCell::new(None),
        }
    }

    /// The parts of the URL.
    pub(super) fn url(&self) -> UrlParts<'_> {
        parts(&self.url)
    }

    /// The format of the answer that the caller accepts.
    pub(super) fn answer_format(&self) -> Result<Format, ApiError> {
        answer_format(self.header(Header::Accept).as_deref()).ok_or(ApiError::NotAcceptable)
    }

    /// The header's value; several of one name come joined by commas.
    pub(super) fn header(&self, header: Header) -> Option<String> {
        platform::header(&self.request, header)
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

    pub(super) fn note_bookmark(&self, bookmark: Option<String>) {
        self.bookmark.replace(bookmark);
    }

    /// The bookmark of what the database was when this request last used it in a session.
    pub(super) fn bookmark(&self) -> Option<String> {
        self.bookmark.borrow().clone()
    }

    /// The answer has this body. It stays where it is: the memory of Wasm never shrinks.
    pub(super) fn note_list(&self, list: JsValue) {
        self.list.replace(Some(list));
    }

    /// See [`Exchange::note_list`].
    pub(super) fn take_list(&self) -> Option<JsValue> {
        self.list.take()
    }

    pub(super) fn log_line(&self, status: u16) -> String {
        let mut log = self.log.borrow_mut();
        log.level = if status >= 500 { "error" } else { "info" };
        log.status = status;
        log.duration_ms = u64::try_from(platform::now_ms() - self.started_at).unwrap_or_default();
        log.d1_statements = self.d1_statements.get();
        log.d1_ms = u64::try_from(self.d1_ms.get()).unwrap_or_default();
        log.traceparent = valid_traceparent(self.header(Header::Traceparent));
        log.to_line()
    }
}

/// A serialized URL, taken apart.
pub(super) struct UrlParts<'a> {
    /// Up to the path.
    pub(super) origin: &'a str,
    pub(super) path: &'a str,
    /// Behind the question mark.
    pub(super) query: &'a str,
}

fn parts(url: &str) -> UrlParts<'_> {
    let url = url.split('#').next().unwrap_or(url);
    let slash = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    let (origin, rest) = url.split_at(slash);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    UrlParts { origin, path, query }
}
