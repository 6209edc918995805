use crate::support::{FIELDS, fault, message};
use help_request_edge::fault::FaultCode;
use help_request_edge::format::{RawFields, RawValue};
use help_request_edge::help_action::{Command, Field};

#[test]
fn the_names_are_those_of_the_contract() {
    assert_eq!(Field::ALL.map(Field::name).join(", "), FIELDS);
}

#[test]
fn names_are_case_sensitive_and_exact() {
    for name in ["Interaction", "ACTION", "action_sys_id ", "actionSysId", "action-sys-id", "", "entry", "sys_id"] {
        let mut fields = RawFields::new(Field::ALL.map(Field::name));
        fields.put(name, RawValue::Null);
        let faults =
            Command::from_raw(fields, crate::support::time(crate::support::NOW), false).unwrap_err().into_list();
        let message = message!("unknown_field", field = name, fields = FIELDS);
        assert_eq!(faults[0], fault(name, FaultCode::UnknownField, message));
    }
}
