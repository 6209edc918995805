//! The statements: D1 takes each, whatever an event says.

use super::memory::{Memory, id};
use super::plan::observation;
use super::{T0, interaction, source};
use crate::oracles::can_be_run;
use help_request_edge::action::Action;
use help_request_edge::auth::Actor;
use help_request_edge::cti::external_id::{self, Facts, Registration};
use help_request_edge::cti::sql::{self, Groups, Registering, Writing};
use help_request_edge::cti::{Counts, Observation, Plan, Reason, Says, Status};
use help_request_edge::help_action::InteractionPolicy::{self, Open, Registered};
use help_request_edge::store::{Param, Statement, WriteContext};
use help_request_edge::sys_id::SysId;
use help_request_edge::time::UtcTime;
use serde_json::{Value, json};

fn observations(count: i64) -> Vec<Observation> {
    let one = |number: i64| Observation {
        event_id: number.to_string(),
        group: format!("g'{}", number % 50),
        leg: "l\"".into(),
        calls: vec![format!("call {number}")],
        interaction: (number % 3 == 0).then(interaction),
        order: number,
        at: T0 + number * 1_000,
        says: Says { mode: Some(Action::Coach), ..Says::default() },
        is_supervisor: true,
    };
    (0..count).map(one).collect()
}

#[test]
fn a_batch_of_many_events_is_a_few_statements_with_few_parameters() {
    let now = UtcTime::from_unix_millis(T0).unwrap();
    let all = observations(500);
    let groups: Vec<String> = (0..50).map(|number| format!("g'{number}")).collect();
    let (named, calls, days) = (Groups::Named(&groups), vec!["c".to_owned(), "d".to_owned()], sql::days(now));
    assert_eq!((days.len(), days[0].as_str(), days[9].as_str()), (10, "2026-09-16", "2026-09-07"));
    let of_calls = Groups::OfCalls { calls: &calls, days: &days };
    let registration =
        Registration { interaction: interaction(), external_id: "c".into(), external_provider: "s".into() };
    let mut statements = sql::observations("s", &all, T0, now, &id(1)).to_vec();
    statements.extend(sql::state("s", &named, &all));
    statements.extend(sql::state("s", &of_calls, &[]));
    statements.extend(sql::report());
    statements.extend(sql::purge(now));
    statements.push(registration.facts(&of_calls));
    statements.push(external_id::read(&interaction()));
    let mut counts = Counts::new();
    assert_eq!(sql::count(&counts, &id(2)), None);
    counts.count("s", Status::Ignored, Some(Reason::NoLeg), T0);
    statements.push(sql::count(&counts, &id(2)).unwrap());
    let mut number = 0;
    let mut memory = Memory::default();
    memory.observations.clone_from(&all);
    let plan = Plan::new(&memory.state(&groups), InteractionPolicy::Open, || {
        number += 1;
        id(number)
    });
    let actor = Actor::CtiSource("s".into());
    let write = WriteContext { actor: &actor, now, transaction_id: &id(1) };
    let facts = Facts::default();
    for is_registering in [false, true] {
        let registering = is_registering.then_some(Registering {
            registration: &registration,
            facts: &facts,
            groups: of_calls,
            write,
        });
        let (source, plan, revision, counts) = (&source("twilio"), &plan, &id(3), &counts);
        let batch = Writing { source, plan, write, revision, received: T0, registering, counts }.statements();
        // One for each interaction that is made, because each takes the next number, and a few for all else.
        assert!(batch.len() <= 50 + 10, "{}", batch.len());
        statements.extend(batch);
    }
    statements.iter().for_each(can_be_run);
}

/// The verb of each statement, and the table that it changes.
fn changes(statements: &[Statement]) -> Vec<String> {
    let of = |statement: &Statement| {
        let words: Vec<&str> = statement.sql.split([' ', '(']).collect();
        let length = match words[0] {
            "SELECT" => 1,
            "UPDATE" => 2,
            _ => 3,
        };
        words[..length].join(" ")
    };
    statements.iter().map(of).collect()
}

/// Each statement that runs costs rows.
#[test]
fn a_batch_has_the_statements_that_the_plan_needs_in_their_order() {
    let coach = || observation(1, Some(Action::Coach));
    let mut gone = observation(0, None);
    gone.says.ended = Some(T0 + 500);
    let calls = || [("A".to_owned(), id(7))].into();
    let unknown = Memory { observations: vec![coach()], ..Memory::default() };
    let waiting = Memory { waiting: vec!["g".to_owned()], ..unknown.clone() };
    let known = Memory { calls: calls(), ..waiting.clone() };
    let mut recorded = Memory { calls: calls(), interactions: vec![id(7)], ..Memory::default() };
    recorded.receive(&[coach()], Registered);
    let with = |one: Observation| {
        let observations = vec![coach(), one];
        Memory { observations, ..recorded.clone() }
    };
    let (action, leg) = ("supervisor_help_action", "INSERT INTO cti_leg".to_owned());
    let [insert, update, delete] = ["INSERT INTO", "UPDATE", "DELETE FROM"].map(|verb| format!("{verb} {action}"));
    let [made, mapped] = ["interaction", "external_id_mapping"].map(|table| format!("INSERT INTO {table}"));
    let [waits, waits_no_more] = ["INSERT INTO", "DELETE FROM"].map(|verb| format!("{verb} cti_waiting"));
    let mut counts = Counts::new();
    for is_counted in [false, true] {
        let last = if is_counted { vec!["INSERT INTO cti_count".to_owned()] } else { vec![] };
        for (memory, policy, expected) in [
            (&recorded, Registered, vec![]),
            (&waiting, Registered, vec![]),
            (&unknown, Registered, vec![waits.clone()]),
            (&unknown, Open, vec![made.clone(), mapped.clone(), insert.clone(), leg.clone()]),
            (&known, Registered, vec![insert.clone(), waits_no_more.clone(), leg.clone()]),
            (&with(observation(5, None)), Registered, vec![update.clone(), leg.clone()]),
            (&with(gone.clone()), Registered, vec![update.clone(), delete.clone(), leg.clone()]),
        ] {
            let plan = Plan::new(&memory.state(&["g".to_owned()]), policy, || id(1));
            let expected = [expected, last.clone(), vec!["SELECT".to_owned()]].concat();
            assert_eq!(changes(&written(&plan, &counts, None)), expected);
        }
        counts.count("s", Status::Recorded, None, T0);
    }
    let registration = Registration { interaction: id(7), external_id: "A".into(), external_provider: "s".into() };
    let plan = Plan::new(&known.state(&["g".to_owned()]), Registered, || id(1));
    let batch = written(&plan, &Counts::new(), Some(&registration));
    assert_eq!(changes(&batch), [mapped, insert, waits_no_more, leg, "SELECT".to_owned()]);
}

/// The batch of a plan of the source `s`.
fn written(plan: &Plan, counts: &Counts, registration: Option<&Registration>) -> Vec<Statement> {
    let (actor, id) = (Actor::CtiSource("s".into()), id(3));
    let write = WriteContext { actor: &actor, now: UtcTime::from_unix_millis(T0).unwrap(), transaction_id: &id };
    let facts = Facts::default();
    let registering = registration.map(|registration| {
        let groups = Groups::OfCalls { calls: &[], days: &[] };
        Registering { registration, facts: &facts, groups, write }
    });
    Writing { source: &source("twilio"), plan, write, revision: &id, received: T0, registering, counts }.statements()
}

#[test]
fn what_was_recorded_of_a_leg_is_kept_as_it_is_read_again() {
    let mut memory = Memory { calls: [("A".to_owned(), id(7))].into(), ..Memory::default() };
    memory.observations = vec![observation(1, Some(Action::Coach)), observation(5, Some(Action::BargeIn))];
    let mut made = 0;
    let plan = Plan::new(&memory.state(&["g".to_owned()]), Registered, || {
        made += 1;
        id(made)
    });
    let batch = written(&plan, &Counts::new(), None);
    let legs = batch.iter().find(|statement| statement.sql.starts_with("INSERT INTO cti_leg ")).unwrap();
    let Param::Text(rows) = &legs.params[0] else { panic!() };
    let rows: Value = serde_json::from_str(rows).unwrap();
    let actions = rows[0]["actions"].as_str().unwrap().to_owned();
    memory.legs = [(("g".to_owned(), "l".to_owned()), (id(7), actions))].into();
    assert!(Plan::new(&memory.state(&["g".to_owned()]), Registered, || id(9)).is_done());
}

#[test]
fn an_observation_is_kept_with_all_that_it_says() {
    let now = UtcTime::from_unix_millis(T0).unwrap();
    let one = Observation { interaction: Some(id(7)), ..observation(1, Some(Action::Coach)) };
    let [keep, _] = sql::observations("s", &[one], T0, now, &id(1));
    let Param::Text(rows) = &keep.params[1] else { panic!() };
    let expected = json!([{
        "group": "g", "leg": "l", "event": "1", "calls": ["A", "B"], "interaction": id(7).as_str(), "order": 1,
        "at": T0 + 1_000, "says": {"mode": "coach"}, "is_supervisor": 1,
    }]);
    assert_eq!(serde_json::from_str::<Value>(rows).unwrap(), expected);
}

#[test]
fn a_group_is_found_by_its_calls_and_its_interaction_and_without_any_by_the_empty_id() {
    let now = UtcTime::from_unix_millis(T0).unwrap();
    let of = |calls: &[&str], interaction: Option<SysId>| {
        let calls = calls.iter().map(|call| (*call).to_owned()).collect();
        let one = Observation { calls, interaction, ..observation(1, None) };
        let [_, index] = sql::observations("s", &[one], T0, now, &id(1));
        let Param::Text(rows) = &index.params[2] else { panic!() };
        let rows: Vec<Value> = serde_json::from_str(rows).unwrap();
        assert!(rows.iter().all(|row| row["group"] == "g"), "{rows:?}");
        rows.iter().map(|row| row["call"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of(&["A", "B"], None), ["A", "B"]);
    assert_eq!(of(&[], Some(id(7))), [id(7).as_str()]);
    assert_eq!(of(&["A"], Some(id(7))), [id(7).as_str(), "A"]);
    assert_eq!(of(&[], None), [""]);
}

/// Of 2026-09-15.
#[test]
fn what_is_cleared_away_is_a_week_old() {
    let batch = sql::purge(UtcTime::from_unix_millis(T0).unwrap());
    let tables = ["cti_observation", "cti_leg", "cti_waiting", "cti_call"].map(|table| format!("DELETE FROM {table}"));
    assert_eq!(changes(&batch), [tables.as_slice(), &["SELECT".to_owned()]].concat());
    for statement in &batch[..4] {
        let (day, since) = ("2026-09-08".into(), "2026-09-08 14:00:00".into());
        assert!([&statement.params[0], &statement.params[2]] == [&day, &since], "{:?}", statement.params);
    }
}

/// Or two plans of one call would be written one over the other.
#[test]
fn all_that_is_written_needs_that_nobody_else_has_written() {
    let mut memory = Memory { observations: vec![observation(1, Some(Action::Coach))], ..Memory::default() };
    memory.waiting = vec!["g".to_owned()];
    let plan = Plan::new(&memory.state(&["g".to_owned()]), Open, || id(1));
    let registration = Registration { interaction: id(7), external_id: "A".into(), external_provider: "s".into() };
    let is_unchanged = "NOT EXISTS (SELECT 1 FROM json_each(?";
    let is_registered = "EXISTS (SELECT 1 FROM external_id_mapping WHERE document_id = ?";
    for registering in [None, Some(&registration)] {
        let mut batch = written(&plan, &Counts::new(), registering);
        let last = batch.pop().unwrap();
        assert!(last.sql.contains("AND l.revision = ?"), "{}", last.sql);
        assert_eq!(last.sql.contains(is_registered), registering.is_some(), "{}", last.sql);
        for (at, statement) in batch.iter().enumerate() {
            let is_registration = at == 0 && registering.is_some();
            assert!(statement.sql.contains(is_unchanged), "{}", statement.sql);
            assert!(statement.sql.contains("FROM cti_observation AS o WHERE o.source = ?"), "{}", statement.sql);
            let expected = registering.is_some() && !is_registration;
            assert_eq!(statement.sql.contains(is_registered), expected, "{}", statement.sql);
        }
    }
}

#[test]
fn what_is_known_is_read_for_the_groups_that_are_named_or_have_the_calls() {
    let (groups, calls, days) = (["g".to_owned()], ["A".to_owned()], ["2026-09-15".to_owned()]);
    let list = |text: &str| Param::Text(format!("[\"{text}\"]"));
    for statement in sql::state("s", &Groups::Named(&groups), &[]) {
        assert_eq!(statement.params[..2], ["s".into(), list("g")], "{}", statement.sql);
    }
    for statement in sql::state("s", &Groups::OfCalls { calls: &calls, days: &days }, &[]) {
        assert_eq!(statement.params[..3], ["s".into(), list("A"), list("2026-09-15")], "{}", statement.sql);
    }
}
