//! The head of a request: its method, its URL and those of its headers that are read.

use super::platform;
use wasm_bindgen::JsValue;

/// A header that is read. The numbers are places in the list of platform.js.
#[derive(Clone, Copy)]
pub(super) enum Header {
    Accept,
    Authorization,
    CfConnectingIp,
    ContentEncoding,
    ContentLength,
    ContentType,
    IdempotencyKey,
    Traceparent,
    D1Bookmark,
}

/// Method, URL and headers.
const LINES: usize = 11;

/// What stands for a header that is not there: no header's value holds it.
const NONE: &str = "\r";

/// All of it, asked of the platform at once.
pub(super) struct Head {
    /// Each on a line of its own.
    text: String,
    /// Where the lines end.
    ends: [usize; LINES],
}

impl Head {
    pub(super) fn of(request: &JsValue) -> Self {
        let text = platform::head(request);
        let mut ends = [text.len(); LINES];
        for (end, (at, _)) in ends.iter_mut().zip(text.match_indices('\n')) {
            *end = at;
        }
        Self { text, ends }
    }

    pub(super) fn method(&self) -> &str {
        self.line(0)
    }

    /// The parts of the URL.
    pub(super) fn url(&self) -> UrlParts<'_> {
        UrlParts::of(self.line(1))
    }

    /// The header's value; several of one name come joined by commas. The runtime leaves blanks behind a value, which are none
    /// of it (RFC 9110, section 5.5).
    pub(super) fn header(&self, header: Header) -> Option<&str> {
        Some(self.line(header as usize + 2)).filter(|value| *value != NONE).map(str::trim)
    }

    fn line(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end + 1);
        self.ends.get(at).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }
}

/// A serialized URL, taken apart.
pub(super) struct UrlParts<'a> {
    /// Up to the path.
    pub(super) origin: &'a str,
    pub(super) path: &'a str,
    /// Behind the question mark.
    pub(super) query: &'a str,
}

impl<'a> UrlParts<'a> {
    fn of(url: &'a str) -> Self {
        let url = url.split('#').next().unwrap_or(url);
        let slash = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
        let (origin, rest) = url.split_at(slash);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Self { origin, path, query }
    }
}
