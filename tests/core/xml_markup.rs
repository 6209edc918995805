//! Markup that XML 1.0 or the contract does not allow (contract, section 2). Nothing is ever expanded or fetched.

use crate::support::{INTERACTION, NOW, message, xml};
use help_request_edge::fault::{Fault, FaultCode, MAX_QUOTED_CHARACTERS};
use help_request_edge::http::MAX_BODY_BYTES;

const ROOT: &str = "<r><interaction>d4dec70f3b4bfe101baa9f7e53e45a5d</interaction></r>";

fn end_all() -> Result<String, Vec<Fault>> {
    Ok(format!("end all of {INTERACTION} end={NOW}"))
}

/// A document whose field holds this.
fn with_value(value: &str) -> String {
    format!("<r><interaction>{value}</interaction></r>")
}

#[track_caller]
fn is_refused(body: &str, reason: &str) {
    let message = message!("xml_malformed", reason = reason);
    assert_eq!(xml(body), Err(vec![Fault::body(message)]), "{body}");
}

/// Refused for a reason in the parser's own words.
#[track_caller]
fn is_malformed(body: &str) {
    let faults = xml(body).expect_err(body);
    let [fault] = faults.as_slice() else { panic!("{body}: {faults:?}") };
    assert_eq!((fault.field.as_deref(), fault.code), (None, FaultCode::MalformedBody), "{body}");
    assert!(fault.message.starts_with(&message!("xml_malformed", reason = "")), "{}", fault.message);
}

#[test]
fn declarations_that_say_1_0_and_utf_8_are_accepted() {
    for declaration in [
        r#"<?xml version="1.0"?>"#,
        r"<?xml version='1.0'?>",
        r#"<?xml version="1.0" encoding="UTF-8"?>"#,
        r#"<?xml version="1.0" encoding="utf-8" standalone="yes"?>"#,
        r#"<?xml version="1.0" standalone='no'?>"#,
        "<?xml\r\n\tversion = \"1.0\"\tencoding\n=\n'Utf-8' ?>",
    ] {
        assert_eq!(xml(&format!("{declaration}{ROOT}")), end_all(), "{declaration}");
    }
}

#[test]
fn a_false_encoding_is_refused() {
    for encoding in ["UTF-16", "ISO-8859-1", "us-ascii", "utf8", "UTF-7", ""] {
        let reason = message!("xml_encoding", encoding = encoding);
        is_refused(&format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{ROOT}"), &reason);
    }
}

#[test]
fn other_declarations_are_refused() {
    let reason = message!("xml_declaration");
    for declaration in [
        r"<?xml ?>",
        r#"<?xml encoding="UTF-8"?>"#,
        r#"<?xml version="1.1"?>"#,
        r#"<?xml version="2.0"?>"#,
        r#"<?xml version=""?>"#,
        r"<?xml version=1.0?>",
        r#"<?xml version="1.0'?>"#,
        r#"<?xml version="1.0"encoding="UTF-8"?>"#,
        r#"<?xml encoding="UTF-8" version="1.0"?>"#,
        r#"<?xml version="1.0" standalone="yes" encoding="UTF-8"?>"#,
        r#"<?xml version="1.0" version="1.0"?>"#,
        r#"<?xml version="1.0" standalone="maybe"?>"#,
        r#"<?xml version="1.0" action="coach"?>"#,
        r#"<?xml version="1.0" x?>"#,
        r#"<?xml version="1.0">"#,
        r#"<?xml version="1.0" ? >"#,
        r#"<?xml version="&#49;.0"?>"#,
    ] {
        is_refused(&format!("{declaration}{ROOT}"), &reason);
    }
}

#[test]
fn a_declaration_anywhere_but_at_the_beginning_is_refused() {
    let declaration = "<?xml version=\"1.0\"?>";
    let reason = message!("xml_instruction");
    is_refused(&format!(" {declaration}{ROOT}"), &reason);
    is_refused(&format!("<!-- -->{declaration}{ROOT}"), &reason);
    is_refused(&format!("{declaration}{declaration}{ROOT}"), &reason);
    is_refused(&format!("<r>{declaration}</r>"), &reason);
    is_refused(&format!("{ROOT}{declaration}"), &reason);
}

#[test]
fn processing_instructions_are_refused() {
    let reason = message!("xml_instruction");
    is_refused(&format!("<?php echo 1; ?>{ROOT}"), &reason);
    is_refused(&format!("<?xml-stylesheet href=\"a.xsl\"?>{ROOT}"), &reason);
    is_refused(&format!("{ROOT}<?x?>"), &reason);
    is_refused("<r><?x?></r>", &reason);
    is_refused("<r><entry><?x?></entry></r>", &reason);
    is_refused(&with_value(&format!("<?x?>{INTERACTION}")), &reason);
    is_malformed("<r><?x></r>");
}

#[test]
fn a_doctype_is_refused() {
    let reason = message!("xml_doctype");
    for doctype in [
        "<!DOCTYPE r>",
        "<!DOCTYPE r []>",
        "<!DOCTYPE r SYSTEM \"http://127.0.0.1/r.dtd\">",
        "<!DOCTYPE r PUBLIC \"-//A//B\" \"r.dtd\">",
        "<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>",
        "<!DOCTYPE r [<!ATTLIST r a CDATA \"b\">]>",
    ] {
        is_refused(&format!("{doctype}{ROOT}"), &reason);
        is_refused(&format!("<?xml version=\"1.0\"?>\n{doctype}{}", with_value("&e;")), &reason);
    }
    is_refused(&format!("{ROOT}<!DOCTYPE r>"), &reason);
    is_refused("<r><!DOCTYPE r></r>", &reason);
}

#[test]
fn other_declarations_of_a_document_type_are_malformed() {
    for markup in ["<!ENTITY a \"b\">", "<!ELEMENT r ANY>", "<!x>", "<!>", "<!", "<![INCLUDE[]]>", "<![cdata[x]]>"] {
        is_malformed(&format!("{markup}{ROOT}"));
        is_malformed(&with_value(markup));
    }
}

#[test]
fn references_to_anything_but_characters_are_refused() {
    for name in
        ["nbsp", "e", "LT", "amp.", "xxe", "%e", "#", "#x", "#xg", "#a", "#-1", "#+65", "#X41", "# 65", "#65 ", ""]
    {
        is_refused(&with_value(&format!("&{name};")), &message!("xml_reference", name = name));
    }
}

#[test]
fn references_to_what_is_no_character_are_refused() {
    for name in ["#0", "#x0", "#8", "#x1F", "#xD800", "#xDFFF", "#xFFFE", "#xFFFF", "#x110000", "#99999999999999999999"]
    {
        is_refused(&with_value(&format!("&{name};")), &message!("xml_reference", name = name));
    }
}

#[test]
fn a_long_reference_is_shortened_in_the_message() {
    let name = "n".repeat(MAX_QUOTED_CHARACTERS + 1);
    let shown = "n".repeat(MAX_QUOTED_CHARACTERS);
    is_refused(&with_value(&format!("&{name};")), &message!("xml_reference", name = format!("{shown}…")));
}

#[test]
fn an_ampersand_without_a_reference_is_malformed() {
    for value in ["&", "a & b", "&amp", "&lt<b/>", "&&amp;"] {
        is_malformed(&with_value(value));
    }
}

#[test]
fn control_characters_are_refused() {
    for c in ['\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{e}', '\u{1b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        let reason = message!("xml_character", code = format!("{:04X}", u32::from(c)));
        is_refused(&with_value(&format!("{INTERACTION}{c}")), &reason);
        is_refused(&format!("{ROOT}{c}"), &reason);
        is_refused(&format!("<!--{c}-->{ROOT}"), &reason);
        is_refused(&with_value(&format!("<![CDATA[{c}]]>")), &reason);
    }
}

#[test]
fn two_hyphens_in_a_comment_are_refused() {
    for comment in ["<!-- a -- b -->", "<!-- a --->", "<!------>", "<!-----a-->"] {
        is_refused(&format!("{comment}{ROOT}"), &message!("xml_comment_hyphens"));
        is_refused(&with_value(&format!("{comment}{INTERACTION}")), &message!("xml_comment_hyphens"));
    }
}

#[test]
fn comments_that_do_not_end_are_malformed() {
    for comment in ["<!--", "<!-->", "<!--->", "<!-- a ->", "<!-- a --", "<!- a -->"] {
        is_malformed(&format!("{comment}{ROOT}"));
        is_malformed(&format!("{ROOT}{comment}"));
    }
}

#[test]
fn the_end_of_a_cdata_section_outside_of_one_is_refused() {
    is_refused(&with_value("]]>"), &message!("xml_cdata_end"));
    is_refused(&with_value("<![CDATA[a]]>]]>"), &message!("xml_cdata_end"));
    is_refused("<r>]]></r>", &message!("xml_cdata_end"));
    is_malformed(&with_value("<![CDATA[a]]"));
}

#[test]
fn documents_that_end_too_early_are_refused() {
    let reason = message!("xml_cut_off");
    is_refused("<r>", &reason);
    is_refused("<r><entry>", &reason);
    is_refused("<r><entry></entry>", &reason);
    is_refused("<r><interaction>1", &reason);
    is_refused("<r><interaction><b>", &reason);
    is_malformed("<");
    is_malformed("<r");
    is_malformed("<r a=\"");
    is_malformed("<r></r");
}

#[test]
fn tags_that_do_not_match_are_malformed() {
    for body in [
        "<r></R>",
        "<r></q>",
        "<r><interaction></r></interaction>",
        "<r><interaction>1</action></r>",
        "<r><interaction><b></interaction></b></r>",
        "</r>",
        "<r></r></r>",
        "<r></ r>",
        "<r></r x=\"1\">",
        "<r></>",
        "<r>< /r>",
    ] {
        is_malformed(body);
    }
}

#[test]
fn names_that_are_none_are_refused() {
    for name in ["1r", "-r", ".r", "r!", "r,q", "r&amp;", "\u{d7}", "r\u{d7}", "\u{300}r"] {
        let reason = message!("xml_name", name = name);
        is_refused(&format!("<{name}></{name}>"), &reason);
        is_refused(&format!("<r><{name}>coach</{name}></r>"), &reason);
        is_malformed(&with_value(&format!("<{name}></{name}>")));
    }
    for body in ["<></>", "< r></ r>", "<r<></r<>", "<r><=></=></r>"] {
        is_malformed(body);
    }
}

#[test]
fn names_of_all_scripts_are_names() {
    for name in ["\u{c4}kt\u{f6}r", "\u{4f1a}\u{8bdd}", "_a-b.c\u{b7}1", ":a", "a\u{300}"] {
        let body = format!("<{name}>{}</{name}>", &ROOT[3..ROOT.len() - 4]);
        assert_eq!(xml(&body), end_all(), "{name}");
    }
}

#[test]
fn attributes_that_are_malformed_are_refused() {
    for attributes in [
        "xmlns",
        "xmlns=",
        "xmlns=urn:a",
        "xmlns=\"urn:a",
        "xmlns=\"urn:a\"xmlns:b=\"urn:b\"",
        "xmlns=\"urn:a\" xmlns=\"urn:a\"",
        "xmlns=\"<\"",
        "xmlns=\"&amp;\"",
        "xmlns=\"&\"",
        "xmlns:a=\"urn:a\" / ",
        "/ ",
        "=\"a\"",
        "\"a\"",
    ] {
        is_malformed(&format!("<r {attributes}>{}</r>", &ROOT[3..ROOT.len() - 4]));
    }
}

#[test]
fn attributes_within_a_value_have_to_be_well_formed() {
    for attributes in ["a", "a=", "a=b", "a=\"1\"b=\"2\"", "a=\"1\" a=\"2\"", "a=\"<\"", "a=\"&\"", "1=\"2\"", "/ "] {
        is_malformed(&with_value(&format!("<b {attributes}></b>")));
    }
}

#[test]
fn a_message_does_not_repeat_more_than_the_limit_of_a_tag() {
    let long = "n".repeat(10 * MAX_QUOTED_CHARACTERS);
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
            assert!(!fault.message.contains(&"n".repeat(MAX_QUOTED_CHARACTERS + 1)), "{}", fault.message);
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
