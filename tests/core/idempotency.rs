//! Keys of repeated requests, and what is kept under them (contract, section 5).

use crate::support::{
    ACTION, HELP_REQUEST, INTERACTION, NOW, OTHER_INTERACTION, can_be_run, command_of, json_command, message, sys_id,
    texts, time,
};
use help_request_edge::fault::{Fault, FaultCode};
use help_request_edge::format::Format;
use help_request_edge::store::idempotency::{
    IdempotencyKey, KEPT_DAYS, KeyEntry, KeyLookup, KeyRow, MAX_KEY_LENGTH, OwnedKey, count_expired, purge,
};
use help_request_edge::store::{Param, SqlBuilder};
use serde_json::{Value, json};

fn key(header: &str) -> Result<String, Fault> {
    IdempotencyKey::parse(Some(header)).map(|key| key.unwrap().as_str().to_owned())
}

fn no_key(shown: &str) -> Result<String, Fault> {
    let message = message!("invalid_idempotency_key", value = shown);
    Err(Fault::field("Idempotency-Key", FaultCode::InvalidIdempotencyKey, message))
}

/// What a request with these members besides the interaction asks for.
fn fields(members: &str) -> String {
    json_command(&format!(r#"{{"interaction":"{INTERACTION}"{members}}}"#)).normalized_fields()
}

/// A row of what another request has kept, but for these members.
fn row(changes: &Value) -> Value {
    let mut row = json!({
        "request": fields(""), "operation": "end_all", "sys_id": INTERACTION, "transaction_id": OTHER_INTERACTION,
    });
    for (name, value) in changes.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

/// What the row means for an end of all. `None` if it is no row.
fn looked_up(row: &Value) -> Option<KeyLookup> {
    let row: KeyRow = serde_json::from_value(row.clone()).ok()?;
    Some(row.lookup(&fields(""), &sys_id(ACTION)))
}

#[test]
fn a_key_is_bare_or_quoted() {
    assert_eq!(IdempotencyKey::parse(None), Ok(None));
    assert_eq!(key("8e03978e-40d5-43dd-bc93-6894a57f9324").as_deref(), Ok("8e03978e-40d5-43dd-bc93-6894a57f9324"));
    assert_eq!(key("\"abc\"").as_deref(), Ok("abc"));
    assert_eq!(key(" abc\t").as_deref(), Ok("abc"));
    assert_eq!(key("!~;,=").as_deref(), Ok("!~;,="));
}

#[test]
fn a_key_has_1_to_255_characters() {
    let longest = "k".repeat(MAX_KEY_LENGTH);
    assert_eq!(MAX_KEY_LENGTH, 255);
    assert_eq!(key(&longest), Ok(longest.clone()));
    assert_eq!(key(&format!("\"{longest}\"")), Ok(longest.clone()));
    assert_eq!(key(&format!("{longest}k")), no_key(&format!("{}…", "k".repeat(64))));
    for (header, shown) in [("", ""), (" ", ""), ("\"\"", "\"\"")] {
        assert_eq!(key(header), no_key(shown), "{header:?}");
    }
}

#[test]
fn other_characters_are_refused() {
    for header in ["a b", "\"a b\"", "\"", "\"a", "\"a\"b\"", "\"a\\b\"", "j\u{fc}rgen", "\u{1f511}"] {
        assert_eq!(key(header), no_key(header), "{header}");
    }
    assert_eq!(key("a\u{7f}b"), no_key("a\u{fffd}b"));
}

#[test]
fn requests_are_told_apart_by_what_is_given() {
    let update = format!(r#","action_sys_id":"{ACTION}""#);
    let different = [
        fields(""),
        fields(r#","end_time":"2026-02-18 12:00:00""#),
        fields(r#","end_time":"2026-02-18 12:00:01""#),
        fields(r#","action":"coach""#),
        fields(r#","action":"observe""#),
        fields(r#","action":"coach","start_time":"2026-02-18 12:00:00""#),
        fields(r#","action":"coach","end_time":"2026-02-18 12:00:00""#),
        fields(&format!(r#","action":"coach","help_request":"{HELP_REQUEST}""#)),
        fields(&format!(r#"{update},"action":"coach""#)),
        fields(&format!(r#"{update},"start_time":"2026-02-18 12:00:00""#)),
        fields(&format!(r#"{update},"end_time":"2026-02-18 12:00:00""#)),
        fields(&format!(r#"{update},"help_request":"{HELP_REQUEST}""#)),
        json_command(&format!(r#"{{"interaction":"{OTHER_INTERACTION}"}}"#)).normalized_fields(),
    ];
    for (at, one) in different.iter().enumerate() {
        assert!(!different[at + 1..].contains(one), "{one}");
    }
}

#[test]
fn the_same_request_in_other_words_is_the_same() {
    let plain = fields(r#","action":"coach","start_time":"2026-02-18 11:30:00""#);
    let upper = INTERACTION.to_uppercase();
    let json = format!(r#"{{"start_time":"2026-02-18T12:30:00+01:00","action":" coach ","interaction":"{upper}"}}"#);
    assert_eq!(json_command(&json).normalized_fields(), plain);
    let xml = format!(
        "<r><interaction>{INTERACTION}</interaction><action>coach</action><start_time>2026-02-18T11:30:00Z</start_time></r>"
    );
    assert_eq!(command_of(Format::Xml, xml.as_bytes()).unwrap().normalized_fields(), plain);
}

#[test]
fn what_this_very_request_has_kept_is_its_own() {
    let own = json!({"transaction_id": ACTION});
    assert_eq!(looked_up(&row(&own)), Some(KeyLookup::First));
    let own = json!({"transaction_id": ACTION, "request": "", "operation": "", "sys_id": ""});
    assert_eq!(looked_up(&row(&own)), Some(KeyLookup::First));
}

#[test]
fn what_the_same_request_has_kept_is_replayed() {
    for operation in ["create", "update", "end_all"] {
        let row = row(&json!({"operation": operation, "sys_id": HELP_REQUEST}));
        let expected = KeyLookup::Replay(operation.to_owned(), HELP_REQUEST.to_owned());
        assert_eq!(looked_up(&row), Some(expected));
    }
}

#[test]
fn what_another_request_has_kept_is_no_answer() {
    for request in [fields(r#","action":"coach""#), String::new(), fields("").to_uppercase()] {
        assert_eq!(looked_up(&row(&json!({"request": request}))), Some(KeyLookup::Mismatch), "{request}");
    }
}

#[test]
fn what_the_database_does_not_yield_is_no_row() {
    for name in ["request", "operation", "sys_id", "transaction_id"] {
        for value in [json!(null), json!(1), json!([])] {
            let row = row(&json!({name: value}));
            assert_eq!(looked_up(&row), None, "{row}");
        }
        let mut row = row(&json!({}));
        row.as_object_mut().unwrap().remove(name);
        assert_eq!(looked_up(&row), None, "{row}");
    }
    for no_row in [json!(null), json!({}), json!([]), json!("")] {
        assert_eq!(looked_up(&no_row), None, "{no_row}");
    }
}

/// The days on which the key may have been kept, as a statement looks them up at that time.
fn days(now: &str) -> Vec<String> {
    let key = IdempotencyKey::parse(Some("k-1")).unwrap().unwrap();
    let statement = OwnedKey { owner: "o", key: &key, now: time(now) }.find();
    let Some(Param::Text(days)) = statement.params.first() else { panic!("{statement:?}") };
    serde_json::from_str(days).unwrap()
}

#[test]
fn a_key_is_looked_for_on_every_day_on_which_it_may_have_been_kept() {
    assert_eq!(KEPT_DAYS, 7);
    let expected = ["02-25", "02-26", "02-27", "02-28", "02-29", "03-01", "03-02", "03-03", "03-04"];
    for time in ["00:00:00", "23:59:59"] {
        assert_eq!(days(&format!("2028-03-03 {time}")), expected.map(|day| format!("2028-{day}")));
    }
    let last = ["12-28", "12-29", "12-30", "12-31"].map(|day| format!("2026-{day}"));
    let first = ["01-01", "01-02", "01-03", "01-04", "01-05"].map(|day| format!("2027-{day}"));
    assert_eq!(days("2027-01-04 12:00:00"), [last.as_slice(), &first].concat());
    // Before and behind the years that a time can have, there are no days.
    assert_eq!(days("0000-01-02 12:00:00"), ["0000-01-01", "0000-01-02", "0000-01-03"]);
    assert_eq!(days("9999-12-31 23:59:59").len(), 8);
}

#[test]
fn a_key_is_looked_for_by_owner_day_and_age() {
    let key = IdempotencyKey::parse(Some("k-1")).unwrap().unwrap();
    let owned = OwnedKey { owner: "basic:o", key: &key, now: time(NOW) };
    let statement = owned.find();
    assert_eq!(
        statement.sql,
        "SELECT request, operation, sys_id, transaction_id FROM idempotency_record WHERE day IN (SELECT value FROM \
         json_each(?1)) AND caller = ?3 AND key = ?4 AND created_on > datetime(?2, '-7 days')"
    );
    assert_eq!(statement.params[1..], texts(&[NOW, "basic:o", "k-1"]));
    let mut sql = SqlBuilder::new();
    let is_unused = owned.is_unused(&mut sql);
    let (_, from) = statement.sql.split_once(" FROM ").unwrap();
    assert_eq!(is_unused, format!("NOT EXISTS (SELECT 1 FROM {from})"));
    assert_eq!(sql.statement("").params, statement.params);
}

#[test]
fn a_success_is_kept_on_its_day_for_its_owner() {
    let key = IdempotencyKey::parse(Some("k-1")).unwrap().unwrap();
    let owned = OwnedKey { owner: "basic:o", key: &key, now: time(NOW) };
    let (sys_id, transaction_id) = (sys_id(HELP_REQUEST), sys_id(ACTION));
    let entry =
        KeyEntry { request: fields(""), operation: "end_all", sys_id: &sys_id, transaction_id: &transaction_id };
    let mut sql = SqlBuilder::new();
    let condition = sql.bind("c");
    let statement = owned.store(&entry, &condition, sql);
    let head = "INSERT INTO idempotency_record (day, caller, key, request, operation, sys_id, transaction_id, created_on) \
                SELECT date(?6), ?7, ?8, ?9, ?10, ?11, ?12, ?6 WHERE ?1 AND NOT EXISTS (SELECT 1 FROM ";
    assert!(statement.sql.starts_with(head), "{}", statement.sql);
    assert_eq!(statement.params.first(), Some(&"c".into()));
    assert_eq!(statement.params[1..5], owned.find().params);
    let kept = texts(&[NOW, "basic:o", "k-1", &fields(""), "end_all", HELP_REQUEST, ACTION]);
    assert_eq!(statement.params[5..], kept);
    // The same request finds by its transaction id what it has kept.
    let mut sql = SqlBuilder::new();
    let is_stored = owned.is_stored_by(&transaction_id, &mut sql);
    let expected = "EXISTS (SELECT 1 FROM idempotency_record WHERE day = date(?1) AND caller = ?2 AND key = ?3 AND \
                    transaction_id = ?4)";
    assert_eq!(is_stored, expected);
    assert_eq!(sql.statement("").params, texts(&[NOW, "basic:o", "k-1", ACTION]));
}

#[test]
fn only_what_no_call_can_ask_for_any_more_is_deleted_and_counted() {
    let [delete, count] = purge(time(NOW));
    assert!(delete.sql.starts_with("DELETE FROM idempotency_record WHERE "), "{}", delete.sql);
    assert!(delete.sql.contains(" WHERE day < date(?1, '-7 days') "), "{}", delete.sql);
    assert_eq!(delete.params, [NOW.into(), Param::Integer(1_000)]);
    assert_eq!(count.sql, "SELECT cast(changes() AS TEXT) AS value");
    let left = count_expired(time(NOW));
    assert_eq!(
        left.sql,
        "SELECT cast(count(*) AS TEXT) AS value FROM idempotency_record WHERE day < date(?1, '-7 days')"
    );
    for statement in [delete, count, left] {
        can_be_run(&statement);
    }
}
