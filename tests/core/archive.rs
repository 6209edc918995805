//! The archive of the log (contract, section 13).

use crate::support::can_be_run;
use help_request_edge::archive::{ArchiveObject, Range, RangeRow, StateRow, lines, next, note_archived, plan};
use help_request_edge::store::Param;
use serde_json::json;

fn object(first: i64, last: i64, recorded_at: i64) -> Option<String> {
    ArchiveObject::new(Range { first, last }, recorded_at).map(|object| object.key)
}

#[test]
fn an_object_is_named_after_the_day_of_its_first_change_and_its_range() {
    let key = |text: &str| Some(text.to_owned());
    assert_eq!(object(1, 1, 0), key("changes/1970/01/01/1-1.ndjson.gz"));
    assert_eq!(object(7, 2_006, 1_771_459_199_999), key("changes/2026/02/18/7-2006.ndjson.gz"));
    assert_eq!(object(7, 2_006, 1_771_459_200_000), key("changes/2026/02/19/7-2006.ndjson.gz"));
    assert_eq!(object(1, 9_007_199_254_740_991, -1), key("changes/1969/12/31/1-9007199254740991.ndjson.gz"));
    assert_eq!(object(1, 2, i64::MAX), None);
}

#[test]
fn the_next_object_is_the_range_that_the_database_yields_or_none_at_the_end_of_the_log() {
    let read = |row| serde_json::from_value::<RangeRow>(row).unwrap().object();
    let found = read(json!({"first": 3, "last": 5, "recorded_at": 0})).unwrap();
    assert_eq!(found, ArchiveObject::new(Range { first: 3, last: 5 }, 0).unwrap());
    assert_eq!(read(json!({"first": null, "last": null, "recorded_at": null})), None);
}

#[test]
fn a_planned_object_keeps_its_key() {
    let read = |row| serde_json::from_value::<StateRow>(row).unwrap();
    let planned = read(json!({"archived_through": 2, "first": 3, "last": 5, "object_key": "k"}));
    assert_eq!(planned.archived_through, 2);
    assert_eq!(planned.planned(), Some(ArchiveObject { range: Range { first: 3, last: 5 }, key: "k".to_owned() }));
    let none = read(json!({"archived_through": 2, "first": null, "last": null, "object_key": null}));
    assert_eq!(none.planned(), None);
}

#[test]
fn each_statement_has_the_parameters_that_it_names() {
    let object = ArchiveObject::new(Range { first: 3, last: 5 }, 0).unwrap();
    let [planned, state] = plan(&object, 2);
    let key = Param::Text("changes/1970/01/01/3-5.ndjson.gz".to_owned());
    assert_eq!(planned.params, [Param::Integer(3), Param::Integer(5), key.clone(), Param::Integer(2)]);
    let noted = note_archived(&object);
    assert_eq!(noted.params, [key]);
    let lines = lines(object.range);
    assert_eq!(lines.params, [Param::Integer(3), Param::Integer(5)]);
    for statement in next().into_iter().chain([planned, state, noted, lines]) {
        can_be_run(&statement);
    }
}
