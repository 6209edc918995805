//! Reading bodies without reading more than is allowed.

use super::head::Header;
use super::platform::{self, now_ms};
use super::request::Exchange;
use super::task::settled;
use crate::fault::{Fault, Faults};
use crate::http::{ApiError, Format, MAX_BODY_BYTES, request_format};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;

/// How much of a body that is refused is taken in, in bytes. A connection that ends while its caller still sends may take
/// the answer with it (RFC 9112, section 9.6).
const MAX_PASSED_OVER_BYTES: u32 = 16 * 1024 * 1024;

/// How long it is taken in, in milliseconds.
const MAX_PASSED_OVER_MS: u32 = 500;

/// The format of the body of a request.
pub(super) fn format(exchange: &Exchange) -> Result<Format, ApiError> {
    let coding = exchange.head.header(Header::ContentEncoding);
    let is_plain = coding.is_none_or(|coding| coding.trim().eq_ignore_ascii_case("identity"));
    request_format(exchange.head.header(Header::ContentType)).filter(|_| is_plain).ok_or(ApiError::UnsupportedMediaType)
}

/// The body of a request, which is there in full then. One that announces too much is refused unread, one that does not
/// announce its length as soon as it has too much.
pub(super) async fn read(exchange: &Exchange) -> Result<Vec<u8>, ApiError> {
    let waited_since = now_ms();
    let announced = announced(exchange);
    if announced.is_some_and(|length| length > MAX_BODY_BYTES as u64) {
        return Err(ApiError::PayloadTooLarge);
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is far below 2^32")]
    let bytes = platform::body(&exchange.request, MAX_BODY_BYTES as u32, announced.is_some());
    let bytes = settled(bytes).await.map_err(|_| {
        Faults::from(Fault::body("the body is not complete; send all announced bytes, or the last chunk"))
    })?;
    if bytes.is_undefined() {
        return Err(ApiError::PayloadTooLarge);
    }
    exchange.note_received(waited_since);
    Ok(bytes.unchecked_into::<Uint8Array>().to_vec())
}

/// Takes in what is left of a body that was refused, before the answer is given. One that announces too much is let go at once.
pub(super) async fn pass_over(exchange: &Exchange) {
    let (most, within_ms) = (MAX_PASSED_OVER_BYTES, MAX_PASSED_OVER_MS);
    let announced = announced(exchange);
    let is_short = announced.is_some_and(|length| length <= MAX_BODY_BYTES as u64);
    if !exchange.is_received()
        && announced.is_none_or(|length| length <= u64::from(most))
        && let Some(done) = platform::pass_over(&exchange.request, most, within_ms, is_short)
    {
        let _: Result<_, _> = settled(done).await;
    }
}

/// A length beyond 64 bits is one that does not parse: the platform lets nothing but digits in.
fn announced(exchange: &Exchange) -> Option<u64> {
    exchange.head.header(Header::ContentLength).map(|length| length.trim().parse().unwrap_or(u64::MAX))
}
