//! Retention (contract, section 13).

use crate::support::{ACTION, can_be_run, sys_id, time};
use help_request_edge::auth::Actor;
use help_request_edge::retention::{CHANGES_AT_ONCE, ExpiredRecords, Page, Retention, delete_changes};
use help_request_edge::store::{Deletable, Param, WriteContext};

const ALL: Deletable = Deletable { needs_archive: false, needs_relay: false };
const ARCHIVED: Deletable = Deletable { needs_archive: true, needs_relay: false };
const BOTH: Deletable = Deletable { needs_archive: true, needs_relay: true };

fn retention(deletable: Deletable) -> Retention {
    Retention { oldest: time("2026-01-19 12:00:00"), deletable }
}

#[test]
fn without_an_archive_all_changes_may_go_and_with_one_those_that_it_has() {
    assert_eq!(ALL.through(), None);
    let through = "coalesce((SELECT archived_through FROM change_archive WHERE id = 1), 0)";
    assert_eq!(ARCHIVED.through().as_deref(), Some(through));
    let both = BOTH.through().unwrap();
    assert!(both.starts_with(&format!("min({through}, (SELECT min(position, ")), "{both}");
}

#[test]
fn what_the_archive_does_not_have_stays() {
    let bound = ARCHIVED.through().unwrap();
    let [plain, _] = delete_changes(retention(ALL));
    let [bounded, _] = delete_changes(retention(ARCHIVED));
    assert_eq!(bounded.sql, format!("{} AND sequence <= {bound}", plain.sql));
    for records in ExpiredRecords::ALL {
        let (actor, id) = (Actor::System, sys_id(ACTION));
        let write = WriteContext { actor: &actor, now: time("2026-02-18 12:00:00"), transaction_id: &id };
        let [_, stamp, ..] = records.delete_page(retention(ALL), &[], &write);
        let [_, bounded, ..] = records.delete_page(retention(ARCHIVED), &[], &write);
        assert!(bounded.sql.starts_with(&stamp.sql));
        assert!(bounded.sql[stamp.sql.len()..].contains(&bound), "{}", bounded.sql);
    }
}

#[test]
fn what_records_that_stay_refer_to_stays() {
    let (actor, id) = (Actor::System, sys_id(ACTION));
    let write = WriteContext { actor: &actor, now: time("2026-02-18 12:00:00"), transaction_id: &id };
    for (records, referrers) in [
        (ExpiredRecords::HelpActions, &[][..]),
        (ExpiredRecords::HelpRequests, &["supervisor_help_action AS a WHERE a.interaction = r.interaction"]),
        (
            ExpiredRecords::Interactions,
            &[
                "interaction_help_request AS h WHERE h.interaction = r.sys_id",
                "supervisor_help_action AS a WHERE a.interaction = r.sys_id",
            ],
        ),
    ] {
        let [_, stamp, ..] = records.delete_page(retention(ALL), &[], &write);
        assert!(stamp.sql.contains(" AS r SET sys_updated_by = ?1, sys_transaction_id = ?2 WHERE "), "{}", stamp.sql);
        assert_eq!(stamp.params[..2], ["system".into(), Param::from(ACTION)]);
        assert_eq!(stamp.sql.matches("NOT EXISTS (").count(), referrers.len(), "{}", stamp.sql);
        for referrer in referrers {
            assert!(stamp.sql.contains(&format!(" NOT EXISTS (SELECT 1 FROM {referrer}")), "{}", stamp.sql);
        }
    }
}

#[test]
fn records_go_in_the_order_of_the_index_that_finds_them() {
    let (actor, id) = (Actor::System, sys_id(ACTION));
    let write = WriteContext { actor: &actor, now: time("2026-02-18 12:00:00"), transaction_id: &id };
    for (records, table, index) in [
        (ExpiredRecords::HelpActions, "supervisor_help_action", "end_time, start_time, sys_id"),
        (ExpiredRecords::HelpRequests, "interaction_help_request", "sys_updated_on, sys_id"),
        (ExpiredRecords::Interactions, "interaction", "sys_updated_on, sys_id"),
    ] {
        let [last, stamp, delete, _] = records.delete_page(retention(ALL), &[], &write);
        let places = if records == ExpiredRecords::HelpActions { "?1, ?2, ?3" } else { "?1, ?2" };
        assert!(last.sql.starts_with(&format!(
            "SELECT json_array({index}) AS value FROM {table} WHERE ({index}) > ({places}) AND "
        )));
        assert!(last.sql.ends_with(&format!(" ORDER BY {index} LIMIT 1 OFFSET 299")), "{}", last.sql);
        assert!(stamp.sql.starts_with(&format!("UPDATE {table} AS r SET ")), "{}", stamp.sql);
        assert!(delete.sql.starts_with(&format!("DELETE FROM {table} WHERE sys_id IN (SELECT sys_id FROM {table} ")));
    }
}

#[test]
fn each_statement_has_the_parameters_that_it_names() {
    let (actor, id) = (Actor::System, sys_id(ACTION));
    let write = WriteContext { actor: &actor, now: time("2026-02-18 12:00:00"), transaction_id: &id };
    let after = ["2026-01-01 00:00:00".to_owned(), ACTION.to_owned()];
    for records in ExpiredRecords::ALL {
        for after in [&[][..], &after] {
            let statements = records.delete_page(retention(ARCHIVED), after, &write);
            for statement in &statements {
                can_be_run(statement);
            }
        }
    }
    let [delete, deleted] = delete_changes(retention(ARCHIVED));
    let most = Param::Integer(CHANGES_AT_ONCE.try_into().unwrap());
    assert_eq!(delete.params, [Param::Text("2026-01-19 12:00:00".to_owned()), most]);
    can_be_run(&delete);
    can_be_run(&deleted);
}

#[test]
fn a_page_says_where_the_next_one_begins_and_how_many_were_deleted() {
    let text = |text: &str| Some(text.to_owned());
    let last = vec!["2026-01-01 00:00:00".to_owned(), ACTION.to_owned()];
    let read = Page::read(text(&format!(r#"["2026-01-01 00:00:00","{ACTION}"]"#)), text("300"));
    assert_eq!(read, Page { last: Some(last), deleted: 300 });
    assert_eq!(Page::read(None, text("7")), Page { last: None, deleted: 7 });
}
