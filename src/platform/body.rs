//! Reading bodies without reading more than is allowed.

use super::{RequestContext, now_ms};
use crate::error::ApiError;
use crate::fault::{Fault, Faults};
use crate::format::MAX_BODY_BYTES;
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

/// The whole body of a request, and when it was there, in milliseconds since 1970. Refuses one that announces too many bytes
/// before it is read, and one that does not announce its length as soon as it has too many.
///
/// # Errors
/// [`ApiError::PayloadTooLarge`], or the fault that the body is not complete.
pub async fn read_body(context: &RequestContext) -> Result<(Vec<u8>, i64), ApiError> {
    let announced = announced(context);
    if announced.is_some_and(|length| length > MAX_BODY_BYTES as u64) {
        return Err(ApiError::PayloadTooLarge);
    }
    let request = context.take_request().ok_or_else(|| ApiError::Internal("the body was read before".to_owned()))?;
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
    Ok((bytes.ok_or(ApiError::PayloadTooLarge)?, now_ms()))
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
pub async fn drain(context: &RequestContext) {
    let Some(request) = context.take_request() else {
        return;
    };
    match announced(context) {
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
fn announced(context: &RequestContext) -> Option<u64> {
    context.header("Content-Length").map(|length| length.parse().unwrap_or(u64::MAX))
}
