//! The statements: D1 takes each, whatever an event says.

use super::memory::{Memory, id};
use super::{T0, interaction, source};
use crate::oracles::can_be_run;
use help_request_edge::action::Action;
use help_request_edge::auth::Actor;
use help_request_edge::cti::external_id::{Facts, Registration};
use help_request_edge::cti::sql::{self, Groups, Registering, Writing};
use help_request_edge::cti::{Counts, Observation, Plan, Reason, Says, Status};
use help_request_edge::help_action::InteractionPolicy;
use help_request_edge::store::WriteContext;
use help_request_edge::time::UtcTime;

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
    let mut counts = Counts::new();
    assert_eq!(sql::count(&counts, &id(2)), None);
    counts.count("s", Status::Ignored, Some(Reason::NoLeg), T0);
    statements.extend(sql::count(&counts, &id(2)));
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
