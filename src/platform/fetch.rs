//! Requests to other servers.

use super::body::{Chunks, read_up_to};
use crate::relay;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Request, RequestInit, RequestRedirect, ResponseBody,
};

/// Most bytes of an answer to [`exchange`]: a search of the relay may list a thousand records.
const MAX_ANSWER_BYTES: usize = 2 * 1024 * 1024;

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

/// Sends a request of the relay to the instance at this base URL, and reads the whole answer. `None` if there is no answer in
/// time, or the connection breaks: then the request may have been carried out. Does not follow redirects.
pub async fn exchange(
    url: &str,
    request: &relay::Request,
    credentials: Option<(&str, &str)>,
    timeout_ms: u32,
) -> Option<relay::Answer> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let answer = pin!(answer(url, request, credentials, &signal));
    let timeout = pin!(Delay::from(Duration::from_millis(timeout_ms.into())));
    match select(answer, timeout).await {
        Either::Left((answer, _)) => answer.ok(),
        Either::Right(_) => {
            controller.abort();
            None
        }
    }
}

async fn answer(
    url: &str,
    request: &relay::Request,
    credentials: Option<(&str, &str)>,
    signal: &AbortSignal,
) -> worker::Result<relay::Answer> {
    let headers = Headers::new();
    for (name, value) in request.headers.iter().map(|(name, value)| (*name, value.as_str())).chain(credentials) {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(request.method.to_owned().into()).with_headers(headers).with_redirect(RequestRedirect::Manual);
    init.with_body(request.body.as_deref().map(Into::into));
    let sent = Request::new_with_init(&format!("{url}{}", request.path), &init)?;
    let response = Fetch::Request(sent).send_with_signal(signal).await?;
    let header = |name| response.headers().get(name).ok().flatten();
    let mut answer = relay::Answer {
        status: response.status_code(),
        content_type: header("Content-Type"),
        retry_after: header("Retry-After"),
        rate_limit_reset: header("X-RateLimit-Reset"),
        body: String::new(),
    };
    if let ResponseBody::Stream(stream) = response.body() {
        let bytes = read_up_to(MAX_ANSWER_BYTES, &Chunks::of(stream)).await?;
        answer.body = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    }
    Ok(answer)
}
