//! The counts of events by source, outcome and reason.

use super::T0;
use help_request_edge::cti::{Count, Counts, Reason, Status};

/// Each count as (source, status, reason, events, time of the last one after [`T0`]).
fn listed(counts: &Counts) -> Vec<(&str, Status, &str, i64, i64)> {
    counts
        .iter()
        .map(|(source, status, reason, Count { events, last })| (source, status, reason, events, last - T0))
        .collect()
}

#[test]
fn events_are_counted_by_source_outcome_and_reason_with_the_time_of_the_last_one() {
    let mut counts = Counts::new();
    assert!(counts.is_empty());
    for (source, status, reason, at) in [
        ("b", Status::Recorded, None, 1),
        ("a", Status::Ignored, Some(Reason::NoLeg), 2),
        ("a", Status::Ignored, Some(Reason::OtherType), 3),
        ("b", Status::Recorded, None, 5),
        ("b", Status::Recorded, None, 4),
    ] {
        counts.count(source, status, reason, T0 + at);
        assert!(!counts.is_empty());
    }
    let expected = [
        ("a", Status::Ignored, "other_event_type", 1, 3),
        ("a", Status::Ignored, "no_leg", 1, 2),
        ("b", Status::Recorded, "", 3, 5),
    ];
    assert_eq!(listed(&counts), expected);
}

#[test]
fn an_event_can_be_taken_back_until_none_is_left() {
    let mut counts = Counts::new();
    counts.count("a", Status::Waiting, None, T0);
    counts.count("a", Status::Waiting, None, T0 + 1);
    counts.uncount("a", Status::Waiting, None);
    assert_eq!(listed(&counts), [("a", Status::Waiting, "", 1, 1)]);
    counts.uncount("a", Status::Waiting, None);
    counts.uncount("a", Status::Waiting, None);
    assert!(counts.is_empty());
}

#[test]
fn counts_that_could_not_be_written_are_added_to_the_next_ones() {
    let (mut counts, mut unwritten) = (Counts::new(), Counts::new());
    counts.count("a", Status::Recorded, None, T0 + 2);
    for at in [0, 1] {
        unwritten.count("a", Status::Recorded, None, T0 + at);
        unwritten.count("b", Status::Recorded, None, T0 + at);
    }
    counts.add(unwritten);
    assert_eq!(listed(&counts), [("a", Status::Recorded, "", 3, 2), ("b", Status::Recorded, "", 2, 1)]);
}
