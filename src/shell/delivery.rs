//! Makes the platform's response of an answer.

use crate::http::{Answer, ApiError, Format};
use crate::sys_id::SysId;
use js_sys::{Array, JsString};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, Response, ResponseInit};

thread_local! {
    /// The headers that all answers of one format have.
    static COMMON: RefCell<HashMap<Option<Format>, Headers>> = RefCell::new(HashMap::new());
}

#[wasm_bindgen]
extern "C" {
    /// The platform's `Response` with a body that is a text of JavaScript. `web_sys` takes texts of Rust alone.
    #[wasm_bindgen(extends = Response, js_name = Response)]
    type TextResponse;

    #[wasm_bindgen(constructor, catch, js_class = "Response")]
    fn new(body: &JsString, init: &ResponseInit) -> Result<TextResponse, JsValue>;
}

/// An answer. Its body is a text of JavaScript if it is a list in JSON.
pub(super) struct Reply {
    pub(super) answer: Answer,
    /// The body, instead of that of the answer.
    body: Option<JsString>,
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self { answer, body: None }
    }
}

impl Reply {
    /// A list of records, each a JSON object as the database has made it.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if one is none.
    pub(super) fn list(records: &[JsValue], format: Format) -> Result<Self, ApiError> {
        match format {
            Format::Xml => Ok(Answer::list_in_xml(records.iter().map(JsValue::as_string))?.into()),
            Format::Json => {
                let records = records.iter().collect::<Array>().join(",");
                let body = JsString::from("{\"result\":[").concat(&records).concat(&"]}".into());
                Ok(Self { answer: Answer::list_in_json(), body: Some(body) })
            }
        }
    }

    /// The reply with further headers.
    pub(super) fn with_headers(mut self, headers: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.answer = self.answer.with_headers(headers);
        self
    }

    /// The reply with the id under which the log knows the request.
    pub(super) fn with_transaction_id(mut self, id: &SysId) -> Self {
        self.answer = self.answer.with_transaction_id(id.as_str());
        self
    }

    /// The platform's response.
    ///
    /// # Errors
    /// A header that cannot be sent.
    pub(super) fn into_response(self) -> Result<Response, JsValue> {
        let Self { answer, body } = self;
        let init = ResponseInit::new();
        init.set_status(answer.status);
        init.set_headers(common_headers(&answer)?.as_ref());
        let response = match body {
            Some(body) => TextResponse::new(&body, &init)?.unchecked_into(),
            None => Response::new_with_opt_str_and_init(answer.format.map(|_| answer.body.as_str()), &init)?,
        };
        let headers = response.headers();
        // A header without a value is not sent.
        for (name, value) in answer.headers.iter().filter(|(_, value)| !value.is_empty()) {
            headers.append(name, value)?;
        }
        Ok(response)
    }
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
