//! What the waiting changes of a record amount to, and how a create is looked for (contract, section 11).

use crate::relay_answer::{NOW, answer, changed_record, new_record, values};
use crate::support::{ACTION, HELP_REQUEST, INTERACTION};
use help_request_edge::relay::{Found, MAX_LOOKED_AT, Record, Request, Task, Values, find};
use serde_json::{Value, json};

fn body(task: Task) -> Value {
    match task {
        Task::Create(request) | Task::Update(request) => serde_json::from_str(&request.body.unwrap()).unwrap(),
        other => panic!("{other:?} sends no body"),
    }
}

fn end(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_create_has_its_start_and_what_else_there_is() {
    let full = Values { end_time: end("2026-03-01 10:05:00"), help_request: Some(HELP_REQUEST.to_owned()), ..values() };
    let record = Record { current: Some(full.clone()), intent: Some(full), ..new_record() };
    let expected = json!({
        "interaction": INTERACTION, "action": "coach", "help_request": HELP_REQUEST,
        "start_time": "2026-03-01 10:00:00", "end_time": "2026-03-01 10:05:00",
    });
    assert_eq!(body(record.task()), expected);
    let expected = json!({"interaction": INTERACTION, "action": "coach", "start_time": "2026-03-01 10:00:00"});
    assert_eq!(body(new_record().task()), expected);
}

#[test]
fn a_create_has_its_key_and_an_update_none() {
    let Task::Create(Request { method, path, headers, .. }) = new_record().task() else { panic!("no create") };
    assert_eq!((method, path.as_str()), ("POST", "/api/now/helprequest/action/create_or_update"));
    assert_eq!(headers.last(), Some(&("Idempotency-Key", "the-key".to_owned())));
    let Task::Update(Request { headers, .. }) = changed_record().task() else { panic!("no update") };
    assert_eq!(headers.len(), 2);
}

#[test]
fn an_update_has_the_fields_that_differ() {
    let update = |current: Values, fields: Value| {
        let mut expected = json!({"interaction": INTERACTION, "action_sys_id": HELP_REQUEST});
        expected.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        assert_eq!(body(Record { current: Some(current), ..changed_record() }.task()), expected);
    };
    update(Values { action: "monitor".to_owned(), ..values() }, json!({"action": "monitor"}));
    update(
        Values { start_time: "2026-03-01 09:00:00".to_owned(), ..values() },
        json!({"start_time": "2026-03-01 09:00:00"}),
    );
    update(Values { end_time: end("2026-03-01 10:05:00"), ..values() }, json!({"end_time": "2026-03-01 10:05:00"}));
    update(Values { help_request: Some(ACTION.to_owned()), ..values() }, json!({"help_request": ACTION}));
}

#[test]
fn nothing_that_differs_is_nothing_to_send() {
    let same = Record { current: Some(values()), ..changed_record() };
    assert_eq!(same.task(), Task::Nothing);
    // The API cannot empty a field.
    let ended = Values { end_time: end("2026-03-01 10:05:00"), ..values() };
    assert_eq!(Record { current: Some(values()), delivered: Some(ended), ..changed_record() }.task(), Task::Nothing);
    for gone in [new_record(), changed_record()] {
        assert_eq!(Record { current: None, ..gone }.task(), Task::Nothing);
    }
    let outcome = serde_json::to_value(same.conclude(&Task::Nothing, None, NOW, 0).outcome).unwrap();
    assert_eq!((outcome["is_done"].clone(), outcome["last_sequence"].clone()), (json!(1), json!(7)));
}

#[test]
fn after_an_unknown_outcome_an_update_has_all_fields() {
    let all = json!({"interaction": INTERACTION, "action_sys_id": HELP_REQUEST, "action": "coach", "start_time": "2026-03-01 10:00:00"});
    let back = Record { current: Some(values()), ..changed_record() };
    assert_eq!(body(Record { is_uncertain: 1, ..back.clone() }.task()), all);
    assert_eq!(body(Record { delivered: None, ..back }.task()), all);
}

#[test]
fn a_create_that_was_overtaken_is_followed_by_an_update() {
    let record = Record { current: changed_record().current, ..new_record() };
    let created = answer(200, &json!({"result": {"success": true, "action_sys_id": HELP_REQUEST}}));
    let task = record.task();
    let outcome = serde_json::to_value(record.conclude(&task, Some(&created), NOW, 0).outcome).unwrap();
    assert_eq!(
        (outcome["is_done"].clone(), outcome["delivered"].clone()),
        (json!(0), serde_json::to_value(values()).unwrap())
    );
}

/// A record after tries that failed.
fn tried(record: Record) -> Record {
    Record { attempts: 3, missing_since: Some(NOW - 1), ..record }
}

#[test]
fn what_was_delivered_leaves_nothing_of_the_tries_before() {
    let created = answer(200, &json!({"result": {"success": true, "action_sys_id": HELP_REQUEST}}));
    let ended = Values { end_time: end("2026-03-01 10:05:00"), ..values() };
    let uncertain = |record| Record { is_uncertain: 1, ..record };
    for (record, delivered) in [(tried(new_record()), values()), (uncertain(tried(changed_record())), ended)] {
        let task = record.task();
        let expected = json!({
            "interaction": INTERACTION, "sys_id": ACTION, "last_sequence": 7, "is_done": 1,
            "remote_sys_id": HELP_REQUEST, "delivered": delivered, "intent": null, "intent_key": null,
            "is_uncertain": 0, "settled_at": 0, "attempts": 0, "missing_since": null, "next_try": null, "parked": null,
        });
        assert_eq!(serde_json::to_value(record.conclude(&task, Some(&created), NOW, 0).outcome).unwrap(), expected);
    }
    let same = tried(Record { current: Some(values()), ..changed_record() });
    let outcome = serde_json::to_value(same.conclude(&Task::Nothing, None, NOW, 0).outcome).unwrap();
    assert_eq!((outcome["attempts"].clone(), outcome["missing_since"].clone()), (json!(0), Value::Null));
}

/// The API cannot empty a field.
#[test]
fn the_instance_keeps_a_value_that_is_gone_here() {
    let kept = Values { end_time: end("2026-03-01 10:05:00"), help_request: Some(ACTION.to_owned()), ..values() };
    let current = Values { action: "monitor".to_owned(), ..values() };
    let record = Record { current: Some(current), delivered: Some(kept.clone()), ..changed_record() };
    let task = record.task();
    let done = answer(200, &json!({"result": {"success": true, "action_sys_id": HELP_REQUEST}}));
    let outcome = serde_json::to_value(record.conclude(&task, Some(&done), NOW, 0).outcome).unwrap();
    assert_eq!(outcome["delivered"], json!(Values { action: "monitor".to_owned(), ..kept }));
}

#[test]
fn what_was_claimed_and_not_sent_begins_anew() {
    let outcome = serde_json::to_value(new_record().unsent()).unwrap();
    assert_eq!((outcome["intent"].clone(), outcome["is_done"].clone()), (Value::Null, json!(0)));
    // But for one that perhaps is there.
    let outcome = serde_json::to_value(Record { is_uncertain: 1, ..new_record() }.unsent()).unwrap();
    assert_eq!((outcome["intent_key"].clone(), outcome["is_uncertain"].clone()), (json!("the-key"), json!(1)));
}

fn theirs(id: &str, changes: &Value) -> Value {
    let mut record = json!({
        "sys_id": id, "interaction": INTERACTION, "action": "coach", "start_time": "2026-03-01 10:00:00",
        "end_time": "", "help_request": "",
    });
    record.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    record
}

fn found(records: &[Value], taken: &[&str]) -> Found {
    let taken: Vec<String> = taken.iter().map(|id| (*id).to_owned()).collect();
    find(&json!(records), INTERACTION, &values(), &taken)
}

fn id(digit: char) -> String {
    String::from(digit).repeat(32)
}

fn is(digit: char) -> Found {
    Found::Record(help_request_edge::sys_id::SysId::parse(&id(digit)).unwrap())
}

#[test]
fn a_record_is_found_if_every_field_fits() {
    let none = json!({});
    assert_eq!(found(&[theirs(&id('1'), &none)], &[]), is('1'));
    let link = json!({"interaction": {"link": "x", "value": INTERACTION}, "help_request": null});
    assert_eq!(found(&[theirs(&id('1'), &link)], &[]), is('1'));
    for other in [
        json!({"interaction": ACTION}),
        json!({"action": "monitor"}),
        json!({"start_time": "2026-03-01 10:00:01"}),
        json!({"help_request": HELP_REQUEST}),
        json!({"sys_id": "x"}),
        json!({"interaction": null}),
    ] {
        assert_eq!(found(&[theirs(&id('1'), &other)], &[]), Found::Nothing, "{other}");
        assert_eq!(found(&[theirs(&id('1'), &other), theirs(&id('2'), &none)], &[]), is('2'), "{other}");
    }
    assert_eq!(found(&[], &[]), Found::Nothing);
    assert_eq!(find(&json!("x"), INTERACTION, &values(), &[]), Found::Nothing);
}

#[test]
fn an_id_of_another_of_our_records_is_not_taken_again() {
    let none = json!({});
    let both = [theirs(&id('1'), &none), theirs(&id('2'), &none)];
    assert_eq!(found(&both, &[&id('1')]), is('2'));
    assert_eq!(found(&both, &[&id('2')]), is('1'));
    assert_eq!(found(&both, &[&id('1'), &id('2')]), Found::Nothing);
}

#[test]
fn one_that_somebody_has_ended_there_is_taken_if_there_is_no_other() {
    let ended = theirs(&id('1'), &json!({"end_time": "2026-03-01 11:00:00"}));
    assert_eq!(found(std::slice::from_ref(&ended), &[]), is('1'));
    assert_eq!(found(&[ended.clone(), theirs(&id('2'), &json!({}))], &[]), is('2'));
    assert_eq!(found(&[theirs(&id('2'), &json!({})), ended], &[]), is('2'));
}

#[test]
fn a_list_that_is_full_proves_nothing() {
    let other = json!({"interaction": ACTION});
    let many: Vec<Value> = (0..MAX_LOOKED_AT).map(|_| theirs(&id('1'), &other)).collect();
    assert_eq!(found(&many, &[]), Found::TooMany);
    assert_eq!(found(&many[1..], &[]), Found::Nothing);
}

#[test]
fn a_look_asks_for_the_values_that_were_sent() {
    let Task::Look(request) = (Record { is_uncertain: 1, ..new_record() }).task() else { panic!("no look") };
    assert_eq!((request.method, request.body), ("GET", None));
    let (path, query) = request.path.split_once('?').unwrap();
    assert_eq!(path, "/api/now/table/supervisor_help_action");
    let parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let expected = format!("interaction={INTERACTION}^action=coach^ORDERBYDESCsys_created_on");
    assert_eq!(parameters[0], ("sysparm_query".to_owned(), expected));
}

fn looked(records: &[Value], settled_at: i64) -> Value {
    let record = Record { is_uncertain: 1, settled_at, attempts: 3, missing_since: Some(NOW - 1), ..new_record() };
    let task = record.task();
    let conclusion = record.conclude(&task, Some(&answer(200, &json!({"result": records}))), NOW, 0);
    assert_eq!(conclusion.pause, None);
    serde_json::to_value(conclusion.outcome).unwrap()
}

#[test]
fn what_a_look_finds_is_delivered() {
    let outcome = looked(&[theirs(&id('1'), &json!({}))], NOW + 1);
    assert_eq!((outcome["remote_sys_id"].clone(), outcome["is_done"].clone()), (json!(id('1')), json!(1)));
}

#[test]
fn what_a_look_does_not_find_is_sent_again_when_it_is_settled() {
    let outcome = looked(&[], NOW);
    assert_eq!(
        (outcome["is_uncertain"].clone(), outcome["intent_key"].clone(), outcome["next_try"].clone()),
        (json!(0), json!("the-key"), Value::Null)
    );
    for settled_at in [NOW + 1, NOW + 80_000] {
        let outcome = looked(&[], settled_at);
        assert_eq!((outcome["is_uncertain"].clone(), outcome["attempts"].clone()), (json!(1), json!(4)));
        assert_eq!(outcome["next_try"], (NOW + 12_000).min(settled_at));
    }
}

#[test]
fn a_look_that_proves_nothing_parks_the_record() {
    let many: Vec<Value> = (0..MAX_LOOKED_AT).map(|_| theirs(&id('1'), &json!({"interaction": ACTION}))).collect();
    let outcome = looked(&many, NOW);
    assert_eq!(outcome["parked"]["status"], 200);
    // The next try begins anew.
    let anew = json!({
        "interaction": INTERACTION, "sys_id": ACTION, "last_sequence": 7, "is_done": 0, "remote_sys_id": null,
        "delivered": null, "intent": null, "intent_key": null, "is_uncertain": 0, "settled_at": NOW, "attempts": 0,
        "missing_since": null, "next_try": null, "parked": outcome["parked"],
    });
    assert_eq!(outcome, anew);
}
