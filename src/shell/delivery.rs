//! Gives an answer to the platform.

use super::platform;
use super::request::Exchange;
use crate::http::{Answer, Format};
use js_sys::Function;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

thread_local! {
    /// The headers that all answers of a format have, made once.
    static COMMON: RefCell<Vec<(Option<Format>, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// Logs the request and answers it, with this list as the body if there is one. False, and nothing is done, if a header
/// cannot be sent.
pub(super) fn deliver(resolve: &Function, exchange: &Exchange, answer: &Answer, list: Option<JsValue>) -> bool {
    let mut text = exchange.log_line(answer.status);
    for (name, value) in &answer.headers {
        // It would end the line on which it stands.
        if value.contains('\n') {
            return false;
        }
        text.extend(["\n", name, "\n", value]);
    }
    text.extend(["\n\n", &answer.body]);
    let in_text = || if answer.format.is_some() { JsValue::UNDEFINED } else { JsValue::NULL };
    let body = list.unwrap_or_else(in_text);
    let is_fault = answer.status >= 500;
    platform::answer(resolve, answer.status, &common_headers(answer), &text, &body, is_fault)
}

fn common_headers(answer: &Answer) -> JsValue {
    COMMON.with_borrow_mut(|common| {
        if let Some((_, headers)) = common.iter().find(|(format, _)| *format == answer.format) {
            return headers.clone();
        }
        let mut text = String::new();
        for (name, value) in answer.common_headers() {
            text.extend([name, "\n", value, "\n"]);
        }
        let headers = platform::headers(&text);
        common.push((answer.format, headers.clone()));
        headers
    })
}
