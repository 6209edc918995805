use crate::support::ACTION;
use help_request_edge::log::{CleanUpLog, RequestLog};
use serde_json::Value;

#[test]
fn a_complete_line_has_its_members_in_order() {
    let mut log = RequestLog::new(ACTION, "POST", "/api/now/helprequest/action/create_or_update");
    log.level = "error";
    log.status = 503;
    log.error = Some("unavailable");
    log.reason = Some("D1: overloaded");
    log.caller = Some("basic:cti.integration");
    log.duration_ms = 12;
    log.d1_statements = 2;
    log.d1_ms = 7;
    log.traceparent = Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
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
    let mut log = RequestLog::new(ACTION, "GET", "/healthz");
    log.status = 200;
    let expected = format!(
        "{{\"level\":\"info\",\"transaction_id\":\"{ACTION}\",\"method\":\"GET\",\"path\":\"/healthz\",\"status\":200,\
         \"duration_ms\":0,\"d1_statements\":0,\"d1_ms\":0}}"
    );
    assert_eq!(log.to_line(), expected);
}

#[test]
fn it_is_one_line_whatever_is_in_it() {
    let mut log = RequestLog::new(ACTION, "GET\n", "/a\r\n\"b\"\u{0}");
    log.caller = Some("x|y\n{\"level\":\"info\"}");
    let line = log.to_line();
    assert!(!line.contains(char::is_control), "{line}");
    let read: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(read["path"], "/a\r\n\"b\"\u{0}");
    assert_eq!(read["caller"], "x|y\n{\"level\":\"info\"}");
}

fn logged(path: &str) -> &str {
    RequestLog::new(ACTION, "GET", path).path
}

#[test]
fn a_long_path_is_cut() {
    let longest = format!("/{}", "p".repeat(255));
    assert_eq!(logged(&longest), longest);
    assert_eq!(logged(&format!("{longest}q")), longest);
}

#[test]
fn a_path_is_cut_between_characters_and_within_the_limit() {
    let characters = "\u{4f1a}".repeat(100);
    assert_eq!(logged(&format!("/{characters}")), format!("/{}", "\u{4f1a}".repeat(85)));
    assert_eq!(logged(&characters), "\u{4f1a}".repeat(85));
}

#[test]
fn a_clean_up_says_what_it_deleted_or_why_it_failed() {
    let mut log = CleanUpLog::new();
    log.deleted = 1_500;
    assert!(!log.has_failed());
    assert_eq!(log.to_line(), r#"{"level":"info","job":"forget_idempotency_records","deleted":1500}"#);
    log.fail("D1: overloaded");
    assert!(log.has_failed());
    assert_eq!(
        log.to_line(),
        r#"{"level":"error","job":"forget_idempotency_records","deleted":1500,"reason":"D1: overloaded"}"#
    );
}
