use help_request_edge::help_action::Field;

#[test]
fn every_field_is_found_by_its_name() {
    let names = Field::ALL.map(Field::name);
    let documented = ["interaction", "action", "action_sys_id", "help_request", "start_time", "end_time"];
    assert_eq!(names, documented);
    assert_eq!(names.map(Field::from_name), Field::ALL.map(Some));
}

#[test]
fn names_are_case_sensitive_and_exact() {
    for name in ["Interaction", "ACTION", "action_sys_id ", "actionSysId", "action-sys-id", "", "entry", "sys_id"] {
        assert_eq!(Field::from_name(name), None, "{name:?}");
    }
}
