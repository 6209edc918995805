//! Gives an answer to the platform.

use super::platform;
use super::request::Exchange;
use crate::http::{Answer, Format};
use js_sys::Function;
use std::cell::OnceCell;
use wasm_bindgen::JsValue;

thread_local! {
    /// The headers that all answers have, made once for JSON, XML and no body.
    static COMMON: [OnceCell<JsValue>; 3] = const { [const { OnceCell::new() }; 3] };
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
        // An empty line ends the headers.
        if !value.is_empty() {
            text.extend(["\n", name, "\n", value]);
        }
    }
    text.extend(["\n\n", &answer.body]);
    let in_text = || if answer.format.is_some() { JsValue::UNDEFINED } else { JsValue::NULL };
    let body = list.unwrap_or_else(in_text);
    let is_fault = answer.status >= 500;
    COMMON.with(|[json, xml, none]| {
        let common = match answer.format {
            Some(Format::Json) => json,
            Some(Format::Xml) => xml,
            None => none,
        };
        let headers = common.get_or_init(|| platform::headers(answer.common_headers()));
        platform::answer(resolve, answer.status, headers, &text, &body, is_fault)
    })
}
