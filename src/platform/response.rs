//! Turns a [`Response`] into one of the runtime.

use crate::format::Format;
use crate::response::{Body, Response};
use js_sys::{Array, JsString};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, ResponseInit};

thread_local! {
    /// The headers that all responses of one format have.
    static COMMON: RefCell<HashMap<Option<Format>, Headers>> = RefCell::new(HashMap::new());
}

#[wasm_bindgen]
extern "C" {
    /// The runtime's `Response` with a JavaScript string as its body. `web_sys` accepts only Rust strings.
    #[wasm_bindgen(extends = web_sys::Response, js_name = Response)]
    type TextResponse;

    #[wasm_bindgen(constructor, catch, js_class = "Response")]
    fn new(body: &JsString, init: &ResponseInit) -> Result<TextResponse, JsValue>;
}

/// The body of a list of records. Each is a JSON object, as the database built it.
pub fn join_records(records: &[JsValue]) -> JsString {
    let records = records.iter().collect::<Array>().join(",");
    JsString::from("{\"result\":[").concat(&records).concat(&"]}".into())
}

/// The body of the feed: changes, each a JSON object as the database built it, and where the reader continues.
pub fn join_changes(changes: &[JsValue], next: &str) -> JsString {
    let changes = changes.iter().collect::<Array>().join(",");
    let end = format!("],\"next\":\"{next}\"}}");
    JsString::from("{\"result\":[").concat(&changes).concat(&end.as_str().into())
}

/// The length of a JavaScript string, in UTF-16 code units; 0 for other values.
pub fn js_length(text: &JsValue) -> u64 {
    text.dyn_ref::<JsString>().map_or(0, |text| text.length().into())
}

/// A response of the runtime with this text as its body.
///
/// # Errors
/// The runtime refuses it.
pub(super) fn text_response(text: &JsString) -> Result<web_sys::Response, JsValue> {
    Ok(TextResponse::new(text, &ResponseInit::new())?.unchecked_into())
}

/// Converts a response.
///
/// # Errors
/// A header that cannot be sent.
pub fn send(response: &Response) -> worker::Result<web_sys::Response> {
    let init = ResponseInit::new();
    init.set_status(response.status);
    init.set_headers(common_headers(response.format)?.as_ref());
    let sent = match &response.body {
        Body::Js(body) => TextResponse::new(body, &init)?.unchecked_into(),
        Body::Text(body) => {
            let body = response.format.map(|_| body.as_str());
            web_sys::Response::new_with_opt_str_and_init(body, &init)?
        }
    };
    let headers = sent.headers();
    for (name, value) in response.headers.iter().filter(|(_, value)| !value.is_empty()) {
        headers.append(name, value)?;
    }
    Ok(sent)
}

fn common_headers(format: Option<Format>) -> Result<Headers, JsValue> {
    if let Some(headers) = COMMON.with_borrow(|common| common.get(&format).cloned()) {
        return Ok(headers);
    }
    let headers = Headers::new()?;
    for (name, value) in Response::common_headers(format) {
        headers.append(name, value)?;
    }
    COMMON.with_borrow_mut(|common| common.insert(format, headers.clone()));
    Ok(headers)
}
