//! `Content-Type` and `Accept`.
#![no_main]

use help_request_edge::format::{Format, answer_format, request_format};
use libfuzzer_sys::fuzz_target;
use mime::Mime;

/// What the other parser says of a `Content-Type`, where it can read it at all. Texts in quotation marks are left out,
/// because within them a semicolon and a comma mean nothing.
fn agrees(header: &str, format: Option<Format>) {
    let Some(mime) = header.parse::<Mime>().ok().filter(|_| !header.contains('"')) else { return };
    let expected = match (mime.type_().as_str(), mime.subtype().as_str(), mime.suffix().map(|suffix| suffix.as_str())) {
        ("application", "json", None) => Some(Format::Json),
        ("application" | "text", "xml", None) => Some(Format::Xml),
        (_, subtype, Some("json")) if !subtype.is_empty() => Some(Format::Json),
        (_, subtype, Some("xml")) if !subtype.is_empty() => Some(Format::Xml),
        _ => None,
    };
    assert_eq!(format, expected.filter(|_| mime.params().all(|(name, value)| name != "charset" || value == "utf-8")));
}

fn content_type(header: &str) {
    let format = request_format(Some(header));
    agrees(header.trim(), format);
    assert_eq!(request_format(Some(&header.to_ascii_uppercase())), format);
    assert_eq!(request_format(Some(&format!("\t{header} "))), format);
    // What is put behind a header may become a part of its last text in quotation marks.
    if format.is_some() && !header.trim().is_empty() && !header.contains('"') {
        let essence = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        assert!(essence.ends_with("json") || essence.ends_with("xml"));
        assert_eq!(request_format(Some(&format!("{header};charset=utf-8"))), format);
        assert_eq!(request_format(Some(&format!("{header};charset=utf-16"))), None);
    }
}

fn accept(header: &str) {
    let format = answer_format(Some(header));
    assert_eq!(answer_format(Some(&header.to_ascii_uppercase())), format);
    if header.trim().is_empty() {
        assert_eq!(format, Some(Format::Json));
        return;
    }
    if header.contains('"') {
        return;
    }
    let reversed: Vec<&str> = header.rsplit(',').collect();
    assert_eq!(answer_format(Some(&format!("{},", reversed.join(",")))), format, "the order counts");
    assert_eq!(answer_format(Some(&format!("{header},{header}"))), format, "repetition counts");
    assert_eq!(answer_format(Some(&format!("{header},text/html,/,a/b;q=0"))), format, "other types count");
    assert_eq!(answer_format(Some(&format!("{header},application/json"))), Some(Format::Json));
    if format.is_some() {
        assert!(header.to_ascii_lowercase().contains(['*', 'j', 'x']));
    } else {
        assert_eq!(answer_format(Some(&format!("{header},application/xml"))), Some(Format::Xml));
    }
}

fuzz_target!(|header: &str| {
    content_type(header);
    accept(header);
});
