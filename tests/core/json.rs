//! Bodies too long for a file of cases.

use crate::support::{FIELDS, fault, json, json_with, message};
use help_request_edge::fault::{Fault, FaultCode, MAX_NAME_FAULTS};
use help_request_edge::format::MAX_BODY_BYTES;

#[test]
fn faults_over_the_limit_are_counted() {
    let unknown = |number| {
        let name = format!("f{number}");
        fault(&name, FaultCode::UnknownField, message!("unknown_field", field = name, fields = FIELDS))
    };
    let required = fault("interaction", FaultCode::Required, message!("required", field = "interaction"));
    let message = message!("invalid_sys_id", field = "interaction", value = "x");
    let no_sys_id = fault("interaction", FaultCode::InvalidSysId, message);
    let message = message!("not_a_string", field = "end_time", kind = "a number");
    let no_string = fault("end_time", FaultCode::NotAString, message);
    for (over, members, others) in [
        (5, "", vec![required]),
        (20, r#","interaction":"x","action":"coach","end_time":5"#, vec![no_sys_id, no_string]),
    ] {
        let names: Vec<String> = (0..MAX_NAME_FAULTS + over).map(|number| format!("\"f{number}\":1")).collect();
        let mut expected: Vec<Fault> = (0..MAX_NAME_FAULTS).map(unknown).chain(others).collect();
        let message = message!("more_faults", count = over);
        expected.push(Fault { field: None, code: FaultCode::MoreFaults, message });
        assert_eq!(json(&format!("{{{}{members}}}", names.join(","))), Err(expected));
    }
}

#[test]
fn nesting_as_deep_as_a_body_allows_does_no_harm() {
    assert_eq!(MAX_BODY_BYTES, 65_536);
    let depth = MAX_BODY_BYTES / 2 - 20;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let value = format!("{}1{}", open.repeat(depth / open.len()), close.repeat(depth / open.len()));
        assert!(json_with(&format!("\"action\":{value}")).is_err());
        assert!(json_with(&format!("\"action\":{}", open.repeat(depth))).is_err());
        assert!(json(&value).is_err());
    }
}
