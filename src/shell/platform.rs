//! The platform's clock, randomness and response.

use crate::http::Answer;
use crate::sys_id::SysId;
use js_sys::JsString;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::{Headers, Response, ResponseInit, WorkerGlobalScope};

pub(super) fn global() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "the clock counts whole milliseconds")]
pub(super) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Random bytes fit for keys.
pub(super) fn random<const N: usize>() -> Result<[u8; N], JsValue> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

fn fill(bytes: &mut [u8]) -> Result<(), JsValue> {
    global().crypto()?.get_random_values_with_u8_array(bytes)?;
    Ok(())
}

/// A random number that nothing secret hangs on.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 255")]
pub(super) fn jitter() -> u8 {
    (js_sys::Math::random() * 256.0) as u8
}

/// Two ids that sort by the given time.
pub(super) fn new_ids(now_ms: i64) -> Result<[SysId; 2], JsValue> {
    let mut random = [[0; 10]; 2];
    fill(random.as_flattened_mut())?;
    let millis = u64::try_from(now_ms).unwrap_or_default();
    Ok(random.map(|random| SysId::new_v7(millis, &random)))
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Response)]
    type JsResponse;

    /// With a body that is a string of JavaScript's already.
    #[wasm_bindgen(constructor, catch, js_class = "Response")]
    fn new(body: &JsString, init: &ResponseInit) -> Result<JsResponse, JsValue>;
}

/// The response; its body, if `rows` are given, is a list of these records in JSON.
pub(super) fn response(answer: &Answer, rows: Option<JsString>) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &answer.headers {
        headers.append(name, value)?;
    }
    let init = ResponseInit::new();
    init.set_status(answer.status);
    init.set_headers(&headers);
    if let Some(rows) = rows {
        let body = JsString::from("{\"result\":[").concat(&rows).concat(&"]}".into());
        return Ok(JsResponse::new(&body, &init)?.unchecked_into());
    }
    // A 204 has no body, not even an empty one.
    let body = (answer.status != 204).then_some(answer.body.as_str());
    Response::new_with_opt_str_and_init(body, &init)
}
