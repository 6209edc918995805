//! Reads request and response bodies, up to a limit.

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

/// Most bytes of a rejected body that are drained. If the connection closes while the client is still sending, the client
/// may lose the answer (RFC 9112, section 9.6).
const MAX_DRAINED_BYTES: usize = 16 * 1024 * 1024;

/// Longest time that a rejected body is drained.
const MAX_DRAINING: Duration = Duration::from_millis(500);

/// Reads the body of a request. Returns it, and when its end arrived in milliseconds since 1970. If `Content-Length` is too
/// large, refuses the body before reading it. Without a `Content-Length`, stops as soon as the body is too large.
///
/// # Errors
/// [`ApiError::PayloadTooLarge`], or a fault if the body ends early.
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

/// Drains a request body that nobody has read, so that the client can still read the answer. Leaves a body alone whose
/// `Content-Length` is above [`MAX_DRAINED_BYTES`].
pub async fn drain(context: &RequestContext) {
    let Some(request) = context.take_request() else {
        return;
    };
    match announced(context) {
        // Reading a body at once takes a quarter of the time of its stream.
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

/// The value of `Content-Length`. The runtime accepts only digits, so a value that does not parse is too large for 64 bits.
fn announced(context: &RequestContext) -> Option<u64> {
    context.header("Content-Length").map(|length| length.parse().unwrap_or(u64::MAX))
}
