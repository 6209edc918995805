//! Reading bodies without reading more than is allowed.

use super::platform::now_ms;
use super::request::Exchange;
use crate::fault::{Fault, Faults};
use crate::http::{ApiError, Format, MAX_BODY_BYTES, request_format};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// The format of the body of a request.
pub(super) fn format(exchange: &Exchange) -> Result<Format, ApiError> {
    let coding = exchange.header("content-encoding").filter(|coding| !coding.trim().eq_ignore_ascii_case("identity"));
    request_format(exchange.header("content-type").as_deref())
        .filter(|_| coding.is_none())
        .ok_or(ApiError::UnsupportedMediaType)
}

/// The body of a request, which is there in full then. One that announces too much is refused unread, one that does not announce its length as soon
/// as it has too much.
pub(super) async fn read(exchange: &Exchange) -> Result<Vec<u8>, ApiError> {
    let waited_since = now_ms();
    let body = bytes(exchange).await?;
    exchange.note_received(waited_since);
    Ok(body)
}

async fn bytes(exchange: &Exchange) -> Result<Vec<u8>, ApiError> {
    // A length beyond 64 bits is one that does not parse: the platform lets nothing but digits in.
    match exchange.header("content-length").map(|length| length.trim().parse().unwrap_or(u64::MAX)) {
        Some(length) if length > MAX_BODY_BYTES as u64 => Err(ApiError::PayloadTooLarge),
        // The connection delivers no more than was announced.
        Some(_) => {
            let promise = exchange.request.array_buffer().map_err(|_| broken())?;
            let buffer = JsFuture::from(promise).await.map_err(|_| broken())?;
            Ok(Uint8Array::new(&buffer).to_vec())
        }
        None => match exchange.request.body() {
            None => Ok(Vec::new()),
            Some(stream) => {
                read_at_most(stream, MAX_BODY_BYTES).await.map_err(|_| broken())?.ok_or(ApiError::PayloadTooLarge)
            }
        },
    }
}

/// The whole of a stream; `None`, and the stream cancelled, if it has more than `limit` bytes.
pub(super) async fn read_at_most(stream: ReadableStream, limit: usize) -> Result<Option<Vec<u8>>, JsValue> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(Some(bytes));
        }
        let chunk: Uint8Array = Reflect::get(&chunk, &"value".into())?.unchecked_into();
        if bytes.len() + chunk.length() as usize > limit {
            // Nobody waits for the rest; whether it is let go without a fault does not matter.
            let _ = JsFuture::from(reader.cancel()).await;
            return Ok(None);
        }
        bytes.extend(chunk.to_vec());
    }
}

fn broken() -> ApiError {
    Faults::from(Fault::body("the body is not complete; send as many bytes as are announced")).into()
}
