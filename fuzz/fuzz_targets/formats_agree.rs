//! The same fields in JSON and in XML are the same command, and the normal form of a command is its own.
//!
//! An input is a field a line, `name=value`.
#![no_main]

use help_request_edge::fault::{Fault, FaultCode};
use help_request_edge::format::Format;
use help_request_edge::help_action::Command;
use help_request_edge_fuzz::{PRESENTS, command_of};
use libfuzzer_sys::fuzz_target;
use quick_xml::escape::escape;
use serde_json::to_string;

type Fields<'a> = Vec<(&'a str, &'a str)>;

/// The lines that both formats can express alike: an element called entry would be the entry, and of control characters
/// XML knows the tabulator alone.
fn fields(input: &str) -> Fields<'_> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    let is_char = |c: char| c == '\t' || !(c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    input
        .split('\n')
        .filter_map(|line| line.split_once('='))
        .filter(|(name, value)| is_name(name) && *name != "entry" && value.chars().all(is_char))
        .collect()
}

fn json(fields: &Fields<'_>) -> String {
    let text = |text: &str| to_string(text).expect("JSON");
    let members: Vec<String> = fields.iter().map(|(name, value)| format!("{}:{}", text(name), text(value))).collect();
    format!("{{{}}}", members.join(","))
}

fn xml(fields: &Fields<'_>, is_cdata: bool) -> String {
    let text = |value: &str| {
        if is_cdata {
            format!("<![CDATA[{}]]>", value.replace("]]>", "]]]]><![CDATA[>"))
        } else {
            escape(value).into_owned()
        }
    };
    let elements: Vec<String> =
        fields.iter().map(|(name, value)| format!("<{name}>{}</{name}>", text(value))).collect();
    elements.concat()
}

fn in_json(fields: &Fields<'_>, now: &str) -> Result<Command, Vec<Fault>> {
    command_of(Format::Json, json(fields).as_bytes(), now)
}

fuzz_target!(|input: &str| {
    let mut fields = fields(input);
    let result = in_json(&fields, PRESENTS[0]);
    for is_cdata in [false, true] {
        let elements = xml(&fields, is_cdata);
        for body in [format!("<r>{elements}</r>"), format!("<request><entry>{elements}</entry></request>")] {
            assert_eq!(command_of(Format::Xml, body.as_bytes(), PRESENTS[0]), result);
        }
    }
    fields.reverse();
    assert_eq!(in_json(&fields, PRESENTS[0]).is_ok(), result.is_ok());
    let Ok(command) = result else { return };
    assert_eq!(in_json(&fields, PRESENTS[0]).as_ref(), Ok(&command));

    let normal = command.normalized_fields();
    let normal_fields: Fields<'_> = normal.split_terminator(';').filter_map(|field| field.split_once('=')).collect();
    assert_eq!(normal_fields.len(), fields.len());
    assert_eq!(in_json(&normal_fields, PRESENTS[0]), Ok(command));
    // A retry comes later than the request.
    match in_json(&fields, PRESENTS[1]) {
        Ok(later) => assert_eq!(later.normalized_fields(), normal),
        Err(faults) => assert!(faults.iter().all(|fault| fault.code == FaultCode::EndBeforeStart), "{faults:?}"),
    }
});
