//! The log lines (contract, section 8).

use crate::support::ACTION;
use help_request_edge::log::{JobCounts, JobLog, RequestLog};
use serde_json::Value;

/// What is logged of a request of which nothing more is known.
fn logged(method: &str, path: &str, status: u16) -> RequestLog {
    let mut log = RequestLog::default();
    log.finish(ACTION, method, path, status);
    log
}

#[test]
fn a_complete_line_has_its_members_in_order() {
    let mut log = RequestLog {
        error: Some("unavailable"),
        reason: Some("D1: overloaded".to_owned()),
        caller: Some("basic:cti.integration".to_owned()),
        duration_ms: 12,
        d1_statements: 2,
        d1_ms: 7,
        traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        ..RequestLog::default()
    };
    log.finish(ACTION, "POST", "/api/now/helprequest/action/create_or_update", 503);
    let expected = format!(
        "{{\"level\":\"error\",\"transaction_id\":\"{ACTION}\",\"method\":\"POST\",\
         \"path\":\"/api/now/helprequest/action/create_or_update\",\"status\":503,\"error\":\"unavailable\",\
         \"reason\":\"D1: overloaded\",\"caller\":\"basic:cti.integration\",\"duration_ms\":12,\"d1_statements\":2,\
         \"d1_ms\":7,\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"}}"
    );
    assert_eq!(log.to_line(), expected);
}

#[test]
fn what_is_not_known_is_left_out() {
    let expected = format!(
        "{{\"level\":\"info\",\"transaction_id\":\"{ACTION}\",\"method\":\"GET\",\"path\":\"/healthz\",\"status\":200,\
         \"duration_ms\":0,\"d1_statements\":0,\"d1_ms\":0}}"
    );
    assert_eq!(logged("GET", "/healthz", 200).to_line(), expected);
}

#[test]
fn a_fault_on_our_side_is_an_error() {
    for (status, level) in [(200, "info"), (404, "info"), (499, "info"), (500, "error"), (503, "error")] {
        assert_eq!(logged("GET", "/healthz", status).level, level, "{status}");
    }
}

#[test]
fn a_second_answer_is_logged_instead_of_the_first() {
    let mut log = logged("GET", "/healthz", 500);
    log.finish(ACTION, "GET", "/healthz", 200);
    assert_eq!(log, logged("GET", "/healthz", 200));
}

#[test]
fn it_is_one_line_whatever_is_in_it() {
    let mut log = logged("GET\n", "/a\r\n\"b\"\u{0}", 200);
    log.caller = Some("x|y\n{\"level\":\"info\"}".to_owned());
    let line = log.to_line();
    assert!(!line.contains(char::is_control), "{line}");
    let read: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(read["path"], "/a\r\n\"b\"\u{0}");
    assert_eq!(read["caller"], "x|y\n{\"level\":\"info\"}");
}

fn logged_path(path: &str) -> String {
    logged("GET", path, 200).path
}

#[test]
fn a_long_path_is_cut() {
    let longest = format!("/{}", "p".repeat(255));
    assert_eq!(logged_path(&longest), longest);
    assert_eq!(logged_path(&format!("{longest}q")), longest);
}

#[test]
fn a_path_is_cut_between_characters_and_within_the_limit() {
    let characters = "\u{4f1a}".repeat(100);
    assert_eq!(logged_path(&format!("/{characters}")), format!("/{}", "\u{4f1a}".repeat(85)));
    assert_eq!(logged_path(&characters), "\u{4f1a}".repeat(85));
}

#[test]
fn a_clean_up_says_what_it_deleted_or_why_it_failed() {
    let mut log = JobLog::<JobCounts>::new("forget_idempotency_records");
    log.counts.deleted = Some(1_500);
    assert!(!log.has_failed());
    assert_eq!(log.to_line(), r#"{"level":"info","job":"forget_idempotency_records","deleted":1500}"#);
    log.counts.left = Some(7);
    assert_eq!(log.to_line(), r#"{"level":"info","job":"forget_idempotency_records","deleted":1500,"left":7}"#);
    log.counts.left = None;
    log.fail("D1: overloaded");
    assert!(log.has_failed());
    assert_eq!(
        log.to_line(),
        r#"{"level":"error","job":"forget_idempotency_records","deleted":1500,"reason":"D1: overloaded"}"#
    );
}

#[test]
fn each_job_says_what_it_did() {
    let line = |change: fn(&mut JobLog)| {
        let mut log = JobLog::new("j");
        change(&mut log);
        log.to_line()
    };
    assert_eq!(line(|log| log.counts.ended = Some(0)), r#"{"level":"info","job":"j","ended":0}"#);
    assert_eq!(line(|log| log.counts.recorded = Some(2)), r#"{"level":"info","job":"j","recorded":2}"#);
    let archived = line(|log| (log.counts.archived, log.counts.more) = (Some(80_000), Some(true)));
    assert_eq!(archived, r#"{"level":"info","job":"j","archived":80000,"more":true}"#);
    let deleted = line(|log| (log.counts.deleted, log.counts.deleted_changes) = (Some(3), Some(9)));
    assert_eq!(deleted, r#"{"level":"info","job":"j","deleted":3,"deleted_changes":9}"#);
}

#[test]
fn a_job_that_deletes_nothing_says_nothing_of_it() {
    let log = JobLog::<JobCounts>::failed("fetch_key_set", "no answer");
    assert!(log.has_failed());
    assert_eq!(log.to_line(), r#"{"level":"error","job":"fetch_key_set","reason":"no answer"}"#);
    assert_eq!(JobLog::<JobCounts>::new("fetch_key_set").to_line(), r#"{"level":"info","job":"fetch_key_set"}"#);
}

#[test]
fn a_line_of_a_job_is_one_line_whatever_the_reason_is() {
    let mut log = JobLog::<JobCounts>::failed("fetch_key_set", "first");
    log.fail("no\n\"answer\"\r\u{0}");
    let expected = r#"{"level":"error","job":"fetch_key_set","reason":"no\n\"answer\"\r\u0000"}"#;
    assert_eq!(log.to_line(), expected);
}

#[test]
fn a_batch_and_its_requests_are_told_apart() {
    let mut log = RequestLog { serviced: Some(2), unserviced: Some(0), ..RequestLog::default() };
    log.finish("t", "POST", "/api/now/v1/batch", 200);
    let expected = r#"{"level":"info","transaction_id":"t","method":"POST","path":"/api/now/v1/batch","status":200,"duration_ms":0,"d1_statements":0,"d1_ms":0,"serviced":2,"unserviced":0}"#;
    assert_eq!(log.to_line(), expected);
    let mut log = RequestLog { batch: Some("t".to_owned()), ..RequestLog::default() };
    log.finish("u", &"METHOD".repeat(100), "/x", 405);
    let expected = r#"{"level":"info","transaction_id":"u","method":"METHODMETHODMETH","path":"/x","status":405,"duration_ms":0,"d1_statements":0,"d1_ms":0,"batch":"t"}"#;
    assert_eq!(log.to_line(), expected);
}
