//! What an answer of the instance means (contract, section 11): every row of the table, and what each leads to.

use crate::support::{ACTION, HELP_REQUEST, INTERACTION};
use help_request_edge::relay::{
    Answer, Conclusion, LONGEST_PAUSE_MS, MISSING_MS, Pause, PauseReason, Record, SETTLED_MS, Task, UNKNOWN_URI,
    Values, pause_ms, read_token,
};
use serde_json::{Value, json};

pub const NOW: i64 = 1_780_000_000_000;

pub fn values() -> Values {
    Values {
        action: "coach".to_owned(),
        start_time: "2026-03-01 10:00:00".to_owned(),
        end_time: None,
        help_request: None,
    }
}

/// A record that was created here, as a step has claimed it.
pub fn new_record() -> Record {
    Record {
        interaction: INTERACTION.to_owned(),
        sys_id: ACTION.to_owned(),
        remote_sys_id: None,
        current: Some(values()),
        delivered: None,
        intent: Some(values()),
        intent_key: Some("the-key".to_owned()),
        is_uncertain: 0,
        settled_at: NOW + 80_000,
        attempts: 0,
        missing_since: None,
        last_sequence: 7,
        taken: Vec::new(),
    }
}

/// A record that the instance has, and that was changed here.
pub fn changed_record() -> Record {
    let current = Values { end_time: Some("2026-03-01 10:05:00".to_owned()), ..values() };
    Record {
        remote_sys_id: Some(HELP_REQUEST.to_owned()),
        current: Some(current),
        delivered: Some(values()),
        intent: None,
        intent_key: None,
        ..new_record()
    }
}

pub fn answer(status: u16, body: &Value) -> Answer {
    let content_type = Some("application/json;charset=UTF-8".to_owned());
    Answer { status, content_type, body: body.to_string(), ..Answer::default() }
}

fn html(status: u16) -> Answer {
    let body = "<title>Instance Hibernating page</title>".to_owned();
    Answer { status, content_type: Some("text/html".to_owned()), body, ..Answer::default() }
}

fn failure(message: &str) -> Value {
    json!({"error": {"message": message, "detail": null}, "status": "failure"})
}

fn concluded(record: Record, answer: Option<&Answer>) -> Conclusion {
    let task = record.task();
    record.conclude(&task, answer, NOW, 0)
}

fn noted(conclusion: &Conclusion) -> Value {
    serde_json::to_value(&conclusion.outcome).unwrap()
}

fn both(answer: Option<&Answer>) -> [Conclusion; 2] {
    [concluded(new_record(), answer), concluded(changed_record(), answer)]
}

#[test]
fn success_with_an_id_is_delivered() {
    for status in [200, 201] {
        for success in [json!(true), json!("true")] {
            let body = json!({"result": {"success": success, "message": "", "action_sys_id": ACTION.to_uppercase()}});
            for conclusion in both(Some(&answer(status, &body))) {
                assert!(conclusion.is_delivered && conclusion.pause.is_none());
                assert_eq!(noted(&conclusion)["is_done"], 1);
            }
            let created = concluded(new_record(), Some(&answer(status, &body)));
            assert_eq!(noted(&created)["remote_sys_id"], ACTION);
            assert_eq!(noted(&created)["intent"], Value::Null);
        }
    }
}

#[test]
fn a_create_without_a_usable_id_is_unknown() {
    for id in [json!(null), json!("x"), json!(7)] {
        let body = json!({"result": {"success": true, "action_sys_id": id}});
        let conclusion = concluded(new_record(), Some(&answer(200, &body)));
        assert!(conclusion.is_unknown && !conclusion.is_delivered);
        assert_eq!(noted(&conclusion)["is_uncertain"], 1);
        assert_eq!(noted(&conclusion)["settled_at"], NOW);
        assert!(concluded(changed_record(), Some(&answer(200, &body))).is_delivered);
    }
}

#[test]
fn what_is_not_the_api_is_asleep() {
    let not_json = Answer { body: "{".to_owned(), ..answer(200, &json!({})) };
    let answers = [
        html(200),
        html(201),
        html(302),
        html(301),
        html(503),
        html(404),
        html(400),
        answer(202, &json!({"result": {"success": true, "action_sys_id": ACTION}})),
        answer(204, &json!(null)),
        answer(200, &json!({})),
        answer(200, &json!({"result": {}})),
        answer(200, &json!({"result": {"success": "perhaps"}})),
        not_json,
        Answer { status: 200, ..Answer::default() },
    ];
    for one in &answers {
        for conclusion in both(Some(one)) {
            let expected = Some(Pause { reason: PauseReason::Asleep, asked_ms: None });
            assert_eq!((conclusion.pause, conclusion.is_delivered), (expected, false), "{one:?}");
            // It may have been carried out all the same.
            assert_eq!(noted(&conclusion)["is_uncertain"], 1, "{one:?}");
        }
    }
}

#[test]
fn what_the_operator_has_to_mend_pauses_and_was_not_carried_out() {
    for (given, reason) in [
        (answer(401, &failure("User Not Authenticated")), PauseReason::Unauthorized),
        (html(401), PauseReason::Unauthorized),
        (answer(403, &failure("User Not Authorized")), PauseReason::Forbidden),
        (html(403), PauseReason::Forbidden),
        (answer(400, &failure(UNKNOWN_URI)), PauseReason::UnknownUri),
        (answer(404, &failure(UNKNOWN_URI)), PauseReason::UnknownUri),
    ] {
        for conclusion in both(Some(&given)) {
            assert_eq!(conclusion.pause, Some(Pause { reason, asked_ms: None }));
            assert!(reason.is_for_operator() && !conclusion.is_unknown && !conclusion.outcome.is_parked());
            assert_eq!(
                (noted(&conclusion)["is_uncertain"].clone(), noted(&conclusion)["intent"].clone()),
                (json!(0), Value::Null)
            );
        }
    }
    for reason in [PauseReason::Asleep, PauseReason::RateLimited, PauseReason::NoAnswer] {
        assert!(!reason.is_for_operator());
    }
}

#[test]
fn the_reasons_of_a_pause_are_stable_words() {
    for (reason, word) in [
        (PauseReason::Asleep, "asleep"),
        (PauseReason::Unauthorized, "unauthorized"),
        (PauseReason::Forbidden, "forbidden"),
        (PauseReason::UnknownUri, "unknown_uri"),
        (PauseReason::RateLimited, "rate_limited"),
        (PauseReason::NoAnswer, "no_answer"),
    ] {
        assert_eq!(reason.as_str(), word);
    }
}

#[test]
fn too_many_calls_pause_as_long_as_the_instance_says() {
    let hour = 3_600_000;
    let seconds = |seconds: i64| (NOW / 1_000 + seconds).to_string();
    for (retry_after, reset, asked) in [
        (Some("7"), None, Some(7_000)),
        (Some("7"), Some(seconds(9)), Some(7_000)),
        (None, Some(seconds(9)), Some(9_000)),
        (Some("Thu, 28 May 2026 20:26:47 GMT"), None, Some(7_000)),
        (Some("soon"), Some(seconds(9)), Some(9_000)),
        (Some("999999999999"), None, Some(hour)),
        (None, Some("99999999999999".to_owned()), Some(hour)),
        (Some("0"), None, None),
        (Some("-1"), None, None),
        (None, Some(seconds(-9)), None),
        (None, None, None),
    ] {
        let given = Answer {
            retry_after: retry_after.map(str::to_owned),
            rate_limit_reset: reset.clone(),
            ..answer(429, &failure("Rate limit exceeded"))
        };
        for conclusion in both(Some(&given)) {
            let expected = Some(Pause { reason: PauseReason::RateLimited, asked_ms: asked });
            assert_eq!(conclusion.pause, expected, "{retry_after:?} {reset:?}");
            assert_eq!(noted(&conclusion)["is_uncertain"], 0);
        }
    }
}

#[test]
fn a_missing_record_is_tried_for_24_hours_and_then_parked() {
    assert_eq!(MISSING_MS, 86_400_000);
    let given = answer(404, &failure("Interaction not found"));
    for record in [new_record(), changed_record()] {
        let first = concluded(record.clone(), Some(&given));
        assert_eq!(noted(&first)["missing_since"], NOW);
        assert_eq!(first.outcome.next_try(), Some(NOW + pause_ms(1, 0)));
        let last = Record { missing_since: Some(NOW - MISSING_MS + 1), ..record.clone() };
        assert!(!concluded(last, Some(&given)).outcome.is_parked());
        let over = Record { missing_since: Some(NOW - MISSING_MS), ..record };
        let parked = concluded(over, Some(&given));
        assert_eq!(noted(&parked)["parked"]["status"], 404);
        assert_eq!(noted(&parked)["parked"]["message"], "Interaction not found");
        assert_eq!((parked.pause, parked.outcome.next_try()), (None, None));
    }
}

#[test]
fn a_refusal_parks_the_record_with_what_was_sent() {
    let detail = json!({"error": {"message": "Invalid", "detail": "by a rule"}, "status": "failure"});
    for (given, status, message) in [
        (answer(400, &detail), 400, "Invalid: by a rule"),
        (answer(422, &failure("no")), 422, "no"),
        (answer(405, &json!({})), 405, "no message"),
        (answer(200, &json!({"result": {"success": false, "message": "no"}})), 200, "no"),
        (answer(201, &json!({"result": {"success": "false"}})), 201, "no message"),
    ] {
        let conclusion = concluded(changed_record(), Some(&given));
        let sent = format!(
            "{{\"interaction\":\"{INTERACTION}\",\"action_sys_id\":\"{HELP_REQUEST}\",\"end_time\":\"2026-03-01 10:05:00\"}}"
        );
        assert_eq!(noted(&conclusion)["parked"], json!({"status": status, "message": message, "sent": sent}));
        assert!(concluded(new_record(), Some(&given)).outcome.is_parked());
    }
    let long = answer(400, &failure(&"\u{e4}".repeat(600)));
    let message = noted(&concluded(new_record(), Some(&long)))["parked"]["message"].as_str().unwrap().to_owned();
    assert_eq!(message.chars().count(), 500);
}

#[test]
fn a_locked_record_is_tried_again() {
    for conclusion in both(Some(&answer(409, &failure("locked")))) {
        assert_eq!(conclusion.outcome.next_try(), Some(NOW + pause_ms(1, 0)));
        assert!(!conclusion.outcome.is_parked() && conclusion.pause.is_none() && !conclusion.is_unknown);
    }
}

#[test]
fn no_answer_and_5xx_are_unknown() {
    let answered = [answer(500, &failure("x")), html(500), answer(503, &failure("x")), answer(501, &json!({}))];
    let unanswered = [Some(html(502)), Some(html(504)), Some(html(408)), None];
    for (given, is_answered) in
        answered.iter().map(|one| (Some(one), true)).chain(unanswered.iter().map(|one| (one.as_ref(), false)))
    {
        let [create, update] = both(given);
        assert!(create.is_unknown && update.is_unknown && create.pause.is_none() && update.pause.is_none());
        // The create is looked for as soon as may be, and sent again only when the instance no longer works on it.
        assert_eq!(create.outcome.next_try(), Some(NOW + pause_ms(1, 0)));
        assert_eq!(noted(&create)["settled_at"], NOW + if is_answered { 0 } else { SETTLED_MS });
        assert_eq!(noted(&create)["intent_key"], "the-key");
        // The update is only repeated then.
        let wait = if is_answered { pause_ms(1, 0) } else { SETTLED_MS };
        assert_eq!(update.outcome.next_try(), Some(NOW + wait), "{given:?}");
        assert_eq!(noted(&update)["is_uncertain"], 1);
    }
}

#[test]
fn pauses_grow_up_to_15_minutes_and_differ() {
    let pauses: Vec<i64> = (1..20).map(|failures| pause_ms(failures, 255)).collect();
    assert_eq!(pauses[..4], [2_000, 4_000, 8_000, 16_000]);
    assert!(pauses.is_sorted());
    assert_eq!(*pauses.last().unwrap(), LONGEST_PAUSE_MS);
    assert_eq!((LONGEST_PAUSE_MS, pause_ms(u32::MAX, 255), pause_ms(0, 255)), (900_000, 900_000, 2_000));
    assert_eq!((pause_ms(1, 0), pause_ms(30, 0)), (1_500, 675_000));
}

#[test]
fn a_token_is_read_with_its_end() {
    for (expires, ms) in
        [(json!(1799), 1_739_000), (json!("1799"), 1_739_000), (json!(null), 1_739_000), (json!(60), 30_000)]
    {
        let body = json!({"access_token": "abc", "token_type": "Bearer", "expires_in": expires});
        let token = read_token(Some(&answer(200, &body)), NOW);
        assert!(token.is_ok_and(|token| token.authorization == "Bearer abc" && token.good_until == NOW + ms));
    }
    let reasons = [
        (Some(html(200)), PauseReason::Asleep),
        (Some(html(302)), PauseReason::Asleep),
        (Some(html(503)), PauseReason::Asleep),
        (Some(answer(200, &json!({}))), PauseReason::Asleep),
        (Some(answer(200, &json!({"access_token": "a b"}))), PauseReason::Asleep),
        (Some(answer(401, &json!({"error": "invalid_client"}))), PauseReason::Unauthorized),
        (Some(answer(400, &json!({"error": "unsupported_grant_type"}))), PauseReason::Unauthorized),
        (Some(answer(403, &json!({}))), PauseReason::Forbidden),
        (Some(html(429)), PauseReason::RateLimited),
        (Some(html(500)), PauseReason::NoAnswer),
        (None, PauseReason::NoAnswer),
    ];
    for (given, reason) in reasons {
        assert_eq!(read_token(given.as_ref(), NOW).err(), Some(Pause { reason, asked_ms: None }), "{given:?}");
    }
}

#[test]
fn a_look_that_is_not_answered_changes_nothing_but_the_time() {
    let unsure = Record { is_uncertain: 1, ..new_record() };
    assert!(matches!(unsure.task(), Task::Look(_)));
    for given in [answer(400, &failure("Invalid table")), answer(404, &failure("No Record found"))] {
        let conclusion = concluded(unsure.clone(), Some(&given));
        assert_eq!(conclusion.pause.map(|pause| pause.reason), Some(PauseReason::UnknownUri));
        assert!(!conclusion.outcome.is_parked());
        assert_eq!(noted(&conclusion)["intent_key"], "the-key");
    }
    for given in [Some(answer(500, &failure("x"))), None] {
        let conclusion = concluded(unsure.clone(), given.as_ref());
        assert_eq!(
            (noted(&conclusion)["settled_at"].clone(), noted(&conclusion)["is_uncertain"].clone()),
            (json!(NOW + 80_000), json!(1))
        );
    }
    for given in [answer(401, &failure("x")), html(200), answer(200, &json!({"result": {}}))] {
        let conclusion = concluded(unsure.clone(), Some(&given));
        assert!(conclusion.pause.is_some());
        assert_eq!(noted(&conclusion)["intent_key"], "the-key");
    }
}
