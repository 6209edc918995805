//! Documents too long for a file of cases, and the words for what is not well-formed.

use crate::support::{message, xml};
use help_request_edge::fault::{Fault, MAX_EXCERPT_CHARACTERS};
use help_request_edge::format::MAX_BODY_BYTES;

#[test]
fn a_message_does_not_repeat_more_than_the_limit_of_a_tag() {
    let long = "n".repeat(10 * MAX_EXCERPT_CHARACTERS);
    for body in [
        format!("<{long}></r>"),
        format!("<r></{long}>"),
        format!("</{long}>"),
        format!("<r></r\n{long}>"),
        format!("<r><{long} a=\"1\"/></r>"),
        format!("<r><1{long}/></r>"),
        format!("<{long} a=\"1\"/>"),
        format!("<?xml version=\"1.0\" encoding=\"{long}\"?><r/>"),
    ] {
        let faults = xml(&body).unwrap_err();
        for fault in faults {
            assert!(!fault.message.contains(char::is_control), "{}", fault.message);
            assert!(!fault.message.contains(&"n".repeat(MAX_EXCERPT_CHARACTERS + 1)), "{}", fault.message);
        }
    }
}

#[test]
fn nesting_as_deep_as_a_body_allows_does_no_harm() {
    let depth = MAX_BODY_BYTES / 8;
    let nested = format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(xml(&nested).is_err());
    assert!(xml(&with_value(&nested)).is_err());
    assert!(xml(&"<a>".repeat(depth)).is_err());
    assert!(xml(&with_value(&"<a>".repeat(depth))).is_err());
}

#[test]
fn what_is_not_well_formed_is_named() {
    for (body, reason) in [
        ("<r><!x></r>", "<! begins neither a comment nor a CDATA section"),
        ("<r><!-- </r>", "a comment does not end"),
        ("<r><![CDATA[ </r>", "a CDATA section does not end"),
        ("<r><a </r", "a tag does not end; write &lt; for a < that begins none"),
        ("<r><interaction>a & b</interaction></r>", "an & begins no reference; write &amp; for it"),
        ("<r></s>", "</s> stands where </r> belongs"),
        ("</r>", "</r> ends nothing"),
    ] {
        assert_eq!(xml(body), Err(vec![Fault::body(message!("xml_malformed", reason = reason))]), "{body}");
    }
}

/// A document whose field holds this.
fn with_value(value: &str) -> String {
    format!("<r><interaction>{value}</interaction></r>")
}
