use crate::support::{FIELDS, INTERACTION, NOW, fault, json, json_with, message};
use help_request_edge::fault::{Fault, FaultCode, MAX_NAME_FAULTS, MAX_QUOTED_CHARACTERS};
use help_request_edge::help_action::decode;
use help_request_edge::http::{Format, MAX_BODY_BYTES};

fn unknown(name: &str) -> Fault {
    let message = message!("unknown_field", field = name, fields = FIELDS);
    fault(name, FaultCode::UnknownField, message)
}

fn required() -> Fault {
    fault("interaction", FaultCode::Required, message!("required", field = "interaction"))
}

fn end_all() -> Result<String, Vec<Fault>> {
    Ok(format!("end all of {INTERACTION} end={NOW}"))
}

/// The one fault of a body that cannot be read. Its reason is the parser's, only its beginning is ours.
#[track_caller]
fn is_malformed(body: &str) {
    let faults = json(body).unwrap_err();
    let [fault] = faults.as_slice() else { panic!("{body}: {faults:?}") };
    assert_eq!((fault.field.as_deref(), fault.code), (None, FaultCode::MalformedBody), "{body}");
    assert!(fault.message.starts_with(&message!("json_malformed", reason = "")), "{}", fault.message);
}

#[test]
fn an_object_with_strings_is_read() {
    assert_eq!(json(&format!(r#"{{"interaction":"{INTERACTION}"}}"#)), end_all());
}

#[test]
fn white_space_between_tokens_has_no_meaning() {
    assert_eq!(json(&format!(" \t\r\n{{ \"interaction\"\n:\t\"{INTERACTION}\" }}\r\n ")), end_all());
}

#[test]
fn escapes_in_names_and_values_are_resolved() {
    let body = format!(r#"{{"inter\u0061ction":"\u0064{}"}}"#, &INTERACTION[1..]);
    assert_eq!(json(&body), end_all());
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(json(&format!("\u{FEFF}{{\"interaction\":\"{INTERACTION}\"}}")), end_all());
}

#[test]
fn an_empty_body_says_what_to_send() {
    let expected = vec![Fault::body(message!("json_empty"))];
    for body in ["", " ", "\r\n\t", "\u{FEFF}"] {
        assert_eq!(json(body), Err(expected.clone()), "{body:?}");
    }
}

#[test]
fn a_body_that_is_not_utf_8_is_malformed() {
    let faults = decode(Format::Json, b"{\"interaction\":\"\xff\"}").unwrap_err().into_list();
    assert_eq!(faults, vec![Fault::body(message!("not_utf8", byte = "16"))]);
}

#[test]
fn broken_json_is_malformed() {
    for body in [
        "{",
        "}",
        "{\"interaction\"}",
        "{\"interaction\":}",
        "{\"interaction\":\"x\"",
        "{\"interaction\":\"x\",}",
        "{interaction:\"x\"}",
        "{'interaction':'x'}",
        "{\"interaction\":\"x\"}}",
        "{\"interaction\":\"x\"}{}",
        "{\"interaction\":\"x\"} trailing",
        "{\"interaction\":\"\\x\"}",
        "{\"interaction\":\"\\ud800\"}",
        "{\"interaction\":\"a\nb\"}",
        "{\"interaction\":01}",
        "{\"interaction\":NaN}",
        "{\"interaction\":[1}",
        "{/* comment */}",
        "interaction=x",
        "<request/>",
    ] {
        is_malformed(body);
    }
}

#[test]
fn a_root_that_is_no_object_is_named() {
    for (body, kind) in [
        ("[]", "an array"),
        ("[{\"interaction\":\"x\"}]", "an array"),
        ("\"interaction\"", "a string"),
        ("1", "a number"),
        ("-1", "a number"),
        ("1.5", "a number"),
        ("true", "a boolean"),
        ("null", "null"),
    ] {
        let message = message!("json_no_object", kind = kind);
        assert_eq!(json(body), Err(vec![Fault::body(message)]), "{body}");
    }
}

#[test]
fn values_that_are_not_strings_are_named() {
    for (value, kind) in [
        ("1", "a number"),
        ("-1", "a number"),
        ("1.5e3", "a number"),
        ("123456789012345678901234567890", "a number"),
        ("true", "a boolean"),
        ("false", "a boolean"),
        ("[]", "an array"),
        ("[\"coach\",[1e999,{}]]", "an array"),
        ("{}", "an object"),
        ("{\"value\":\"coach\",\"link\":{}}", "an object"),
    ] {
        let message = message!("not_a_string", field = "action", kind = kind);
        let expected = vec![fault("action", FaultCode::NotAString, message)];
        assert_eq!(json_with(&format!("\"action\":{value}")), Err(expected), "{value}");
    }
}

#[test]
fn a_number_that_no_machine_number_holds_is_named_too_with_all_that_is_behind_it() {
    for value in ["1e999", "-1e999", "1e99999999999999999999"] {
        let number =
            || fault("action", FaultCode::NotAString, message!("not_a_string", field = "action", kind = "a number"));
        assert_eq!(json_with(&format!("\"action\":{value}")), Err(vec![number()]), "{value}");
        let expected = vec![unknown("other"), number()];
        assert_eq!(json_with(&format!("\"action\":{value},\"other\":{value}")), Err(expected), "{value}");
        is_malformed(&format!("{{\"action\":{value},\"other\"}}"));
        let message = message!("json_no_object", kind = "a number");
        assert_eq!(json(value), Err(vec![Fault::body(message)]), "{value}");
    }
}

#[test]
fn what_serde_json_calls_a_number_is_a_name_like_others() {
    let name = "$serde_json::private::Number";
    assert_eq!(json(&format!("{{\"{name}\":\"1\"}}")), Err(vec![unknown(name), required()]));
    assert_eq!(json_with(&format!("\"{name}\":1")), Err(vec![unknown(name)]));
}

#[test]
fn null_means_absent() {
    let members = r#""action":null,"action_sys_id":null,"help_request":null,"start_time":null,"end_time":null"#;
    assert_eq!(json_with(members), end_all());
    let expected = vec![required()];
    assert_eq!(json(r#"{"interaction":null}"#), Err(expected));
}

#[test]
fn unknown_fields_are_named_even_when_null() {
    assert_eq!(json_with(r#""action_sysid":"x""#), Err(vec![unknown("action_sysid")]));
    assert_eq!(json_with(r#""Action_sys_id":null"#), Err(vec![unknown("Action_sys_id")]));
    assert_eq!(json_with(r#""":{}"#), Err(vec![unknown("")]));
}

#[test]
fn a_name_is_not_trimmed() {
    assert_eq!(json_with(r#"" action":"coach""#), Err(vec![unknown(" action")]));
}

#[test]
fn a_long_unknown_name_is_shortened() {
    let name = "n".repeat(MAX_QUOTED_CHARACTERS + 1);
    let shown = format!("{}…", "n".repeat(MAX_QUOTED_CHARACTERS));
    assert_eq!(json_with(&format!("\"{name}\":1")), Err(vec![unknown(&shown)]));
}

#[test]
fn duplicate_fields_are_named() {
    let twice = |name: &str| fault(name, FaultCode::DuplicateField, message!("duplicate_field", field = name));
    assert_eq!(json_with(r#""action":"coach","action":"coach""#), Err(vec![twice("action")]));
    assert_eq!(json_with(r#""action":null,"action":"coach""#), Err(vec![twice("action")]));
    assert_eq!(json_with(r#""action":"coach","action":null"#), Err(vec![twice("action")]));
    assert_eq!(json_with(r#""action":"coach","\u0061ction":"coach""#), Err(vec![twice("action")]));
    assert_eq!(json_with(r#""action":"coach","action":1,"action":[]"#), Err(vec![twice("action"), twice("action")]));
}

#[test]
fn faults_over_the_limit_are_counted() {
    let names: Vec<String> = (0..MAX_NAME_FAULTS + 5).map(|number| format!("f{number}")).collect();
    let members: Vec<String> = names.iter().map(|name| format!("\"{name}\":1")).collect();
    let mut expected: Vec<Fault> = names.iter().take(MAX_NAME_FAULTS).map(|name| unknown(name)).collect();
    expected.push(required());
    let message = message!("more_faults", count = "5");
    expected.push(Fault { field: None, code: FaultCode::MoreFaults, message });
    assert_eq!(json(&format!("{{{}}}", members.join(","))), Err(expected));
}

#[test]
fn nesting_as_deep_as_a_body_allows_does_no_harm() {
    let depth = MAX_BODY_BYTES / 2 - 20;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let value = format!("{}1{}", open.repeat(depth / open.len()), close.repeat(depth / open.len()));
        assert!(json_with(&format!("\"action\":{value}")).is_err());
        assert!(json_with(&format!("\"action\":{}", open.repeat(depth))).is_err());
        assert!(json(&value).is_err());
    }
}
