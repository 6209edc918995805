use help_request_edge::action::Action;

#[test]
fn the_choices_of_action() {
    assert_eq!(Action::ALL.map(Action::as_str), ["barge_in", "coach", "monitor", "observe"]);
}
