use crate::support::message;
use help_request_edge::fault::{Fault, FaultCode, Faults, MAX_EXCERPT_CHARACTERS, MAX_FAULTS, excerpt};
use proptest::prelude::*;

const CODES: [(FaultCode, &str); 28] = [
    (FaultCode::MalformedBody, "malformed_body"),
    (FaultCode::Required, "required"),
    (FaultCode::Empty, "empty"),
    (FaultCode::UnknownField, "unknown_field"),
    (FaultCode::DuplicateField, "duplicate_field"),
    (FaultCode::NotAString, "not_a_string"),
    (FaultCode::InvalidChoice, "invalid_choice"),
    (FaultCode::InvalidSysId, "invalid_sys_id"),
    (FaultCode::InvalidTime, "invalid_time"),
    (FaultCode::EndBeforeStart, "end_before_start"),
    (FaultCode::NotApplicable, "not_applicable"),
    (FaultCode::WrongInteraction, "wrong_interaction"),
    (FaultCode::InvalidIdempotencyKey, "invalid_idempotency_key"),
    (FaultCode::ReadOnly, "read_only"),
    (FaultCode::TooLong, "too_long"),
    (FaultCode::InvalidText, "invalid_text"),
    (FaultCode::UnknownReference, "unknown_reference"),
    (FaultCode::InvalidNumber, "invalid_number"),
    (FaultCode::InvalidParameter, "invalid_parameter"),
    (FaultCode::InvalidQuery, "invalid_query"),
    (FaultCode::UnknownOperator, "unknown_operator"),
    (FaultCode::QueryTooLong, "query_too_long"),
    (FaultCode::TooManyValues, "too_many_values"),
    (FaultCode::PageTooLarge, "page_too_large"),
    (FaultCode::InvalidBookmark, "invalid_bookmark"),
    (FaultCode::TooManyParameters, "too_many_parameters"),
    (FaultCode::QueryTooCostly, "query_too_costly"),
    (FaultCode::MoreFaults, "more_faults"),
];

fn numbered(count: usize) -> (Faults, Vec<Fault>) {
    let mut faults = Faults::default();
    let mut pushed = Vec::new();
    for number in 0..count {
        let fault = Fault::field(format!("f{number}"), FaultCode::UnknownField, "unknown");
        pushed.push(fault.clone());
        faults.push(fault);
    }
    (faults, pushed)
}

#[test]
fn codes_are_stable_words() {
    for (code, word) in CODES {
        assert_eq!(code.as_str(), word);
        assert_eq!(serde_json::to_value(code).unwrap(), word);
    }
}

#[test]
fn faults_keep_the_order_of_their_discovery() {
    let (faults, pushed) = numbered(3);
    assert!(!faults.is_empty());
    assert_eq!(faults.into_list(), pushed);
    assert!(Faults::default().is_empty());
    assert_eq!(Faults::default().into_list(), vec![]);
}

#[test]
fn as_many_as_the_limit_are_listed() {
    let (faults, pushed) = numbered(MAX_FAULTS);
    assert_eq!(faults.into_list(), pushed);
}

#[test]
fn those_over_the_limit_are_counted() {
    for over in [1, 1000] {
        let (faults, mut expected) = numbered(MAX_FAULTS + over);
        expected.truncate(MAX_FAULTS);
        let message = message!("more_faults", count = over);
        expected.push(Fault { field: None, code: FaultCode::MoreFaults, message });
        assert_eq!(faults.into_list(), expected);
    }
}

#[test]
fn what_another_check_has_found_is_listed_or_counted_after_the_own_faults() {
    let (mut faults, mut expected) = numbered(2);
    let (others, found) = numbered(MAX_FAULTS + 3);
    faults.append(others);
    expected.extend(found.into_iter().take(MAX_FAULTS - 2));
    expected.push(Fault { field: None, code: FaultCode::MoreFaults, message: message!("more_faults", count = 5) });
    assert_eq!(faults.into_list(), expected);
}

#[test]
fn a_short_text_is_repeated_as_it_is() {
    assert_eq!(excerpt("coach?"), "coach?");
    assert_eq!(excerpt(""), "");
    let longest = "ü".repeat(MAX_EXCERPT_CHARACTERS);
    assert_eq!(excerpt(&longest), longest);
}

#[test]
fn a_long_text_is_shortened() {
    let text = "ü".repeat(MAX_EXCERPT_CHARACTERS + 1);
    assert_eq!(excerpt(&text), format!("{}…", "ü".repeat(MAX_EXCERPT_CHARACTERS)));
}

#[test]
fn characters_that_xml_or_a_log_line_cannot_hold_are_replaced() {
    assert_eq!(excerpt("a\u{0}b\nc\rd\te\u{1b}f\u{7f}g\u{85}h"), "a�b�c�d�e�f�g�h");
    assert_eq!(excerpt("a\u{FFFE}b\u{FFFF}c"), "a�b�c");
    assert_eq!(excerpt("<&>\"'😀"), "<&>\"'😀");
}

proptest! {
    #[test]
    fn what_is_repeated_fits_into_xml_and_one_line(text in any::<String>()) {
        let excerpt = excerpt(&text);
        prop_assert!(excerpt.chars().count() <= MAX_EXCERPT_CHARACTERS + 1);
        prop_assert!(!excerpt.contains(char::is_control));
        let xml = format!("<t>{}</t>", quick_xml::escape::escape(&excerpt));
        prop_assert!(roxmltree::Document::parse(&xml).is_ok());
    }
}
