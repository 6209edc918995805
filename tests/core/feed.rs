//! The feed: what a reader may ask for, and where it goes on.

use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::feed::{Cursor, FeedRequest, InvalidCursor, Position};

fn cursor(epoch: &str, sequence: i64) -> Cursor {
    Cursor { epoch: epoch.to_owned(), sequence }
}

#[test]
fn a_cursor_comes_back_as_it_was_given() {
    for cursor in [cursor("a", 0), cursor("0f3", 7), cursor(&"z".repeat(32), i64::MAX)] {
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }
}

#[test]
fn other_texts_are_no_cursors() {
    let long = format!("{}.1", "a".repeat(33));
    for text in
        ["", ".", "1", "a", "a.", ".1", "a.-1", "a.+1", "a.1.2", "a b.1", "a.1 ", "é.1", "a.9223372036854775808", &long]
    {
        assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
    }
}

#[test]
fn without_parameters_it_is_a_hundred_changes_from_the_beginning() {
    let request = FeedRequest { after: Position::Beginning, limit: 100, wait_seconds: 0, tables: Vec::new() };
    for query in ["", "after=0", "after=&limit=", "sysparm_limit=5&sysparm_x=y"] {
        assert_eq!(FeedRequest::read(query), Ok(request.clone()), "{query}");
    }
}

#[test]
fn the_newest_change_is_a_place_to_start_at() {
    let request = FeedRequest::read("after=latest").unwrap();
    assert_eq!(request, FeedRequest { after: Position::Latest, ..FeedRequest::read("").unwrap() });
    assert_eq!(request.changes().sequence, None);
    assert_eq!(request.check("a", Some(900)), Ok(()), "nothing is missing behind the newest change");
}

#[test]
fn every_parameter_counts() {
    let request = FeedRequest {
        after: Position::After(cursor("a", 5)),
        limit: 1_000,
        wait_seconds: 25,
        tables: vec!["interaction", "supervisor_help_action"],
    };
    let query = "after=a.5&limit=1000&wait=25&table=interaction&table=supervisor_help_action&table=interaction";
    assert_eq!(FeedRequest::read(query), Ok(request));
}

#[test]
fn all_faults_are_told_together() {
    let faults = FeedRequest::read("after=x&limit=0&wait=26&table=sys_user&z=1&wait=1").unwrap_err();
    let told: Vec<(Option<String>, FaultCode)> =
        Faults::into_list(faults).into_iter().map(|Fault { field, code, .. }| (field, code)).collect();
    let field = |name: &str| Some(name.to_owned());
    assert_eq!(
        told,
        [
            (field("after"), FaultCode::InvalidParameter),
            (field("limit"), FaultCode::InvalidNumber),
            (field("wait"), FaultCode::InvalidNumber),
            (field("table"), FaultCode::InvalidParameter),
            (field("z"), FaultCode::UnknownField),
            (field("wait"), FaultCode::DuplicateField),
        ]
    );
}

#[test]
fn a_reader_goes_on_where_nothing_is_missing() {
    let after = |epoch: &str, sequence| FeedRequest {
        after: Position::After(cursor(epoch, sequence)),
        ..FeedRequest::read("").unwrap()
    };
    assert_eq!(FeedRequest::read("").unwrap().check("a", Some(900)), Ok(()), "the beginning is what is kept");
    assert_eq!(after("a", 5).check("a", None), Ok(()));
    assert_eq!(after("a", 5).check("a", Some(6)), Ok(()));
    assert_eq!(after("a", 5).check("a", Some(7)), Err(Some(cursor("a", 6))), "change 6 is gone");
    assert_eq!(after("a", 5).check("b", Some(6)), Err(None), "another epoch");
}

#[test]
fn what_says_which_changes_are_meant_is_not_passed_over() {
    for name in ["sysparm_query", "sysparm_offset"] {
        let refused = FeedRequest::read(&format!("{name}=1")).unwrap_err().into_list();
        let message =
            format!("\"{name}\" is not a parameter of the feed; the parameters are after, limit, wait, table");
        assert_eq!(refused, [Fault::field(name, FaultCode::UnknownField, message)]);
        assert!(FeedRequest::read(&format!("{name}=")).is_ok());
    }
}
