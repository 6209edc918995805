//! Reading bodies without reading more than is allowed.

use super::platform::now_ms;
use super::request::Exchange;
use crate::fault::{Fault, Faults};
use crate::http::{ApiError, Format, MAX_BODY_BYTES, request_format};
use futures_util::StreamExt;
use futures_util::future::select;
use js_sys::Uint8Array;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Request;
use worker::{ByteStream, Delay};

/// Most bytes of a rejected body that are drained. Where the connection ends while the caller still sends, the answer may be
/// lost (RFC 9112, section 9.6).
const MAX_DRAINED_BYTES: usize = 16 * 1024 * 1024;

/// How long a rejected body is drained.
const MAX_DRAINING: Duration = Duration::from_millis(500);

/// The format of the body of a request.
pub(super) fn format(exchange: &Exchange) -> Result<Format, ApiError> {
    let coding = exchange.header("Content-Encoding");
    let is_plain = coding.is_none_or(|coding| coding.eq_ignore_ascii_case("identity"));
    let content_type = exchange.header("Content-Type");
    request_format(content_type.as_deref()).filter(|_| is_plain).ok_or(ApiError::UnsupportedMediaType)
}

/// The whole body of a request. Rejects one that announces too many bytes before it reads it, and one that does not announce
/// its length as soon as it has too many.
pub(super) async fn read(exchange: &Exchange) -> Result<Vec<u8>, ApiError> {
    let waited_since = now_ms();
    let announced = announced(exchange);
    if announced.is_some_and(|length| length > MAX_BODY_BYTES as u64) {
        return Err(ApiError::PayloadTooLarge);
    }
    let taken = exchange.take_request();
    let request = taken.ok_or_else(|| ApiError::Internal("the body was read before".to_owned()))?;
    let bytes = if announced.is_some() {
        all(&request).await.map(|bytes| Some(Uint8Array::new(&bytes).to_vec()))
    } else if let Some(stream) = request.body() {
        let mut stream = ByteStream::from(stream);
        let bytes = read_up_to(MAX_BODY_BYTES, &mut stream).await;
        if matches!(bytes, Ok(None)) {
            drain_stream(stream).await;
        }
        bytes
    } else {
        Ok(Some(Vec::new()))
    };
    let bytes = bytes.map_err(|_| {
        Faults::from(Fault::body("the body is not complete; send all announced bytes, or the last chunk"))
    })?;
    let bytes = bytes.ok_or(ApiError::PayloadTooLarge)?;
    exchange.note_received(waited_since);
    Ok(bytes)
}

/// All bytes of a stream; `None` if there are more than `most`.
pub(super) async fn read_up_to(most: usize, stream: &mut ByteStream) -> worker::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        bytes.extend(chunk?);
        if bytes.len() > most {
            return Ok(None);
        }
    }
    Ok(Some(bytes))
}

/// Drains the body of a request that nobody has read, so that the client can still read the answer. A body that announces too
/// much is left where it is.
pub(super) async fn drain(exchange: &Exchange) {
    let Some(request) = exchange.take_request() else {
        return;
    };
    match announced(exchange) {
        // Reading all at once takes a quarter of the time that the stream takes.
        Some(length) if length <= MAX_BODY_BYTES as u64 => in_time(all(&request)).await,
        Some(length) if length > MAX_DRAINED_BYTES as u64 => {}
        _ => {
            if let Some(stream) = request.body() {
                drain_stream(stream.into()).await;
            }
        }
    }
}

/// All bytes of the body, as an `ArrayBuffer`.
async fn all(request: &Request) -> worker::Result<JsValue> {
    Ok(JsFuture::from(request.array_buffer()?).await?)
}

async fn drain_stream(mut stream: ByteStream) {
    let draining = async {
        let mut left = MAX_DRAINED_BYTES;
        while let Some(Ok(chunk)) = stream.next().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                break;
            }
        }
    };
    in_time(draining).await;
}

async fn in_time<T>(draining: impl Future<Output = T>) {
    select(pin!(draining), pin!(Delay::from(MAX_DRAINING))).await;
}

/// The announced length. The platform accepts digits alone, so a length that does not parse has more than 64 bits.
fn announced(exchange: &Exchange) -> Option<u64> {
    exchange.header("Content-Length").map(|length| length.parse().unwrap_or(u64::MAX))
}
