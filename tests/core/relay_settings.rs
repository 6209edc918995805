//! The settings of the relay (contract, section 11), its log line, and what its statements keep to.

use crate::relay_answer::new_record;
use crate::support::{ACTION, can_be_run, message, sys_id};
use help_request_edge::config::{ConfigError, Variable, Variables};
use help_request_edge::log::{RelayCounts, RelayLog};
use help_request_edge::relay::sql::{End, Plan, Step, oldest_waiting, retry, status};
use help_request_edge::relay::{Credentials, MAX_CALLS, PauseReason, RelaySettings, Status};
use help_request_edge::store::Param;
use serde_json::json;
use std::cell::RefCell;
use std::collections::BTreeSet;

struct Set<'a>(&'a [(&'a str, &'a str)], RefCell<BTreeSet<String>>);

impl Variables for Set<'_> {
    fn get(&self, name: &str) -> Variable {
        self.1.borrow_mut().insert(name.to_owned());
        let found = self.0.iter().find(|(set, _)| *set == name);
        found.map_or(Variable::Unset, |(_, text)| Variable::Text((*text).to_owned()))
    }
}

fn read(set: &[(&str, &str)]) -> Result<Option<RelaySettings>, ConfigError> {
    RelaySettings::read(&Set(set, RefCell::default()))
}

const URL: (&str, &str) = ("RELAY_URL", "https://example.service-now.com");
const KEY: (&str, &str) = ("RELAY_API_KEY", "key");
const KINDS: &str = "RELAY_USER and RELAY_PASSWORD, or RELAY_CLIENT_ID and RELAY_CLIENT_SECRET, or RELAY_API_KEY";

#[track_caller]
fn is_refused(set: &[(&str, &str)], variable: &'static str, reason: String) {
    assert!(read(set).err() == Some(ConfigError { variable, reason }));
}

#[test]
fn without_a_url_the_relay_is_off_and_nothing_else_is_read() {
    let set = Set(&[KEY], RefCell::default());
    assert!(RelaySettings::read(&set) == Ok(None));
    assert_eq!(set.1.take(), BTreeSet::from(["RELAY_URL".to_owned()]));
    let set = Set(&[URL, KEY], RefCell::default());
    assert!(RelaySettings::read(&set).is_ok_and(|settings| settings.is_some()));
    assert_eq!(set.1.take(), RelaySettings::VARIABLES.map(str::to_owned).into());
}

#[test]
fn each_kind_of_credentials_is_read() {
    let user = [("RELAY_USER", "relay.user"), ("RELAY_PASSWORD", "pass:word")];
    let client = [("RELAY_CLIENT_ID", "id"), ("RELAY_CLIENT_SECRET", "secret")];
    for (set, credentials) in [
        (user.to_vec(), Credentials::Basic("Basic cmVsYXkudXNlcjpwYXNzOndvcmQ=".to_owned())),
        (client.to_vec(), Credentials::Client { id: "id".to_owned(), secret: "secret".to_owned() }),
        (vec![KEY], Credentials::ApiKey("key".to_owned())),
    ] {
        let set = [vec![URL], set].concat();
        let url = "https://example.service-now.com".to_owned();
        assert!(read(&set) == Ok(Some(RelaySettings { url, credentials, max_calls: MAX_CALLS })));
    }
}

#[test]
fn no_kind_or_several_are_faulty() {
    let user = [("RELAY_USER", "u"), ("RELAY_PASSWORD", "p")];
    let client = [("RELAY_CLIENT_ID", "i"), ("RELAY_CLIENT_SECRET", "s")];
    is_refused(&[URL], "RELAY_URL", message!("setting_no_credentials", kinds = KINDS));
    for set in [[user.to_vec(), vec![KEY]], [client.to_vec(), vec![KEY]], [user.to_vec(), client.to_vec()]] {
        let set = [vec![URL], set.concat()].concat();
        is_refused(&set, "RELAY_URL", message!("setting_several_credentials", kinds = KINDS));
    }
    for [one, other] in [["RELAY_USER", "RELAY_PASSWORD"], ["RELAY_CLIENT_ID", "RELAY_CLIENT_SECRET"]] {
        is_refused(&[URL, (one, "x")], other, message!("setting_pair", other = one));
        is_refused(&[URL, (other, "x")], one, message!("setting_pair", other = other));
    }
}

#[test]
fn what_cannot_be_used_is_faulty() {
    for url in ["http://example.com", "ftp://example.com", "example.com", "http://localhost@evil.example"] {
        is_refused(&[("RELAY_URL", url), KEY], "RELAY_URL", message!("setting_insecure_url"));
    }
    for url in ["https://example.com?x", "https://example.com#x", "https://user@example.com", "https://a b"] {
        is_refused(&[("RELAY_URL", url), KEY], "RELAY_URL", message!("setting_base_url"));
    }
    is_refused(&[URL, ("RELAY_USER", "a:b"), ("RELAY_PASSWORD", "p")], "RELAY_USER", message!("setting_colon"));
    for key in ["a b", "\u{fc}", "a\nb"] {
        is_refused(&[URL, ("RELAY_API_KEY", key)], "RELAY_API_KEY", message!("setting_header_text"));
    }
    for variable in RelaySettings::VARIABLES {
        let others = [URL, KEY].into_iter().filter(|(name, _)| *name != variable);
        let set: Vec<(&str, &str)> = others.chain([(variable, " ")]).collect();
        is_refused(&set, variable, message!("setting_empty"));
    }
    for (queries, calls) in [("50", 50), ("999", 999), ("1000", MAX_CALLS)] {
        let settings = read(&[URL, KEY, ("D1_QUERIES_PER_CALL", queries)]).unwrap_or_default().unwrap();
        assert_eq!(settings.max_calls, calls);
    }
    for url in ["https://x.example/", "http://127.0.0.1:8080", "http://localhost:1//"] {
        let settings = read(&[("RELAY_URL", url), KEY]).unwrap_or_default().unwrap();
        assert_eq!(settings.url, url.trim_end_matches('/'));
    }
}

#[test]
fn a_log_line_has_what_happened() {
    assert_eq!(RelayLog::new("relay").to_line(), r#"{"level":"info","job":"relay","delivered":0,"duration_ms":0}"#);
    let mut log = RelayLog::new("relay");
    log.counts = RelayCounts {
        delivered: 1,
        parked: 2,
        unknown: 3,
        paused: Some("asleep"),
        pause_seconds: Some(4),
        ..RelayCounts::default()
    };
    assert!(!log.has_failed());
    log.fail("D1: x");
    let expected = r#"{"level":"error","job":"relay","delivered":1,"parked":2,"unknown":3,"paused":"asleep","pause_seconds":4,"duration_ms":0,"reason":"D1: x"}"#;
    assert_eq!((log.to_line().as_str(), log.has_failed()), (expected, true));
}

/// The statements of a step at 5 milliseconds after the epoch, after a record whose outcome is not known.
fn step(is_first: bool, end: End, claims: usize) -> Plan {
    let (run, id) = (sys_id(ACTION), sys_id(&"1".repeat(32)));
    let in_flight = ["x'y".to_owned()];
    let record = new_record();
    let task = record.task();
    let outcomes = [record.conclude(&task, None, 0, 0).outcome];
    let (delivered, unknown_in_a_row) = (1, 0);
    Step {
        run: &run,
        id: &id,
        now: 5,
        is_first,
        outcomes: &outcomes,
        delivered,
        unknown_in_a_row,
        in_flight: &in_flight,
        claims,
        end,
    }
    .plan()
}

#[test]
fn every_value_of_a_statement_is_a_parameter_and_has_its_place() {
    let plans = [
        step(true, End::No, 64),
        step(false, End::IfIdle, 64),
        step(false, End::Now, 0),
        step(false, End::Pause(PauseReason::Asleep, 7), 0),
    ];
    let counts: Vec<usize> = plans.iter().map(|plan| plan.statements.len()).collect();
    assert_eq!(counts, [9, 9, 4, 4]);
    let (all, one) = (retry(None, 5), retry(Some(&sys_id(ACTION)), 5));
    assert_eq!((all.len(), one.len()), (3, 2));
    let others = [vec![status(), oldest_waiting()], all, one].concat();
    for statement in plans.into_iter().flat_map(|plan| plan.statements).chain(others) {
        can_be_run(&statement);
        assert!(!statement.sql.contains(ACTION) && !statement.sql.contains("x'y"), "{}", statement.sql);
        for at in 1..=statement.params.len() {
            assert!(statement.sql.contains(&format!("?{at}")), "?{at} in {}", statement.sql);
        }
    }
}

#[test]
fn a_step_says_which_of_its_statements_yields_what() {
    let yields = |plan: &Plan, at: Option<usize>| at.map(|at| plan.statements[at].sql[..20].to_owned());
    let yielded = |plan: &Plan| [plan.claimed, plan.ended, plan.others].map(|at| yields(plan, at));
    let [claimed, ended, others] =
        ["SELECT json_object('", "UPDATE relay SET own", "SELECT next_try, own"].map(str::to_owned);
    assert_eq!(yielded(&step(true, End::IfIdle, 64)), [Some(claimed.clone()), Some(ended.clone()), Some(others)]);
    assert_eq!(yielded(&step(false, End::Now, 64)), [Some(claimed), Some(ended.clone()), None]);
    assert_eq!(yielded(&step(false, End::Now, 0)), [None, Some(ended), None]);
    assert_eq!(yielded(&step(false, End::No, 0)), [None, None, None]);
}

/// Another run may have taken over.
#[test]
fn all_that_a_step_does_needs_the_lease() {
    let plan = step(false, End::IfIdle, 64);
    for statement in &plan.statements {
        let is_count = statement.sql.starts_with("SELECT changes()");
        assert!(is_count || statement.sql.contains("owner = ?"), "{}", statement.sql);
    }
    let at = plan.claimed.unwrap();
    for statement in &plan.statements[at - 1..=at] {
        assert!(statement.sql.contains(" GROUP BY interaction ORDER BY since LIMIT cast(?"), "{}", statement.sql);
        assert!(statement.params.contains(&Param::Text("[\"x'y\"]".to_owned())), "{:?}", statement.params);
        assert!(statement.params.contains(&Param::Integer(64)), "{:?}", statement.params);
    }
}

/// Longer than a call may take, and than the instance may work on it.
#[test]
fn what_is_claimed_settles_80_seconds_later() {
    let plan = step(false, End::No, 64);
    let claim = &plan.statements[plan.claimed.unwrap() - 1];
    assert_eq!(claim.params[1], Param::Integer(80_005));
}

#[test]
fn the_status_shows_a_pause_and_what_is_parked() {
    let row = json!({
        "pause_reason": null, "pauses": 0, "next_try": 0, "delivered": 3, "waiting": 2, "oldest": 1_000, "parked_count": 0, "parked": [],
    });
    let shown = |row: &serde_json::Value| serde_json::to_value(Status::read(&row.to_string(), 8_999).unwrap()).unwrap();
    assert_eq!(
        shown(&row),
        json!({"state": "running", "pause": null, "waiting": 2, "oldest_seconds": 7, "delivered": 3, "parked_count": 0, "parked": []})
    );
    let mut paused = row;
    paused["pause_reason"] = json!("asleep");
    paused["pauses"] = json!(2);
    paused["next_try"] = json!(1_771_412_400_000_i64);
    paused["oldest"] = json!(null);
    paused["parked"] = json!([{
        "sys_id": "a", "interaction": "b", "sent": "no json", "status": 400, "message": "m", "parked_at": 1_771_412_400_000_i64,
    }]);
    let expected = json!({
        "state": "paused", "pause": {"reason": "asleep", "pauses": 2, "next_try": "2026-02-18T11:00:00Z"},
        "waiting": 2, "oldest_seconds": null, "delivered": 3, "parked_count": 0,
        "parked": [{"sys_id": "a", "interaction": "b", "sent": "no json", "status": 400, "message": "m", "parked_at": "2026-02-18T11:00:00Z"}],
    });
    assert_eq!(shown(&paused), expected);
    assert_eq!(serde_json::to_value(Status::Off).unwrap(), json!({"state": "off"}));
    assert_eq!(Status::read("{}", 0), None);
}
