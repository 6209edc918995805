//! Requests to other servers.

use super::body::{Chunks, read_up_to};
use worker::{AbortSignal, Fetch, Request, RequestInit, RequestRedirect, ResponseBody};

/// Fetches a text of at most `max_bytes` bytes. `None` for any failure: no answer in time, a status that is not 2xx, a
/// longer text, or not UTF-8. Does not follow redirects, because they could lead to an address that the operator has not
/// allowed.
pub async fn get_text(url: &str, timeout_ms: u32, max_bytes: usize) -> Option<String> {
    let timeout = AbortSignal::from(web_sys::AbortSignal::timeout_with_u32(timeout_ms));
    let mut init = RequestInit::new();
    init.with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url, &init).ok()?;
    let response = Fetch::Request(request).send_with_signal(&timeout).await.ok()?;
    let ResponseBody::Stream(stream) = response.body() else {
        return None;
    };
    let chunks = Chunks::of(stream);
    if !(200..300).contains(&response.status_code()) {
        return None;
    }
    let bytes = read_up_to(max_bytes, &chunks).await.ok()??;
    String::from_utf8(bytes).ok()
}
