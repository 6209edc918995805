//! Compression with the runtime's streams, so that the Worker needs no library for it.

use js_sys::{ArrayBuffer, JsString, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableWritablePair, Response};

#[wasm_bindgen]
extern "C" {
    /// `web_sys` has both only for builds with unstable APIs.
    #[wasm_bindgen(extends = ReadableWritablePair)]
    type CompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    #[wasm_bindgen(extends = ReadableWritablePair)]
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// Compresses a text to gzip.
///
/// # Errors
/// The runtime cannot.
pub(super) async fn compress(text: &JsString) -> Result<Vec<u8>, JsValue> {
    let stream = CompressionStream::new("gzip")?;
    let source = super::response::text_response(text)?;
    let compressed = piped(&source, &stream)?.array_buffer()?;
    Ok(Uint8Array::new(&JsFuture::from(compressed).await?.unchecked_into::<ArrayBuffer>()).to_vec())
}

/// The text that was compressed.
///
/// # Errors
/// The bytes are not gzip.
pub(super) async fn decompress(bytes: &[u8]) -> Result<JsString, JsValue> {
    let stream = DecompressionStream::new("gzip")?;
    let source = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes)))?;
    let text = piped(&source, &stream)?.text()?;
    Ok(JsFuture::from(text).await?.unchecked_into())
}

/// A response whose body is that of the source, piped through the stream.
fn piped(source: &Response, stream: &ReadableWritablePair) -> Result<Response, JsValue> {
    let body = source.body().ok_or_else(|| JsValue::from_str("a response has no body"))?;
    Response::new_with_opt_readable_stream(Some(&body.pipe_through(stream)))
}
