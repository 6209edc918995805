//! Reads request and response bodies, up to a limit.

use super::{RequestContext, now_ms};
use crate::error::ApiError;
use crate::fault::{Fault, Faults};
use crate::format::MAX_BODY_BYTES;
use futures_util::future::select;
use js_sys::Uint8Array;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult, Request};
use worker::Delay;

/// Most bytes of a rejected body that are drained. If the connection closes while the client is still sending, the client
/// may lose the answer (RFC 9112, section 9.6).
const MAX_DRAINED_BYTES: usize = 16 * 1024 * 1024;

/// Longest time that a rejected body is drained.
const MAX_DRAINING: Duration = Duration::from_millis(500);

/// The body of a request.
pub struct ReceivedBody {
    pub bytes: Vec<u8>,
    /// When its end arrived, in milliseconds since 1970.
    pub received_at: i64,
    /// When to give up on the call, in milliseconds since 1970. Waiting for the body does not count, because a caller may
    /// be slow to send it.
    pub deadline: i64,
}

impl ReceivedBody {
    /// No body, for a method that has none.
    pub fn none(context: &RequestContext) -> Self {
        Self { bytes: Vec::new(), received_at: now_ms(), deadline: context.deadline() }
    }
}

/// Reads the body of a request, of at most `most` bytes. If `Content-Length` is too large, refuses the body before reading
/// it. Without a `Content-Length`, stops as soon as the body is too large.
///
/// # Errors
/// [`ApiError::PayloadTooLarge`], or a fault if the body ends early.
pub async fn read_body(context: &RequestContext, most: usize) -> Result<ReceivedBody, ApiError> {
    let waited_since = now_ms();
    let announced = announced(context);
    if announced.is_some_and(|length| length > most as u64) {
        return Err(ApiError::PayloadTooLarge(most));
    }
    let request = context.take_request().ok_or_else(|| ApiError::Internal("the body was read before".to_owned()))?;
    let bytes = if announced.is_some() {
        all(&request).await.map(|bytes| Some(Uint8Array::new(&bytes).to_vec()))
    } else if let Some(stream) = request.body() {
        let chunks = Chunks::of(&stream);
        let bytes = read_up_to(most, &chunks).await;
        if matches!(bytes, Ok(None)) {
            drain_chunks(&chunks).await;
        }
        bytes
    } else {
        Ok(Some(Vec::new()))
    };
    let bytes = bytes.map_err(|_| {
        Faults::from(Fault::body("the body is not complete; send all announced bytes, or the last chunk"))
    })?;
    let bytes = bytes.ok_or(ApiError::PayloadTooLarge(most))?;
    let received_at = now_ms();
    Ok(ReceivedBody { bytes, received_at, deadline: context.deadline() + received_at - waited_since })
}

thread_local! {
    /// Ignores the error if a stream cannot be cancelled: then it needs no cancelling.
    static IGNORE: Closure<dyn FnMut(JsValue)> = Closure::new(|_| {});
}

/// The chunks of a stream. Cancels the stream when they are dropped.
pub(super) struct Chunks(ReadableStreamDefaultReader);

impl Chunks {
    /// The chunks of a stream that nobody else reads.
    pub(super) fn of(stream: &ReadableStream) -> Self {
        Self(stream.get_reader().unchecked_into())
    }

    /// The next chunk; `None` at the end.
    async fn next(&self) -> worker::Result<Option<Vec<u8>>> {
        let read: ReadableStreamReadResult = JsFuture::from(self.0.read()).await?.unchecked_into();
        let is_end = read.get_done().unwrap_or_default();
        Ok((!is_end).then(|| Uint8Array::new(&read.get_value()).to_vec()))
    }
}

impl Drop for Chunks {
    fn drop(&mut self) {
        IGNORE.with(|ignore| drop(self.0.cancel().catch(ignore)));
    }
}

/// All bytes of a stream; `None` if there are more than `most`.
pub(super) async fn read_up_to(most: usize, chunks: &Chunks) -> worker::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await? {
        bytes.extend(chunk);
        if bytes.len() > most {
            return Ok(None);
        }
    }
    Ok(Some(bytes))
}

/// Drains a request body that nobody has read, so that the client can still read the answer. Does not drain a body whose
/// `Content-Length` is above [`MAX_DRAINED_BYTES`].
pub async fn drain(context: &RequestContext) {
    let Some(request) = context.take_request() else {
        return;
    };
    match announced(context) {
        // Reading a body at once takes a quarter of the time of a stream.
        Some(length) if length <= MAX_BODY_BYTES as u64 => in_time(all(&request)).await,
        Some(length) if length > MAX_DRAINED_BYTES as u64 => {}
        _ => {
            if let Some(stream) = request.body() {
                drain_chunks(&Chunks::of(&stream)).await;
            }
        }
    }
}

/// All bytes of the body, as an `ArrayBuffer`.
async fn all(request: &Request) -> worker::Result<JsValue> {
    Ok(JsFuture::from(request.array_buffer()?).await?)
}

/// Drains a stream, up to [`MAX_DRAINED_BYTES`] and [`MAX_DRAINING`].
async fn drain_chunks(chunks: &Chunks) {
    let draining = async {
        let mut left = MAX_DRAINED_BYTES;
        while let Ok(Some(chunk)) = chunks.next().await {
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
