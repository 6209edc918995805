//! Chooses formats by `Content-Type` and `Accept` (RFC 9110, sections 8.3 and 12.5.1).

use super::Format;

/// Most bytes of a request body: 64 KiB.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// The media types of both formats, for messages.
pub const JSON_OR_XML: &str = "application/json or application/xml";

/// The format of a request body, by its `Content-Type`: JSON or XML, also types that end in `+json` or `+xml`, in UTF-8.
/// JSON if the header is missing or empty.
///
/// `None` for any other type or charset.
#[must_use]
pub fn request_format(content_type: Option<&str>) -> Option<Format> {
    let Some(header) = content_type.map(str::trim).filter(|header| !header.is_empty()) else {
        return Some(Format::Json);
    };
    let mut parts = parts(header, ';');
    let format = format_of(&parts.next()?.trim().to_ascii_lowercase())?;
    let is_utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            is_utf8_label(value.trim().trim_matches('"'))
        }
        Some(_) => true,
        None => parameter.trim().is_empty(),
    });
    is_utf8.then_some(format)
}

/// Whether the name of a charset means UTF-8. Many clients leave out the hyphen, which browsers accept too (WHATWG Encoding
/// Standard, section 4.2).
pub(super) fn is_utf8_label(label: &str) -> bool {
    ["utf-8", "utf8"].iter().any(|name| label.eq_ignore_ascii_case(name))
}

/// Splits at the separator, except within quoted strings (RFC 9110, section 5.6.4).
fn parts(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(move |character| {
        is_quoted ^= character == '"' && !is_escaped;
        is_escaped = is_quoted && character == '\\' && !is_escaped;
        character == separator && !is_quoted
    })
}

fn format_of(media_type: &str) -> Option<Format> {
    let (kind, subtype) = media_type.split_once('/')?;
    if ![kind, subtype].iter().all(|part| is_token(part)) {
        return None;
    }
    match (kind, subtype) {
        ("application", "json") => Some(Format::Json),
        ("application" | "text", "xml") => Some(Format::Xml),
        (_, subtype) if subtype.len() > 5 && subtype.ends_with("+json") => Some(Format::Json),
        (_, subtype) if subtype.len() > 4 && subtype.ends_with("+xml") => Some(Format::Xml),
        _ => None,
    }
}

/// Whether the text is a token (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// The format of the answer, by `Accept`: the one with the higher q-value. At the same q-value, the one that is named more
/// exactly; then JSON. JSON if the header is missing or empty. Ignores elements that are not media ranges.
///
/// `None` if neither is acceptable.
#[must_use]
pub fn answer_format(accept: Option<&str>) -> Option<Format> {
    let Some(header) = accept.map(str::trim).filter(|header| !header.is_empty()) else {
        return Some(Format::Json);
    };
    let ranges: Vec<Range<'_>> = parts(header, ',').filter_map(Range::parse).collect();
    let json = preference(&ranges, &[("application", "json")]);
    // The answer is application/xml. The other name, text/xml, counts only if no range names application/xml exactly.
    let is_named = ranges.iter().any(|range| range.exactness("application", "xml") == 3);
    let names = [("application", "xml"), ("text", "xml")];
    let xml = preference(&ranges, names.get(..if is_named { 1 } else { 2 }).unwrap_or_default());
    match (json, xml) {
        (None, None) => None,
        (json, xml) => Some(if xml > json { Format::Xml } else { Format::Json }),
    }
}

/// Whether `Accept` allows JSON. It does if the header is missing or empty.
#[must_use]
pub fn accepts_json(accept: Option<&str>) -> bool {
    let header = accept.map(str::trim).filter(|header| !header.is_empty());
    header.is_none_or(|header| {
        let ranges: Vec<Range<'_>> = parts(header, ',').filter_map(Range::parse).collect();
        preference(&ranges, &[("application", "json")]).is_some()
    })
}

/// An element of `Accept`.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// In thousandths: 0 to 1000.
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(element: &'a str) -> Option<Self> {
        let mut parts = parts(element, ';');
        let range = parts.next()?.trim();
        // Java's HttpURLConnection sends a lone asterisk.
        let (kind, subtype) = if range == "*" { ("*", "*") } else { range.split_once('/')? };
        if kind == "*" && subtype != "*" {
            return None;
        }
        let quality = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
            .map_or(Some(1000), |(_, value)| thousandths(value.trim()))?;
        Some(Self { kind, subtype, quality })
    }

    /// How exactly the range names the type: 3 for the type itself, 2 for `type/*`, 1 for `*/*`, 0 for no match.
    fn exactness(&self, kind: &str, subtype: &str) -> u8 {
        let is_kind = self.kind.eq_ignore_ascii_case(kind);
        match (self.kind, self.subtype) {
            ("*", _) => 1,
            (_, "*") if is_kind => 2,
            (_, other) if is_kind && other.eq_ignore_ascii_case(subtype) => 3,
            _ => 0,
        }
    }
}

/// The best quality of a format's names, and how exactly that name was given. For each name, the most exact range counts.
/// `None` if no name is acceptable.
fn preference(ranges: &[Range<'_>], names: &[(&str, &str)]) -> Option<(u16, u8)> {
    names
        .iter()
        .filter_map(|(kind, subtype)| {
            let decisive = ranges
                .iter()
                .map(|range| (range.exactness(kind, subtype), range.quality))
                .filter(|(exactness, _)| *exactness > 0)
                .max()?;
            Some((decisive.1, decisive.0)).filter(|(quality, _)| *quality > 0)
        })
        .max()
}

/// Reads a q-value (RFC 9110, section 12.4.2), in thousandths. Also without the zero before the point, as Java sends it.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digit = |at| fraction.as_bytes().get(at).map_or(0, |digit| u16::from(digit - b'0'));
    let fraction = digit(0) * 100 + digit(1) * 10 + digit(2);
    match whole {
        "0" => Some(fraction),
        "" if fraction > 0 => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}
