//! How statements are put together: their parameters, and the brackets of long expressions.

use crate::support::{ACTION, NOW, integration_user, statement, sys_id, time};
use help_request_edge::store::{Param, SqlBuilder, WriteContext, balanced};

#[test]
fn each_parameter_is_named_by_its_number() {
    let mut sql = SqlBuilder::new();
    let names = [sql.bind("a"), sql.bind("b".to_owned()), sql.bind(7_i64)];
    assert_eq!(names, ["?1", "?2", "?3"]);
    let expected = statement("SELECT ?1", ["a".into(), "b".into(), Param::Integer(7)]);
    assert_eq!(sql.statement("SELECT ?1"), expected);
    assert_eq!(SqlBuilder::new().statement("SELECT 1"), statement("SELECT 1", []));
}

#[test]
fn a_value_is_a_text_a_number_or_null() {
    assert_eq!(Param::from(&sys_id(ACTION)), Param::Text(ACTION.to_owned()));
    assert_eq!(Param::from(time(NOW)), Param::Text(NOW.to_owned()));
    assert_eq!(Param::from(Some("a")), Param::Text("a".to_owned()));
    assert_eq!(Param::from(Some(i64::MIN)), Param::Integer(i64::MIN));
    assert_eq!(Param::from(None::<&str>), Param::Null);
    assert_eq!(Param::from(""), Param::Text(String::new()));
}

#[test]
fn parts_are_halved_again_and_again() {
    for (count, expected) in
        [(0, ""), (1, "1"), (2, "(1+2)"), (3, "(1+(2+3))"), (4, "((1+2)+(3+4))"), (5, "((1+2)+(3+(4+5)))")]
    {
        let parts: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
        assert_eq!(balanced(&parts, "+"), expected);
    }
}

#[test]
fn a_thousand_parts_are_ten_deep() {
    let parts = vec!["x".to_owned(); 1000];
    let (mut open, mut deepest) = (0, 0);
    for character in balanced(&parts, "+").chars() {
        open += match character {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        deepest = deepest.max(open);
    }
    assert_eq!((open, deepest), (0, 10));
}

#[test]
fn a_write_says_who_when_how_often_and_for_which_request() {
    let (actor, transaction_id) = (integration_user("cti.integration"), sys_id(ACTION));
    let write = WriteContext { actor: &actor, now: time(NOW), transaction_id: &transaction_id };
    let mut sql = SqlBuilder::new();
    let first = sql.bind("a");
    let update = write.update_stamp(&mut sql);
    assert_eq!(first, "?1");
    assert_eq!(
        update,
        "sys_updated_on = ?2, sys_updated_by = ?3, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?4"
    );
    let (columns, values) = write.insert_stamp(&mut sql);
    assert_eq!(columns, "sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_transaction_id");
    assert_eq!(values, "?5, ?6, ?5, ?6, ?7");
    let user = "cti.integration";
    assert_eq!(sql.statement("").params, ["a", NOW, user, ACTION, NOW, user, ACTION].map(Param::from));
}
