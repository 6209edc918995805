//! The requests of a batch, and its answer. The bodies of answers stay in JavaScript, so that long lists never enter the memory
//! of Wasm, which never shrinks.

use super::RequestContext;
use crate::batch::ItemRequest;
use crate::fault::{Fault, FaultCode, excerpt};
use crate::response::Body;
use js_sys::{Array, JsString, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Headers, Request, RequestInit};

#[wasm_bindgen]
extern "C" {
    /// The runtime's encoder of UTF-8. That of `web_sys` accepts only Rust strings.
    type TextEncoder;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<TextEncoder, JsValue>;

    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsString) -> Bytes;

    /// An array of bytes with the method `toBase64`, which `js_sys` does not have yet.
    #[wasm_bindgen(extends = Uint8Array, js_name = Uint8Array)]
    type Bytes;

    #[wasm_bindgen(method, js_name = toBase64)]
    fn to_base64(this: &Bytes) -> JsString;
}

/// The request of an item, as if it had come alone. It should be answered by `answer_by`, in milliseconds since 1970.
///
/// # Errors
/// The fault of the item, if it cannot be a request.
pub fn item_context(outer: &RequestContext, item: &ItemRequest, answer_by: i64) -> Result<RequestContext, Fault> {
    let request = request(&[outer.url().origin, &item.url].concat(), item)?;
    Ok(outer.of_batch(request, answer_by))
}

fn request(url: &str, item: &ItemRequest) -> Result<Request, Fault> {
    let invalid = |field: &str, text: &str| {
        let message = format!("{field} \"{}\" cannot be sent; correct it", excerpt(text));
        Fault::field(field, FaultCode::InvalidParameter, message)
    };
    let headers = Headers::new().map_err(|_| invalid("headers", ""))?;
    for (name, value) in &item.headers {
        headers.append(name, value).map_err(|_| invalid("header", name))?;
    }
    let init = RequestInit::new();
    init.set_method(&item.method);
    if !item.body.is_empty() && !["GET", "HEAD"].contains(&item.method.as_str()) {
        init.set_body(&Uint8Array::from(item.body.as_slice()));
        // With it `read_body` reads the body at once, which takes a quarter of the time of a stream.
        let length = item.body.len().to_string();
        headers.set("Content-Length", &length).map_err(|_| invalid("headers", ""))?;
    }
    init.set_headers(headers.as_ref());
    Request::new_with_str_and_init(url, &init).map_err(|_| invalid("method", &item.method))
}

/// The answers of a batch so far.
#[derive(Default)]
pub struct BatchText {
    serviced: Array,
    /// How many characters the bodies have together, before Base64.
    pub characters: u64,
}

impl BatchText {
    /// Adds an answer: its body, and the texts before and after it.
    ///
    /// # Errors
    /// The runtime has no encoder.
    pub fn push(&mut self, body: &Body, (before, after): &(String, String)) -> worker::Result<()> {
        let text = match body {
            Body::Js(text) => text.clone(),
            Body::Text(text) => JsString::from(text.as_str()),
        };
        self.characters += u64::from(text.length());
        let encoded = TextEncoder::new()?.encode(&text).to_base64();
        let entry = JsString::from(before.as_str()).concat(&encoded).concat(&after.as_str().into());
        self.serviced.push(&entry);
        Ok(())
    }

    /// How many answers there are.
    pub fn len(&self) -> usize {
        self.serviced.length() as usize
    }

    /// The body of the batch's answer: all answers, between two texts.
    pub fn finish(&self, (before, after): &(String, String)) -> JsString {
        JsString::from(before.as_str()).concat(&self.serviced.join(",")).concat(&after.as_str().into())
    }
}
