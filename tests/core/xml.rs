//! What an XML body may look like (contract, section 2). What its markup may look like is in `xml_markup`.

use crate::support::{ACTION, ACTIONS, FIELDS, INTERACTION, NOW, fault, message, xml};
use help_request_edge::fault::{Fault, FaultCode};
use help_request_edge::help_action::decode;
use help_request_edge::http::Format;

fn end_all() -> Result<String, Vec<Fault>> {
    Ok(format!("end all of {INTERACTION} end={NOW}"))
}

fn interaction() -> String {
    format!("<interaction>{INTERACTION}</interaction>")
}

#[track_caller]
fn is_refused(body: &str, reason: &str) {
    let message = message!("xml_malformed", reason = reason);
    assert_eq!(xml(body), Err(vec![Fault::body(message)]), "{body}");
}

#[test]
fn the_fields_stand_in_an_entry() {
    assert_eq!(xml(&format!("<request><entry>{}</entry></request>", interaction())), end_all());
}

#[test]
fn the_fields_may_stand_directly_under_the_root() {
    assert_eq!(xml(&format!("<request>{}</request>", interaction())), end_all());
}

#[test]
fn the_root_may_be_called_anything() {
    for root in ["help", "entry", "interaction", "x:request", "_", "r\u{e9}quest"] {
        assert_eq!(xml(&format!("<{root}>{}</{root}>", interaction())), end_all(), "{root}");
        assert_eq!(xml(&format!("<{root}><entry>{}</entry></{root}>", interaction())), end_all(), "{root}");
    }
}

#[test]
fn all_fields_are_read() {
    let body = format!(
        "<request><entry><interaction>{INTERACTION}</interaction><action_sys_id>{ACTION}</action_sys_id>\
         <action>monitor</action><help_request>{ACTION}</help_request><start_time>2026-02-18T12:00:00+01:00</start_time>\
         <end_time>2026-02-18 11:30:00</end_time></entry></request>"
    );
    let expected = format!(
        "update {ACTION} of {INTERACTION} action=monitor help_request={ACTION} start=2026-02-18 11:00:00 \
         end=2026-02-18 11:30:00"
    );
    assert_eq!(xml(&body), Ok(expected));
}

#[test]
fn white_space_and_comments_may_stand_between_elements() {
    let body = format!(
        "<?xml version=\"1.0\"?>\r\n<!-- a --><request >\n\t<!-- b --><entry\n>\n {} <!----> </entry\t>\n</request>\n\
         <!-- c -->\n",
        interaction()
    );
    assert_eq!(xml(&body), end_all());
}

#[test]
fn namespace_declarations_may_stand_on_the_containers_and_the_fields() {
    let body = format!(
        "<request xmlns=\"urn:a\" xmlns:i='urn:b'><entry xmlns:j = \"urn:c\" >{}</entry></request>",
        interaction()
    );
    assert_eq!(xml(&body), end_all());
    // .NET writes it where the root has a namespace and the field has none.
    for body in [
        format!("<r xmlns=\"urn:a\"><interaction xmlns=\"\">{INTERACTION}</interaction></r>"),
        format!(
            "<r xmlns=\"urn:a\">{}<end_time xmlns=\"\" xmlns:i='b'>2026-02-18 12:00:00</end_time></r>",
            interaction()
        ),
    ] {
        assert_eq!(xml(&body), end_all(), "{body}");
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(xml(&format!("\u{FEFF}<?xml version=\"1.0\"?><r>{}</r>", interaction())), end_all());
}

#[test]
fn references_to_characters_are_resolved_in_values() {
    let value = format!("&#x64;&#52;{}", &INTERACTION[2..]);
    assert_eq!(xml(&format!("<r><interaction>{value}</interaction></r>")), end_all());
    let value = format!("&#x0000064;&#0052;{}", &INTERACTION[2..]);
    assert_eq!(xml(&format!("<r><interaction>{value}</interaction></r>")), end_all());
    let message = message!("invalid_choice", field = "action", value = "<>&'\"", choices = ACTIONS);
    assert_eq!(
        xml(&format!("<r>{}<action>&lt;&gt;&amp;&apos;&quot;</action></r>", interaction())),
        Err(vec![fault("action", FaultCode::InvalidChoice, message)])
    );
}

#[test]
fn what_a_reference_yields_is_not_markup() {
    let message = message!("invalid_choice", field = "action", value = "<b/>&amp;", choices = ACTIONS);
    assert_eq!(
        xml(&format!("<r>{}<action>&#60;b/&#62;&#38;amp;</action></r>", interaction())),
        Err(vec![fault("action", FaultCode::InvalidChoice, message)])
    );
}

#[test]
fn cdata_sections_and_comments_may_stand_in_values() {
    let (head, tail) = INTERACTION.split_at(8);
    for value in [
        format!("<![CDATA[{INTERACTION}]]>"),
        format!("{head}<![CDATA[{tail}]]>"),
        format!("<![CDATA[{head}]]><![CDATA[{tail}]]>"),
        format!("{head}<!-- comment -->{tail}"),
        format!("\n <![CDATA[ ]]>{INTERACTION} \n"),
    ] {
        assert_eq!(xml(&format!("<r><interaction>{value}</interaction></r>")), end_all(), "{value}");
    }
}

#[test]
fn markup_in_a_cdata_section_is_text() {
    let message = message!("invalid_choice", field = "action", value = "<b>&lt;</b>]]", choices = ACTIONS);
    assert_eq!(
        xml(&format!("<r>{}<action><![CDATA[<b>&lt;</b>]]]]></action></r>", interaction())),
        Err(vec![fault("action", FaultCode::InvalidChoice, message)])
    );
}

#[test]
fn an_empty_element_is_an_empty_value() {
    let message = message!("empty", field = "action_sys_id");
    let expected = vec![fault("action_sys_id", FaultCode::Empty, message)];
    for element in [
        "<action_sys_id/>",
        "<action_sys_id />",
        "<action_sys_id></action_sys_id>",
        "<action_sys_id> </action_sys_id>",
        "<action_sys_id><!-- none --></action_sys_id>",
        "<action_sys_id><![CDATA[]]></action_sys_id>",
    ] {
        assert_eq!(
            xml(&format!("<r>{}{element}<action>coach</action></r>", interaction())),
            Err(expected.clone()),
            "{element}"
        );
    }
}

#[test]
fn a_request_without_fields_lacks_the_interaction() {
    let message = message!("required", field = "interaction");
    let expected = vec![fault("interaction", FaultCode::Required, message)];
    for body in
        ["<request/>", "<request></request>", "<request><entry/></request>", "<request> <entry> </entry> </request>"]
    {
        assert_eq!(xml(body), Err(expected.clone()), "{body}");
    }
}

#[test]
fn unknown_and_duplicate_elements_are_named() {
    let body = format!("<r>{}<Action>coach</Action><action>coach</action><action/></r>", interaction());
    let expected = vec![
        fault("Action", FaultCode::UnknownField, message!("unknown_field", field = "Action", fields = FIELDS)),
        fault("action", FaultCode::DuplicateField, message!("duplicate_field", field = "action")),
    ];
    assert_eq!(xml(&body), Err(expected));
}

#[test]
fn an_element_in_a_value_is_named() {
    let expected =
        vec![fault("action", FaultCode::NotAString, message!("not_a_string", field = "action", kind = "an element"))];
    for value in ["<value>coach</value>", "coach<b/>", "<b/>coach", "<a><b><c>coach</c></b></a>"] {
        let body = format!("<r><entry>{}<action>{value}</action></entry></r>", interaction());
        assert_eq!(xml(&body), Err(expected.clone()), "{value}");
    }
}

#[test]
fn an_entry_within_the_entry_is_an_unknown_field() {
    let message = message!("unknown_field", field = "entry", fields = FIELDS);
    let expected = vec![fault("entry", FaultCode::UnknownField, message)];
    let body = format!("<r><entry>{}<entry><action>coach</action></entry></entry></r>", interaction());
    assert_eq!(xml(&body), Err(expected));
}

#[test]
fn an_empty_body_says_what_to_send() {
    for body in ["", " \r\n\t", "\u{FEFF}"] {
        is_refused(body, &message!("xml_empty"));
    }
}

#[test]
fn a_document_without_a_root_is_refused() {
    is_refused("<!-- nothing -->", &message!("xml_no_root"));
    is_refused("<?xml version=\"1.0\"?>", &message!("xml_no_root"));
}

#[test]
fn a_second_root_is_refused() {
    let root = format!("<r>{}</r>", interaction());
    let reason = message!("xml_second_root");
    is_refused(&format!("{root}{root}"), &reason);
    is_refused(&format!("{root}<!-- --><r/>"), &reason);
}

#[test]
fn a_second_entry_is_refused() {
    let reason = message!("xml_second_entry");
    is_refused(&format!("<r><entry>{}</entry><entry/></r>", interaction()), &reason);
    is_refused(&format!("<r><entry/><entry>{}</entry></r>", interaction()), &reason);
}

#[test]
fn fields_beside_the_entry_are_refused() {
    let reason = message!("xml_beside_entry");
    is_refused(&format!("<r><entry>{}</entry><action>coach</action></r>", interaction()), &reason);
    is_refused(&format!("<r><action>coach</action><entry>{}</entry></r>", interaction()), &reason);
}

#[test]
fn text_where_fields_belong_is_refused() {
    let reason = message!("xml_text_inside");
    for body in [
        format!("<r>text{}</r>", interaction()),
        format!("<r>{}text</r>", interaction()),
        format!("<r><entry>{}text</entry></r>", interaction()),
        format!("<r>text<entry>{}</entry></r>", interaction()),
        format!("<r>{}&#32;</r>", interaction()),
        format!("<r>{}&amp;</r>", interaction()),
        format!("<r>{}<![CDATA[ ]]></r>", interaction()),
        format!("<r>{}\u{a0}</r>", interaction()),
    ] {
        is_refused(&body, &reason);
    }
}

#[test]
fn text_outside_the_root_is_refused() {
    let root = format!("<r>{}</r>", interaction());
    for body in [
        format!("text{root}"),
        format!("{root}text"),
        format!("{root}&#32;"),
        format!("{root}<![CDATA[]]>"),
        format!("{{\"interaction\":\"{INTERACTION}\"}}"),
    ] {
        is_refused(&body, &message!("xml_text_outside"));
    }
}

#[test]
fn a_byte_order_mark_anywhere_but_at_the_beginning_is_text() {
    let root = format!("<r>{}</r>", interaction());
    for body in [
        format!("\u{FEFF}\u{FEFF}{root}"),
        format!("<?xml version=\"1.0\"?>\u{FEFF}{root}"),
        format!("\u{FEFF}<?xml version=\"1.0\"?>\u{FEFF}{root}"),
        format!("{root}\u{FEFF}"),
    ] {
        is_refused(&body, &message!("xml_text_outside"));
    }
}

#[test]
fn attributes_are_refused() {
    let on = |element: &str| message!("xml_attributes", element = element);
    is_refused(&format!("<r action=\"coach\">{}</r>", interaction()), &on("r"));
    is_refused(&format!("<r action_sys_id=\"{ACTION}\" xmlns=\"urn:a\">{}</r>", interaction()), &on("r"));
    is_refused(&format!("<r><entry id='1'>{}</entry></r>", interaction()), &on("entry"));
    is_refused(&format!("<r xmlnsx=\"urn:a\">{}</r>", interaction()), &on("r"));
    let of_field = message!("xml_field_attributes", element = "interaction");
    is_refused("<r><interaction value=\"1\"/></r>", &of_field);
    is_refused(&format!("<r><interaction xmlns=\"\" nil=\"true\">{INTERACTION}</interaction></r>"), &of_field);
    is_refused("<r><interaction value/></r>", &of_field);
}

#[test]
fn a_body_that_is_not_utf_8_is_malformed() {
    let faults = decode(Format::Xml, b"<r>\xe9</r>").unwrap_err().into_list();
    assert_eq!(faults, vec![Fault::body(message!("not_utf8", byte = "3"))]);
    let utf_16 = b"\xff\xfe<\x00r\x00/\x00>\x00";
    let faults = decode(Format::Xml, utf_16).unwrap_err().into_list();
    assert_eq!(faults, vec![Fault::body(message!("not_utf8", byte = "0"))]);
}
