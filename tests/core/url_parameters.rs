//! The query parameters of a URL (contract, section 7).

use crate::support::{INTERACTION_FIELDS, NOW, STATES, fault, meaning, message, table, time};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::table::{DisplayMode, List, MAX_PARAMETERS, UrlParameters};

/// What is read of a URL's query, and the faults.
fn read<T>(query: &str, read: impl FnOnce(&mut UrlParameters, &mut Faults) -> T) -> (T, Vec<Fault>) {
    let mut faults = Faults::default();
    let read = read(&mut UrlParameters::parse(query, &mut faults), &mut faults);
    (read, faults.into_list())
}

fn taken(query: &str, name: &str) -> Option<String> {
    let (taken, faults) = read(query, |parameters, faults| parameters.take(name, faults));
    assert_eq!(faults, [], "{query}");
    taken
}

/// The meaning of the encoded query with the filters beside it.
fn filtered(table_name: &str, query: &str) -> Result<String, Vec<Fault>> {
    let (meant, faults) =
        read(query, |parameters, faults| meaning(&parameters.query(table(table_name), time(NOW), faults)));
    if faults.is_empty() { Ok(meant) } else { Err(faults) }
}

fn repeated(name: &str) -> Fault {
    fault(name, FaultCode::DuplicateField, message!("duplicate_field", field = name))
}

#[test]
fn names_and_values_are_decoded() {
    for query in ["a=x%20y%26%3D", "a=x+y%26=", "%61=x+y%26%3D", "b=1&a=x y%26=&c", "&&a=x+y%26%3d&"] {
        assert_eq!(taken(query, "a").as_deref(), Some("x y&="), "{query}");
    }
    assert_eq!(taken("a=%C3%A4", "a").as_deref(), Some("ä"));
    assert_eq!(taken("a=%E4%", "a").as_deref(), Some("\u{FFFD}%"));
}

#[test]
fn a_parameter_without_a_value_is_not_given() {
    for query in ["", "a", "a=", "a=+%20%09", "A=1", "aa=1", "=1", "?a=1", "b=a"] {
        assert_eq!(taken(query, "a"), None, "{query}");
    }
}

#[test]
fn a_value_is_trimmed() {
    assert_eq!(taken("a=+1+2%0A", "a").as_deref(), Some("1 2"));
}

#[test]
fn a_repeated_parameter_may_say_the_same() {
    assert_eq!(taken("a=1&b=2&a=+1&a=", "a").as_deref(), Some("1"));
}

#[test]
fn a_repeated_parameter_may_not_say_something_else() {
    for query in ["a=1&a=2", "a=&a=1&b=1&%61=2&a=3"] {
        let (taken, faults) = read(query, |parameters, faults| parameters.take("a", faults));
        assert_eq!((taken.as_deref(), faults), (Some("1"), vec![repeated("a")]), "{query}");
    }
    let (_, faults) = read("a=1&b=1&b=2", |parameters, faults| parameters.take("a", faults));
    assert_eq!(faults, []);
}

#[test]
fn a_parameter_is_taken_once() {
    let both =
        |parameters: &mut UrlParameters, faults: &mut Faults| ["a", "b", "a"].map(|name| parameters.take(name, faults));
    let (taken, faults) = read("a=1&b=2&c=3", both);
    assert_eq!(taken, [Some("1".to_owned()), Some("2".to_owned()), None]);
    assert_eq!(faults, []);
}

#[test]
fn a_url_has_a_most_of_parameters() {
    assert_eq!(MAX_PARAMETERS, 100);
    let take = |parameters: &mut UrlParameters, faults: &mut Faults| parameters.take("a", faults);
    let url = |others: usize| format!("a=1{}", "&b=".repeat(others));
    assert_eq!(read(&url(99), take), (Some("1".to_owned()), vec![]));
    // Of too many none is read, or their other faults would be without end.
    let message = message!("too_many_parameters", number = 101);
    let fault = Fault { field: None, code: FaultCode::TooManyParameters, message };
    assert_eq!(read(&url(100), take), (None, vec![fault.clone()]));
    let others = "&b=1&b=2&sysparm_limit=x&state=bad".repeat(25);
    assert_eq!(read(&format!("a=1{others}"), take), (None, vec![fault.clone()]));
    let list = List::read(table("interaction"), &format!("a=1{others}"), time(NOW));
    assert_eq!(list.map_err(Faults::into_list).err(), Some(vec![fault]));
    // Nothing between two ampersands is no parameter.
    assert_eq!(read(&format!("a=1{}", "&".repeat(200)), take), (Some("1".to_owned()), vec![]));
}

#[test]
fn a_flag_is_true_or_false_in_any_case() {
    for (query, expected) in
        [("", false), ("a=", false), ("a=true", true), ("a=True", true), ("a=TRUE+", true), ("a=False", false)]
    {
        assert_eq!(read(query, |parameters, faults| parameters.flag("a", faults)), (expected, vec![]), "{query}");
    }
    for text in ["1", "0", "yes", "all", "truefalse", "true false", "tru\u{eb}"] {
        let message = message!("invalid_parameter", name = "a", value = text, choices = "true or false");
        let expected = (false, vec![fault("a", FaultCode::InvalidParameter, message)]);
        assert_eq!(read(&format!("a={text}"), |parameters, faults| parameters.flag("a", faults)), expected);
    }
}

#[test]
fn what_is_displayed_is_true_false_or_all_in_any_case() {
    for (text, expected) in [
        ("", DisplayMode::Value),
        ("false", DisplayMode::Value),
        ("False", DisplayMode::Value),
        ("true", DisplayMode::Displayed),
        ("TRUE", DisplayMode::Displayed),
        ("all", DisplayMode::All),
        ("All", DisplayMode::All),
    ] {
        let query = format!("sysparm_display_value={text}");
        assert_eq!(read(&query, UrlParameters::display), (expected, vec![]), "{text}");
    }
    let message =
        message!("invalid_parameter", name = "sysparm_display_value", value = "both", choices = "true or false or all");
    let expected = (DisplayMode::Value, vec![fault("sysparm_display_value", FaultCode::InvalidParameter, message)]);
    assert_eq!(read("sysparm_display_value=both", UrlParameters::display), expected);
}

#[test]
fn a_number_lies_within_its_bounds() {
    let number = |query: &str| read(query, |parameters, faults| parameters.number("a", 0, 10, faults));
    for (query, expected) in [("", None), ("a=", None), ("a=0", Some(0)), ("a=+7", Some(7)), ("a=10", Some(10))] {
        assert_eq!(number(query), (expected, vec![]), "{query}");
    }
    for text in ["11", "-1", "1.0", "1e1", "ten", "0x1", "18446744073709551616", "1,2"] {
        let message = message!("invalid_count", name = "a", value = text, lowest = "0", highest = "10");
        assert_eq!(number(&format!("a={text}")), (None, vec![fault("a", FaultCode::InvalidNumber, message)]));
    }
}

#[test]
fn the_encoded_query_is_decoded_and_read() {
    for query in [
        "sysparm_query=type%3Da%5EORDERBYDESCnumber",
        "sysparm_query=type=a^ORDERBYDESCnumber",
        "sysparm_query=+type=a^ORDERBYDESCnumber+",
    ] {
        assert_eq!(filtered("interaction", query), Ok("type = <a>; number descending".to_owned()));
    }
    assert_eq!(filtered("interaction", "sysparm_query=typeNOT+INa%2Cb"), Ok("type not in <a><b>".to_owned()));
    assert_eq!(filtered("interaction", ""), Ok(String::new()));
    assert_eq!(filtered("interaction", "sysparm_query="), Ok(String::new()));
}

#[test]
fn parameters_that_are_named_like_fields_filter() {
    for (query, expected) in [
        ("state=new", "; besides state = <new>"),
        ("state=&type=a", "; besides type = <a>"),
        ("number=ims0000001&state=new", "; besides number = <IMS0000001>; besides state = <new>"),
        ("sysparm_query=ORDERBYtype&state=new", "; besides state = <new>; type ascending"),
        ("state=new&sysparm_query=type=a^NQtype=b", "type = <a> or else type = <b>; besides state = <new>"),
        ("type=a,b^c", "; besides type = <a,b^c>"),
        ("opened_at=javascript:gs.hoursAgo(1)", "; besides opened_at = <2026-02-18 11:00:00>"),
    ] {
        assert_eq!(filtered("interaction", query), Ok(expected.to_owned()), "{query}");
    }
    assert_eq!(
        filtered("supervisor_help_action", "interaction.number=IMS0000001"),
        Ok("; besides interaction.number = <IMS0000001>".to_owned())
    );
}

#[test]
fn unknown_parameters_of_servicenow_mean_nothing() {
    let query =
        "sysparm_view=&sysparm_input_display_value=true&sysparm_=1&sysparm_nothing=a&sysparm_nothing=b&state=new";
    assert_eq!(filtered("interaction", query), Ok("; besides state = <new>".to_owned()));
}

#[test]
fn any_other_parameter_is_named() {
    for name in ["nothing", "SYSPARM_QUERY", "State", "sys_transaction_id", "interaction.state", "1", "_"] {
        let message = message!(
            "unknown_table_field",
            place = "query parameter",
            field = name,
            table = "interaction",
            fields = INTERACTION_FIELDS
        );
        let expected = Err(vec![fault("query parameter", FaultCode::UnknownField, message)]);
        assert_eq!(filtered("interaction", &format!("{name}=new")), expected);
    }
}

#[test]
fn faults_of_the_query_and_of_filters_are_found_together() {
    let state = |text: &str| {
        let message = message!("invalid_choice", field = "state", value = text, choices = STATES);
        fault("state", FaultCode::InvalidChoice, message)
    };
    let expected =
        vec![fault("sysparm_query", FaultCode::InvalidQuery, message!("query_no_value", field = "type")), state("bad")];
    assert_eq!(filtered("interaction", "sysparm_query=typeLIKE&state=bad"), Err(expected));
    let repeated = repeated("state");
    assert_eq!(filtered("interaction", "state=new&state=on_hold"), Err(vec![repeated.clone()]));
    assert_eq!(filtered("interaction", "state=bad&state=new"), Err(vec![repeated, state("bad")]));
}

#[test]
fn filters_count_among_the_values() {
    let query = |count: usize| format!("sysparm_query={}&state=new", vec!["sys_mod_count=1"; count].join("^"));
    assert!(filtered("interaction", &query(94)).is_ok());
    let message = message!("query_too_many_values", values = "96");
    let expected = Err(vec![fault("sysparm_query", FaultCode::TooManyValues, message)]);
    assert_eq!(filtered("interaction", &query(95)), expected);
    assert_eq!(filtered("interaction", &query(96)), expected);
}

#[test]
fn names_are_told_as_a_message_can_hold_them() {
    let name = "a\u{1}<\n".to_owned() + &"b".repeat(100);
    let told = "a\u{FFFD}<\u{FFFD}".to_owned() + &"b".repeat(60) + "…";
    let message = message!(
        "unknown_table_field",
        place = "query parameter",
        field = told,
        table = "interaction",
        fields = INTERACTION_FIELDS
    );
    let unknown = fault("query parameter", FaultCode::UnknownField, message);
    let encoded = name.replace('\u{1}', "%01").replace('\n', "%0A");
    assert_eq!(filtered("interaction", &format!("{encoded}=1")), Err(vec![unknown.clone()]));
    assert_eq!(filtered("interaction", &format!("{encoded}=1&{encoded}=2")), Err(vec![repeated(&told), unknown]));
}
