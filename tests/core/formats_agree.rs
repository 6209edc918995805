//! JSON and XML with the same fields mean the same.

use crate::support::{ACTION, HELP_REQUEST, INTERACTION, command_of};
use help_request_edge::format::Format;
use help_request_edge::help_action::decode;
use proptest::prelude::*;
use quick_xml::escape::escape;
use std::fmt::Write;

/// Values that are valid for some field, and the empty one.
const VALUES: [&str; 9] = [
    INTERACTION,
    ACTION,
    HELP_REQUEST,
    "coach",
    "monitor",
    "2026-02-18 11:30:00",
    "2026-02-18T11:00:00Z",
    "2026-02-18T12:30:00.5+01:00",
    "",
];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => prop::sample::select(
            ["interaction", "action", "action_sys_id", "help_request", "start_time", "end_time"].as_slice()
        ).prop_map(String::from),
        1 => "[a-z_]{1,70}",
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => ("[ \t\n]{0,2}", prop::sample::select(VALUES.as_slice()), "[ \t\n]{0,2}")
            .prop_map(|(before, value, after)| format!("{before}{value}{after}")),
        // Without carriage returns, which XML turns into line feeds.
        2 => "[ -~\u{a0}-\u{2ff}\u{4e00}-\u{4eff}\u{1f600}-\u{1f64f}]{0,80}",
    ]
}

fn json(fields: &[(String, String)]) -> String {
    let text = |text: &String| serde_json::to_string(text).unwrap();
    let members: Vec<String> = fields.iter().map(|(name, value)| format!("{}:{}", text(name), text(value))).collect();
    format!("{{{}}}", members.join(","))
}

/// In the four ways in which a serializer may write it.
fn xml(fields: &[(String, String)], has_entry: bool, is_cdata: bool) -> String {
    let mut xml = String::from(if has_entry { "<request><entry>" } else { "<request>" });
    for (name, value) in fields {
        if is_cdata && !value.contains("]]>") {
            write!(xml, "<{name}><![CDATA[{value}]]></{name}>").unwrap();
        } else {
            write!(xml, "<{name}>{}</{name}>", escape(value)).unwrap();
        }
    }
    xml.push_str(if has_entry { "</entry></request>" } else { "</request>" });
    xml
}

#[test]
fn bodies_are_equal_whose_members_are() {
    let of = |format, body: &str| decode(format, body.as_bytes()).unwrap();
    let body = of(Format::Json, r#"{"action": "coach", "other": "x"}"#);
    assert_eq!(body, of(Format::Xml, "<r><other>x</other><action>coach</action></r>"));
    for other in [r#"{"action": "monitor", "other": "x"}"#, r#"{"action": "coach"}"#] {
        assert_ne!(body, of(Format::Json, other), "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_same_fields_are_the_same_command_or_the_same_faults(
        fields in prop::collection::vec((name(), value()), 0..7),
        has_entry: bool,
        is_cdata: bool,
    ) {
        // Directly under the root, a field called entry would be the entry.
        prop_assume!(fields.iter().all(|(name, _)| name != "entry"));
        prop_assert_eq!(
            command_of(Format::Xml, xml(&fields, has_entry, is_cdata).as_bytes()),
            command_of(Format::Json, json(&fields).as_bytes())
        );
    }

    #[test]
    fn valid_fields_are_accepted_in_both(
        action in prop::sample::select(["barge_in", "coach", "monitor", "observe"].as_slice()),
        rest in prop::sample::subsequence(
            vec![
                ("action_sys_id", ACTION),
                ("help_request", HELP_REQUEST),
                ("start_time", "2026-02-18 11:00:00"),
                ("end_time", "2026-02-18T12:30:00Z"),
            ],
            0..=4,
        ).prop_shuffle(),
        is_cdata: bool,
    ) {
        let mut fields = vec![("interaction", INTERACTION), ("action", action)];
        fields.extend(rest);
        let fields: Vec<(String, String)> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let command = command_of(Format::Json, json(&fields).as_bytes());
        prop_assert!(command.is_ok(), "{:?}", command);
        prop_assert_eq!(&command_of(Format::Xml, xml(&fields, true, is_cdata).as_bytes()), &command);
        prop_assert_eq!(&command_of(Format::Xml, xml(&fields, false, is_cdata).as_bytes()), &command);
    }
}
