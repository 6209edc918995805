//! One request on its way through the Worker: what came in, its ids, and what will be logged of it.

use super::head::{Head, Header};
use super::platform;
use crate::auth::Caller;
use crate::http::{ApiError, Format, answer_format, valid_traceparent};
use crate::log::RequestLog;
use crate::sys_id::SysId;
use crate::time::UtcTime;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use worker::Env;

/// A request with its surroundings.
pub(super) struct Exchange {
    /// The platform's object, from which the body is read.
    pub(super) request: JsValue,
    pub(super) env: Env,
    pub(super) head: Head,
    /// Milliseconds since 1970.
    pub(super) started_at: i64,
    pub(super) transaction_id: SysId,
    /// The id of the help action that this request may create.
    pub(super) new_sys_id: SysId,
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
    list: RefCell<Option<JsValue>>,
}

impl Exchange {
    pub(super) fn new(request: JsValue, env: Env) -> Self {
        let started_at = platform::now_ms();
        Self {
            head: Head::of(&request),
            request,
            env,
            started_at,
            received_at: Cell::new(started_at),
            upload_ms: Cell::new(None),
            transaction_id: platform::new_id(started_at),
            new_sys_id: platform::new_id(started_at),
            caller: RefCell::new(None),
            error: RefCell::new(None),
            d1_statements: Cell::new(0),
            d1_ms: Cell::new(0),
            bookmark: RefCell::new(None),
            list: RefCell::new(None),
        }
    }

    /// The format of the answer that the caller accepts.
    pub(super) fn answer_format(&self) -> Result<Format, ApiError> {
        answer_format(self.head.header(Header::Accept)).ok_or(ApiError::NotAcceptable)
    }

    /// The body has come, having been waited for since then. The present of what is recorded begins now.
    pub(super) fn note_received(&self, waited_since: i64) {
        let now = platform::now_ms();
        self.received_at.set(now);
        self.upload_ms.set(Some(now - waited_since));
    }

    /// Whether its body has come.
    pub(super) fn is_received(&self) -> bool {
        self.upload_ms.get().is_some()
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

    /// The answer has this body. It stays where it is: the memory of Wasm never shrinks.
    pub(super) fn note_list(&self, list: JsValue) {
        self.list.replace(Some(list));
    }

    /// See [`Exchange::note_list`].
    pub(super) fn take_list(&self) -> Option<JsValue> {
        self.list.take()
    }

    pub(super) fn log_line(&self, status: u16) -> String {
        let (caller, error) = (self.caller.borrow(), self.error.borrow());
        let mut log = RequestLog::new(self.transaction_id.as_str(), self.head.method(), self.head.url().path);
        log.level = if status >= 500 { "error" } else { "info" };
        log.status = status;
        log.error = error.as_ref().map(|(code, _)| *code);
        log.reason = error.as_ref().and_then(|(_, reason)| reason.as_deref());
        log.caller = caller.as_ref().map(Caller::identity);
        log.duration_ms = u64::try_from(platform::now_ms() - self.started_at).unwrap_or_default();
        log.d1_statements = self.d1_statements.get();
        log.d1_ms = u64::try_from(self.d1_ms.get()).unwrap_or_default();
        log.traceparent = valid_traceparent(self.head.header(Header::Traceparent));
        log.to_line()
    }
}
