//! The bodies of answers in both formats (contract, section 3).

use crate::support::{ACTION, INTERACTION, body, fault, message, sys_id};
use help_request_edge::error::{ApiError, ErrorFormat};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::format::{Format, MAX_BODY_BYTES, render};
use help_request_edge::help_action::{CarriedOut, Outcome};
use help_request_edge::refusal::{NotFound, Refusal};
use help_request_edge::response::Response;
use proptest::prelude::*;
use roxmltree::{Document, Node};
use serde::Serialize;
use serde_json::{Value, json};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// In JSON and in XML.
fn both(value: &impl Serialize) -> [String; 2] {
    [render(value, Format::Json), render(value, Format::Xml)]
}

fn success(outcome: Outcome) -> [String; 2] {
    let carried_out = CarriedOut { outcome, is_replay: false };
    [Format::Json, Format::Xml].map(|format| body(&Response::carried_out(&carried_out, format)).to_owned())
}

fn failure(error: ApiError, format: ErrorFormat) -> [String; 2] {
    both(&error.body(format))
}

fn invalid(faults: impl IntoIterator<Item = Fault>) -> ApiError {
    let mut all = Faults::default();
    for fault in faults {
        all.push(fault);
    }
    all.into()
}

/// The one child of that name.
fn child<'a>(node: Node<'a, 'a>, name: &str) -> Node<'a, 'a> {
    let mut children = node.children().filter(|child| child.has_tag_name(name));
    let (child, next) = (children.next(), children.next());
    assert!(next.is_none(), "{name} occurs twice");
    child.unwrap()
}

fn text(node: Node<'_, '_>, name: &str) -> String {
    node.children().find(|child| child.has_tag_name(name)).unwrap().text().unwrap_or_default().to_owned()
}

#[test]
fn a_create_and_an_update_name_their_help_action() {
    let outcomes =
        [(Outcome::Created as fn(_) -> _, message!("created")), (Outcome::Updated as fn(_) -> _, message!("updated"))];
    for (outcome, message) in outcomes {
        let [json, xml] = success(outcome(sys_id(ACTION)));
        assert_eq!(
            json,
            format!("{{\"result\":{{\"success\":true,\"message\":\"{message}\",\"action_sys_id\":\"{ACTION}\"}}}}")
        );
        assert_eq!(
            xml,
            format!(
                "{DECLARATION}<response><result><success>true</success><message>{message}</message>\
                 <action_sys_id>{ACTION}</action_sys_id></result></response>"
            )
        );
    }
}

#[test]
fn an_end_of_all_has_no_action_sys_id() {
    let [json, xml] = success(Outcome::EndedAll(sys_id(INTERACTION)));
    let message = message!("ended_all", interaction = INTERACTION);
    assert_eq!(json, format!("{{\"result\":{{\"success\":true,\"message\":\"{message}\"}}}}"));
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><result><success>true</success><message>{message}</message></result></response>"
        )
    );
}

#[test]
fn a_failure_without_detail() {
    for format in [ErrorFormat::HelpRequest, ErrorFormat::Table] {
        let [json, xml] = failure(ApiError::UnknownUri, format);
        let message = message!("unknown_uri");
        assert_eq!(json, format!("{{\"error\":{{\"message\":\"{message}\",\"detail\":null}},\"status\":\"failure\"}}"));
        assert_eq!(
            xml,
            format!(
                "{DECLARATION}<response><error><message>{message}</message><detail/></error>\
                 <status>failure</status></response>"
            )
        );
    }
}

#[test]
fn a_failure_with_detail() {
    for format in [ErrorFormat::HelpRequest, ErrorFormat::Table] {
        let [json, xml] = failure(ApiError::PayloadTooLarge(MAX_BODY_BYTES), format);
        let (message, detail) = (message!("payload_too_large"), message!("payload_too_large_detail", limit = "65536"));
        assert_eq!(
            json,
            format!("{{\"error\":{{\"message\":\"{message}\",\"detail\":\"{detail}\"}},\"status\":\"failure\"}}")
        );
        assert_eq!(
            xml,
            format!(
                "{DECLARATION}<response><error><message>{message}</message><detail>{detail}</detail></error>\
                 <status>failure</status></response>"
            )
        );
    }
}

#[test]
fn a_failure_of_content_repeats_its_message_in_the_result() {
    let error = ApiError::from(Refusal::NotFound(NotFound::Interaction(sys_id(INTERACTION))));
    let message = message!("no_interaction", id = INTERACTION);
    let detail = message!("no_interaction_detail");
    let [json, xml] = failure(error.clone(), ErrorFormat::HelpRequest);
    let error_in_json =
        format!("\"error\":{{\"message\":\"{message}\",\"detail\":\"{detail}\"}},\"status\":\"failure\"");
    let error_in_xml =
        format!("<error><message>{message}</message><detail>{detail}</detail></error><status>failure</status>");
    let result = format!("\"result\":{{\"success\":false,\"message\":\"{message}\"}}");
    assert_eq!(json, format!("{{{result},{error_in_json}}}"));
    let result = format!("<result><success>false</success><message>{message}</message></result>");
    assert_eq!(xml, format!("{DECLARATION}<response>{result}{error_in_xml}</response>"));
    // aiosnow reads no error that has other members.
    let [json, xml] = failure(error, ErrorFormat::Table);
    assert_eq!(json, format!("{{{error_in_json}}}"));
    assert_eq!(xml, format!("{DECLARATION}<response>{error_in_xml}</response>"));
}

#[test]
fn faults_are_listed_with_field_code_and_message() {
    let faults = [fault("action", FaultCode::Empty, "action is empty"), Fault::body("the body is odd")];
    let message = message!("invalid_request", faults = "action is empty; the body is odd");
    let [json, xml] = failure(invalid(faults.clone()), ErrorFormat::HelpRequest);
    let detail = message!("invalid_request_detail");
    assert_eq!(
        json,
        format!(
            "{{\"result\":{{\"success\":false,\"message\":\"{message}\"}},\"error\":{{\"message\":\"{message}\",\
             \"detail\":\"{detail}\",\"faults\":[{{\"field\":\"action\",\"code\":\"empty\",\
             \"message\":\"action is empty\"}},{{\"field\":null,\"code\":\"malformed_body\",\
             \"message\":\"the body is odd\"}}]}},\"status\":\"failure\"}}"
        )
    );
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><result><success>false</success><message>{message}</message></result>\
             <error><message>{message}</message><detail>{detail}</detail>\
             <faults><field>action</field><code>empty</code><message>action is empty</message></faults>\
             <faults><field/><code>malformed_body</code><message>the body is odd</message></faults></error>\
             <status>failure</status></response>"
        )
    );
    let [json, xml] = failure(invalid(faults), ErrorFormat::Table);
    let detail = message!("invalid_table_request_detail");
    assert_eq!(
        json,
        format!("{{\"error\":{{\"message\":\"{message}\",\"detail\":\"{detail}\"}},\"status\":\"failure\"}}")
    );
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><error><message>{message}</message><detail>{detail}</detail></error>\
             <status>failure</status></response>"
        )
    );
}

#[test]
fn special_characters_are_escaped() {
    let [json, xml] = both(&json!({"error": {"message": "<a b=\"c\">&amp;'\\\n]]></a>", "detail": null}}));
    assert_eq!(json, r#"{"error":{"message":"<a b=\"c\">&amp;'\\\n]]></a>","detail":null}}"#);
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><error><message>&lt;a b=&quot;c&quot;&gt;&amp;amp;&apos;\\\n]]&gt;&lt;/a&gt;</message>\
             <detail/></error></response>"
        )
    );
}

#[test]
fn every_kind_of_value_is_written_in_xml() {
    let value = json!({
        "text": "a", "empty": "", "null": null, "yes": true, "no": false, "whole": -7, "fraction": 1.5,
        "object": {"a": "b", "inner": {}}, "list": ["a", "", null, {"b": 1}, 2], "nothing": [], "lists": [["a"], ["b"]],
    });
    let [json, xml] = both(&value);
    assert_eq!(json, value.to_string());
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><text>a</text><empty/><null/><yes>true</yes><no>false</no><whole>-7</whole>\
             <fraction>1.5</fraction><object><a>b</a><inner></inner></object>\
             <list>a</list><list/><list/><list><b>1</b></list><list>2</list><lists>a</lists><lists>b</lists></response>"
        )
    );
}

proptest! {
    #[test]
    fn every_text_comes_back_from_both_formats(message in "[^\\p{Cc}\u{FFFE}\u{FFFF}]{1,40}", detail in "[ -~]{1,40}") {
        let body = json!({
            "result": {"success": false, "message": message},
            "error": {"message": message, "detail": detail},
            "status": "failure",
        });
        let [json, xml] = both(&body);
        prop_assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), body);
        let document = Document::parse(&xml).unwrap();
        let root = document.root_element();
        prop_assert_eq!(text(child(root, "result"), "message"), message.clone());
        prop_assert_eq!(text(child(root, "error"), "message"), message);
        prop_assert_eq!(text(child(root, "error"), "detail"), detail);
        prop_assert_eq!(text(root, "status"), "failure");
    }

    #[test]
    fn every_message_comes_back_from_both_formats(message in "[^\\p{Cc}\u{FFFE}\u{FFFF}]{1,40}") {
        let [json, xml] = failure(invalid([Fault::body(message.clone())]), ErrorFormat::HelpRequest);
        let in_full = message!("invalid_request", faults = message);
        let read: Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read["result"], &json!({"success": false, "message": in_full}));
        prop_assert_eq!(&read["error"]["message"], &json!(in_full));
        prop_assert_eq!(&read["error"]["faults"][0]["message"], &json!(message));
        prop_assert_eq!(&read["status"], &json!("failure"));
        let document = Document::parse(&xml).unwrap();
        let root = document.root_element();
        prop_assert_eq!(text(child(root, "result"), "message"), in_full.clone());
        prop_assert_eq!(text(child(root, "error"), "message"), in_full);
        prop_assert_eq!(text(child(child(root, "error"), "faults"), "message"), message);
        prop_assert_eq!(text(root, "status"), "failure");
    }

    #[test]
    fn faults_are_the_same_in_both_formats(names in prop::collection::vec("[a-z<&]{1,10}", 1..60)) {
        let faults = names.iter().map(|name| fault(name, FaultCode::UnknownField, format!("{name}?")));
        let [json, xml] = failure(invalid(faults), ErrorFormat::HelpRequest);
        let json: Value = serde_json::from_str(&json).unwrap();
        let from_json: Vec<[String; 3]> = json["error"]["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| ["field", "code", "message"].map(|name| fault[name].as_str().unwrap_or_default().to_owned()))
            .collect();
        let document = Document::parse(&xml).unwrap();
        let from_xml: Vec<[String; 3]> = child(document.root_element(), "error")
            .children()
            .filter(|node| node.has_tag_name("faults"))
            .map(|fault| ["field", "code", "message"].map(|name| text(fault, name)))
            .collect();
        prop_assert_eq!(from_json, from_xml);
    }
}
