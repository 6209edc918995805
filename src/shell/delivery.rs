//! Makes the platform's response of an answer.

use crate::http::{Answer, Format};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::JsValue;
use web_sys::{Headers, Response, ResponseInit};

thread_local! {
    /// The headers that all answers of one format have.
    static COMMON: RefCell<HashMap<Option<Format>, Headers>> = RefCell::new(HashMap::new());
}

/// The response. Not by `worker::ResponseBuilder`, which needs a copy of the common headers for each response: 8 µs of CPU of
/// about 130 for a rejected call.
///
/// # Errors
/// A header that cannot be sent.
pub(super) fn response(answer: &Answer) -> Result<Response, JsValue> {
    let init = ResponseInit::new();
    init.set_status(answer.status);
    init.set_headers(common_headers(answer)?.as_ref());
    let body = answer.format.map(|_| answer.body.as_str());
    let response = Response::new_with_opt_str_and_init(body, &init)?;
    let headers = response.headers();
    // A header without a value is not sent.
    for (name, value) in answer.headers.iter().filter(|(_, value)| !value.is_empty()) {
        headers.append(name, value)?;
    }
    Ok(response)
}

fn common_headers(answer: &Answer) -> Result<Headers, JsValue> {
    if let Some(headers) = COMMON.with_borrow(|common| common.get(&answer.format).cloned()) {
        return Ok(headers);
    }
    let headers = Headers::new()?;
    for (name, value) in answer.common_headers() {
        headers.append(name, value)?;
    }
    COMMON.with_borrow_mut(|common| common.insert(answer.format, headers.clone()));
    Ok(headers)
}
