//! JSON of any shape, beside `serde_json`'s own reading of it.

use help_request_edge::json::Json;
use proptest::prelude::*;
use serde_json::Value;

/// The same as `serde_json` has it.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Unsigned(number) => (*number).into(),
        // The only whole one in these tests.
        Json::Number(number) if number.to_bits() == (-2.0_f64).to_bits() => (-2).into(),
        Json::Number(number) => (*number).into(),
        Json::Text(text) => text.as_str().into(),
        Json::List(elements) => elements.iter().map(value).collect(),
        Json::Object(members) => members.iter().map(|(name, member)| (name.clone(), value(member))).collect(),
    }
}

const TEXT: &str =
    r#"{"b":[1,-2,2.5,true,null,"x\u00e4"],"a":{"":0,"/":"slash","~":"tilde","~1":"both","b":{"c":[[7]]}}}"#;

#[test]
fn everything_is_read_and_members_keep_their_order() {
    let json = Json::parse(TEXT).unwrap();
    assert_eq!(value(&json), serde_json::from_str::<Value>(TEXT).unwrap());
    let Json::Object(members) = &json else { panic!("no object") };
    assert_eq!(members.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
}

#[test]
fn of_several_members_of_one_name_the_last_counts() {
    let json = Json::parse(r#"{"a":1,"a":2}"#).unwrap();
    assert_eq!(json.get("a"), Some(&Json::Unsigned(2)));
    assert_eq!(json.get("b"), None);
    assert_eq!(Json::parse("[1]").unwrap().get("0"), None);
}

#[test]
fn what_is_no_json_is_none() {
    for text in ["", "{", "{}{}", "nul", "01", "1.", "-", "1e", "[1,]"] {
        assert_eq!(Json::parse(text), None, "{text}");
    }
}

#[test]
fn a_pointer_leads_where_serde_json_finds_it() {
    let (json, expected): (Json, Value) = (Json::parse(TEXT).unwrap(), serde_json::from_str(TEXT).unwrap());
    for pointer in [
        "",
        "/",
        "/a",
        "/a/",
        "/a/~1",
        "/a/~0",
        "/a/~01",
        "/a/~~1",
        "/a/~2",
        "/a/x~",
        "/a/b/c/0/0",
        "/b/0",
        "/b/5",
        "/b/6",
        "/b/01",
        "/b/+1",
        "/b/-1",
        "/b/",
        "a",
        "/c",
        "/b/0/0",
        "/a/b/c/0/00",
    ] {
        assert_eq!(json.pointer(pointer).map(value), expected.pointer(pointer).cloned(), "{pointer}");
    }
}

#[test]
fn each_kind_is_only_itself() {
    let json = Json::parse(TEXT).unwrap();
    assert!(json.is_object() && json.as_str().is_none() && json.as_list().is_none() && json.as_f64().is_none());
    let elements = json.get("b").and_then(Json::as_list).unwrap();
    let numbers: Vec<_> = elements.iter().map(Json::as_f64).collect();
    assert_eq!(numbers, [Some(1.0), Some(-2.0), Some(2.5), None, None, None]);
    assert_eq!(elements.last().and_then(Json::as_str), Some("xä"));
}

#[test]
fn numbers_are_those_of_the_standard_library() {
    for text in [
        "0",
        "-0",
        "0.0",
        "7",
        "-7",
        "1767225600",
        "1767225600.25",
        "-1767225600.5",
        "1.7672256e9",
        "17672256E+2",
        "17672256000e-1",
        "0.00017672256e13",
        "9007199254740991",
        "1e15",
        "1e-3",
        "0e5",
        "0e999",
        "-0.0e999",
        "123456789012345e3",
    ] {
        assert_eq!(Json::parse(text).unwrap().as_f64(), text.parse().ok(), "{text}");
    }
}

#[test]
fn what_no_machine_number_holds_is_json_but_no_machine_number() {
    for text in ["1e999", "-1e999", "1e2147483648", "1e99999999999999999999", &"9".repeat(400)] {
        let json = Json::parse(text).unwrap();
        assert!(matches!(json, Json::Number(number) if number.is_infinite()), "{text}: {json:?}");
        assert_eq!(json.as_f64(), None, "{text}");
    }
    let zeros = "0".repeat(400);
    assert_eq!(Json::parse(&format!("7.{zeros}")).unwrap().as_f64(), Some(7.0));
    for text in ["1e-999", "1e-2147483648", "1e-99999999999999999999"] {
        assert_eq!(Json::parse(text).unwrap().as_f64(), Some(0.0), "{text}");
    }
}

#[test]
fn an_object_that_looks_like_a_number_is_of_no_use() {
    for text in [r#"{"$serde_json::private::Number":1}"#, r#"{"$serde_json::private::Number":"1","b":"2"}"#] {
        assert!(Json::parse(text).unwrap().is_object(), "{text}");
    }
    assert_eq!(Json::parse(r#"{"$serde_json::private::Number":"x"}"#), Some(Json::Null));
}

proptest! {
    #[test]
    fn any_text_is_read_as_serde_json_reads_it(text in r#"[\[\]{},:"a0-3.eE~/\\ truefalsn-]{0,24}"#) {
        let expected = serde_json::from_str::<Value>(&text).ok();
        prop_assert_eq!(Json::parse(&text).is_some(), expected.is_some());
    }
}
