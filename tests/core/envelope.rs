//! The bodies of answers in both formats (contract, section 3).

use crate::support::{ACTION, INTERACTION, fault, message, sys_id};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::help_action::Done;
use help_request_edge::http::{ApiError, Envelope, Failure, Format};
use proptest::prelude::*;
use roxmltree::{Document, Node};
use serde_json::{Value, json};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

fn success(done: &Done) -> [String; 2] {
    let envelope = Envelope::from(done);
    [envelope.render(Format::Json), envelope.render(Format::Xml)]
}

fn failure(failure: Failure) -> [String; 2] {
    let envelope = Envelope::Failure(failure);
    [envelope.render(Format::Json), envelope.render(Format::Xml)]
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
fn a_create() {
    let [json, xml] = success(&Done::Created(sys_id(ACTION)));
    let message = message!("created");
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

#[test]
fn an_update() {
    let [json, xml] = success(&Done::Updated(sys_id(ACTION)));
    let message = message!("updated");
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

#[test]
fn an_end_of_all_has_no_action_sys_id() {
    let [json, xml] = success(&Done::EndedAll(sys_id(INTERACTION)));
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
    let [json, xml] = failure(Failure::new("Nothing here", None));
    assert_eq!(json, r#"{"error":{"message":"Nothing here","detail":null},"status":"failure"}"#);
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><error><message>Nothing here</message><detail/></error><status>failure</status></response>"
        )
    );
}

#[test]
fn a_failure_with_detail() {
    let [json, xml] = failure(Failure::new("Nothing here", Some("Look elsewhere".to_owned())));
    assert_eq!(json, r#"{"error":{"message":"Nothing here","detail":"Look elsewhere"},"status":"failure"}"#);
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><error><message>Nothing here</message><detail>Look elsewhere</detail></error>\
             <status>failure</status></response>"
        )
    );
}

#[test]
fn a_failure_of_content_repeats_its_message_in_the_result() {
    let [json, xml] = failure(Failure::of_content("Not found", None, Vec::new()));
    assert_eq!(
        json,
        r#"{"result":{"success":false,"message":"Not found"},"error":{"message":"Not found","detail":null},"status":"failure"}"#
    );
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><result><success>false</success><message>Not found</message></result>\
             <error><message>Not found</message><detail/></error><status>failure</status></response>"
        )
    );
}

#[test]
fn faults_are_listed_with_field_code_and_message() {
    let faults = vec![fault("action", FaultCode::Empty, "action is empty"), Fault::body("the body is odd")];
    let [json, xml] = failure(Failure::of_content("Faulty", Some("Correct it".to_owned()), faults));
    assert_eq!(
        json,
        "{\"result\":{\"success\":false,\"message\":\"Faulty\"},\"error\":{\"message\":\"Faulty\",\
         \"detail\":\"Correct it\",\"faults\":[{\"field\":\"action\",\"code\":\"empty\",\"message\":\"action is empty\"},\
         {\"field\":null,\"code\":\"malformed_body\",\"message\":\"the body is odd\"}]},\"status\":\"failure\"}"
    );
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><result><success>false</success><message>Faulty</message></result>\
             <error><message>Faulty</message><detail>Correct it</detail>\
             <faults><field>action</field><code>empty</code><message>action is empty</message></faults>\
             <faults><field/><code>malformed_body</code><message>the body is odd</message></faults></error>\
             <status>failure</status></response>"
        )
    );
}

#[test]
fn special_characters_are_escaped() {
    let [json, xml] = failure(Failure::new("<a b=\"c\">&amp;'\\\n]]></a>", None));
    assert_eq!(json, r#"{"error":{"message":"<a b=\"c\">&amp;'\\\n]]></a>","detail":null},"status":"failure"}"#);
    assert_eq!(
        xml,
        format!(
            "{DECLARATION}<response><error><message>&lt;a b=&quot;c&quot;&gt;&amp;amp;&apos;\\\n]]&gt;&lt;/a&gt;</message>\
             <detail/></error><status>failure</status></response>"
        )
    );
}

proptest! {
    #[test]
    fn every_text_comes_back_from_both_formats(message in "[^\\p{Cc}\u{FFFE}\u{FFFF}]{1,40}", detail in "[ -~]{1,40}") {
        let [json, xml] = failure(Failure::of_content(message.clone(), Some(detail.clone()), Vec::new()));
        let read: Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(read, json!({
            "result": {"success": false, "message": message},
            "error": {"message": message, "detail": detail},
            "status": "failure",
        }));
        let document = Document::parse(&xml).unwrap();
        let root = document.root_element();
        prop_assert_eq!(text(child(root, "result"), "message"), message.clone());
        prop_assert_eq!(text(child(root, "error"), "message"), message);
        prop_assert_eq!(text(child(root, "error"), "detail"), detail);
        prop_assert_eq!(text(root, "status"), "failure");
    }

    #[test]
    fn faults_are_the_same_in_both_formats(names in prop::collection::vec("[a-z<&]{1,10}", 1..60)) {
        let mut faults = Faults::default();
        for name in &names {
            faults.push(fault(name, FaultCode::UnknownField, format!("{name}?")));
        }
        let [json, xml] = failure(ApiError::Invalid(faults).failure());
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
