//! Reading bodies without reading more than is allowed.

use super::head::Header;
use super::platform::{body, now_ms};
use super::request::Exchange;
use super::task::settled;
use crate::fault::{Fault, Faults};
use crate::http::{ApiError, Format, MAX_BODY_BYTES, request_format};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;

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
    // A length beyond 64 bits is one that does not parse: the platform lets nothing but digits in.
    let announced = exchange.head.header(Header::ContentLength).map(|length| length.trim().parse().unwrap_or(u64::MAX));
    if announced.is_some_and(|length| length > MAX_BODY_BYTES as u64) {
        return Err(ApiError::PayloadTooLarge);
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is far below 2^32")]
    let bytes = body(&exchange.request, MAX_BODY_BYTES as u32, announced.is_some());
    let bytes = settled(bytes)
        .await
        .map_err(|_| Faults::from(Fault::body("the body is not complete; send as many bytes as are announced")))?;
    exchange.note_received(waited_since);
    if bytes.is_undefined() {
        Err(ApiError::PayloadTooLarge)
    } else {
        Ok(bytes.unchecked_into::<Uint8Array>().to_vec())
    }
}
