//! What changes, and whose help actions they are.

use super::memory::{Memory, id};
use super::{T0, clock, period};
use help_request_edge::action::Action::{self, BargeIn, Coach, Monitor};
use help_request_edge::cti::external_id::Registration;
use help_request_edge::cti::{LegPlan, Observation, Period, Plan, Reason, Recorded, Says, Status, Stretch};
use help_request_edge::help_action::InteractionPolicy::{self, Open, Registered};
use help_request_edge::sys_id::SysId;
use help_request_edge::time::UtcTime;
use proptest::prelude::*;
use serde_json::json;
use std::collections::HashMap;

pub fn observation(second: i64, mode: Option<Action>) -> Observation {
    Observation {
        event_id: second.to_string(),
        group: "g".into(),
        leg: "l".into(),
        calls: vec!["A".into(), "B".into()],
        interaction: None,
        order: second,
        at: T0 + second * 1_000,
        says: Says { mode, ..Says::default() },
        is_supervisor: true,
    }
}

fn named(second: i64, interaction: &SysId) -> Observation {
    Observation { interaction: Some(interaction.clone()), ..observation(second, Some(Coach)) }
}

fn register(call: &str, interaction: &SysId) -> Registration {
    let (external_id, external_provider) = (call.to_owned(), "s".to_owned());
    Registration { interaction: interaction.clone(), external_id, external_provider }
}

fn status(memory: &mut Memory, one: &Observation, policy: InteractionPolicy) -> (Status, Option<Reason>) {
    memory.receive(std::slice::from_ref(one), policy).status()
}

const WAITS: (Status, Option<Reason>) = (Status::Waiting, Some(Reason::CallNotRegistered));
const RECORDED: (Status, Option<Reason>) = (Status::Recorded, None);

#[test]
fn a_call_that_is_not_known_waits_until_it_is_registered() {
    for call in ["A", "B"] {
        let mut memory = Memory::default();
        assert_eq!(status(&mut memory, &observation(1, Some(Coach)), Registered), WAITS);
        assert_eq!(status(&mut memory, &observation(5, None), Registered), WAITS);
        assert_eq!((memory.actions.len(), memory.waiting.as_slice()), (0, &["g".to_owned()][..]));
        memory.register(&register(call, &id(7)));
        assert_eq!(memory.of(&id(7)), [period(Coach, "14:00:01", Some("14:00:05"))]);
        assert!(memory.waiting.is_empty());
    }
}

#[test]
fn an_interaction_that_does_not_exist_waits_until_it_is_registered() {
    let mut memory = Memory::default();
    let missing = (Status::Waiting, Some(Reason::InteractionNotFound));
    assert_eq!(status(&mut memory, &named(1, &id(7)), Registered), missing);
    memory.register(&register("other", &id(7)));
    assert_eq!(memory.of(&id(7)), [period(Coach, "14:00:01", None)]);
}

#[test]
fn the_interaction_in_an_event_counts_more_than_the_registered_one_whatever_the_order() {
    for order in [[0, 1], [1, 0]] {
        let events = [observation(1, Some(Monitor)), named(5, &id(8))];
        let calls = [("A".to_owned(), id(7))].into();
        let mut memory = Memory { calls, interactions: vec![id(7), id(8)], ..Memory::default() };
        for at in order {
            assert_eq!(status(&mut memory, &events[at], Registered), RECORDED);
        }
        assert_eq!(memory.of(&id(7)), []);
        assert_eq!(memory.of(&id(8)), [period(Monitor, "14:00:01", Some("14:00:05")), period(Coach, "14:00:05", None)]);
    }
}

#[test]
fn the_first_id_of_a_call_that_is_registered_counts() {
    let calls = [("A".to_owned(), id(7)), ("B".to_owned(), id(8))].into();
    let mut memory = Memory { calls, interactions: vec![id(7), id(8)], ..Memory::default() };
    status(&mut memory, &observation(1, Some(Coach)), Registered);
    assert_eq!((memory.of(&id(7)).len(), memory.of(&id(8)).len()), (1, 0));
}

#[test]
fn a_leg_whose_call_is_registered_elsewhere_by_now_stays_where_it_was() {
    let calls = [("A".to_owned(), id(7))].into();
    let mut memory = Memory { calls, interactions: vec![id(7)], ..Memory::default() };
    status(&mut memory, &observation(1, Some(Coach)), Registered);
    memory.calls.clear();
    assert_eq!(status(&mut memory, &observation(5, None), Registered), RECORDED);
    assert_eq!(memory.of(&id(7)), [period(Coach, "14:00:01", Some("14:00:05"))]);
}

#[test]
fn the_open_policy_makes_an_interaction_at_once_when_somebody_helps() {
    let mut memory = Memory::default();
    let agent = Observation { is_supervisor: false, ..observation(1, Some(BargeIn)) };
    assert_eq!(status(&mut memory, &agent, Open), (Status::Ignored, Some(Reason::NoSupervisorYet)));
    assert_eq!(memory.interactions, []);
    let plan = memory.receive(&[observation(5, Some(Coach))], Open);
    assert_eq!((plan.status(), plan.groups[0].makes_interaction), (RECORDED, Some(clock("14:00:01"))));
    let made = memory.interactions[0].clone();
    assert_eq!(memory.calls, [("A".to_owned(), made.clone())].into());
    // Another conference of the same call.
    let other = Observation { group: "h".into(), ..observation(9, Some(Monitor)) };
    assert_eq!(status(&mut memory, &other, Open), RECORDED);
    assert_eq!((memory.interactions.len(), memory.of(&made).len()), (1, 3));
    // An interaction that the event names is made under its own id.
    status(&mut memory, &Observation { group: "i".into(), calls: vec![], ..named(9, &id(99)) }, Open);
    assert_eq!(memory.of(&id(99)), [period(Coach, "14:00:09", None)]);
}

#[test]
fn the_open_policy_makes_one_interaction_for_all_groups_of_a_call_that_come_together() {
    let mut memory = Memory::default();
    let of = |group: &str, calls: &[&str]| Observation {
        group: group.into(),
        calls: calls.iter().map(ToString::to_string).collect(),
        ..observation(5, Some(Coach))
    };
    memory.receive(&[of("g", &["A", "B"]), of("h", &["A"]), of("i", &["C", "A"]), of("j", &["D"])], Open);
    let counts: Vec<usize> = memory.interactions.iter().map(|made| memory.of(made).len()).collect();
    assert_eq!(counts, [3, 1]);
}

#[test]
fn a_late_event_changes_as_little_as_possible() {
    let calls = [("A".to_owned(), id(7))].into();
    let mut memory = Memory { calls, interactions: vec![id(7)], ..Memory::default() };
    let changes = |memory: &mut Memory, second, mode| {
        let plan = memory.receive(&[observation(second, mode)], Registered);
        plan.groups[0].legs.first().map_or((0, 0, 0), |leg| (leg.creates.len(), leg.updates.len(), leg.deletes.len()))
    };
    assert_eq!(changes(&mut memory, 60, Some(Coach)), (1, 0, 0));
    assert_eq!(changes(&mut memory, 10, Some(Monitor)), (1, 0, 0), "the coach stays as it was");
    assert_eq!(changes(&mut memory, 90, None), (0, 1, 0), "its end");
    assert_eq!(changes(&mut memory, 30, None), (0, 1, 0), "the monitor ended earlier");
    assert_eq!(changes(&mut memory, 40, Some(Coach)), (0, 1, 0), "the coach began earlier");
    assert_eq!(changes(&mut memory, 50, Some(Coach)), (0, 0, 0));
    assert_eq!(
        memory.of(&id(7)),
        [period(Monitor, "14:00:10", Some("14:00:30")), period(Coach, "14:00:40", Some("14:01:30"))]
    );
    // The monitor turns out to have been a coach from the first to the last second.
    assert_eq!(changes(&mut memory, 10 - 1, Some(Coach)), (1, 0, 0));
}

/// The plan of a leg whose help actions were recorded so, under the ids from 1 on, and are wanted so.
fn planned(recorded: &[Period], wanted: &[Period]) -> LegPlan {
    let actions = recorded.iter().zip(1..).map(|(one, number)| {
        let end = one.end.map(|end| end.to_string());
        json!({"id": id(number).as_str(), "action": one.action.as_str(), "start": one.start.to_string(), "end": end})
    });
    let actions = serde_json::Value::from(actions.collect::<Vec<_>>()).to_string();
    let mut observation = observation(10, None);
    let millis = |time: UtcTime| time.naive().and_utc().timestamp_millis();
    observation.says.stretches = wanted
        .iter()
        .map(|one| Stretch { mode: Some(one.action), start: millis(one.start), end: one.end.map(millis) })
        .collect();
    let memory = Memory {
        observations: vec![observation],
        calls: [("A".to_owned(), id(7))].into(),
        legs: [(("g".to_owned(), "l".to_owned()), (id(7), actions))].into(),
        ..Memory::default()
    };
    let mut plan = Plan::new(&memory.state(&["g".to_owned()]), Registered, || id(9));
    plan.groups.remove(0).legs.remove(0)
}

#[test]
fn a_record_that_is_right_stays_as_it_is() {
    let [first, second, third] = [("14:00:10", "14:00:20"), ("14:00:30", "14:00:40"), ("14:00:50", "14:00:59")]
        .map(|(start, end)| period(Coach, start, Some(end)));
    let leg = planned(&[first, second], &[second, third]);
    assert_eq!((leg.updates, leg.deletes), (vec![], vec![id(1)]));
    assert_eq!(leg.creates, [Recorded { id: id(9), period: third }]);
}

#[test]
fn of_two_records_the_one_that_differs_less_is_changed() {
    let wanted = period(Coach, "14:00:10", Some("14:00:20"));
    let end = period(Coach, "14:00:10", Some("14:00:30"));
    let start = period(Coach, "14:00:05", Some("14:00:20"));
    let both = period(Coach, "14:00:05", Some("14:00:30"));
    let action = period(Monitor, "14:00:10", Some("14:00:20"));
    for (less, more) in [(wanted, end), (end, start), (end, both), (start, both), (start, action), (both, action)] {
        for (recorded, kept, other) in [([less, more], 0, 1), ([more, less], 1, 0)] {
            let leg = &planned(&recorded, &[wanted]);
            assert_eq!(leg.actions, [Recorded { id: id(kept + 1), period: wanted }], "{recorded:?}");
            assert_eq!((leg.creates.len(), leg.deletes.as_slice()), (0, &[id(other + 1)][..]), "{recorded:?}");
        }
    }
}

#[test]
fn a_period_that_vanishes_is_deleted() {
    let calls = [("A".to_owned(), id(7))].into();
    let mut memory = Memory { calls, interactions: vec![id(7)], ..Memory::default() };
    memory.receive(&[observation(10, Some(Monitor))], Registered);
    let mut ended = observation(8, None);
    ended.says.ended = Some(T0 + 9_000);
    let plan = memory.receive(&[ended], Registered);
    assert_eq!((plan.groups[0].legs[0].deletes.len(), memory.actions.len()), (1, 0));
}

#[test]
fn a_plan_is_done_once_nothing_has_to_be_written() {
    let is_done = |memory: &Memory| Plan::new(&memory.state(&["g".to_owned()]), Registered, || id(1)).is_done();
    let mut memory = Memory { observations: vec![observation(1, Some(Coach))], ..Memory::default() };
    assert!(!is_done(&memory), "that the group waits");
    memory.waiting.push("g".to_owned());
    assert!(is_done(&memory));
    memory.calls.insert("A".to_owned(), id(7));
    assert!(!is_done(&memory), "the help action, and that the group waits no more");
    memory.waiting.clear();
    assert!(!is_done(&memory), "the help action");
}

#[test]
fn groups_are_planned_each_for_itself() {
    let calls = [("A".to_owned(), id(7))].into();
    let mut memory = Memory { calls, interactions: vec![id(7)], ..Memory::default() };
    let other = Observation { group: "h".into(), calls: vec!["C".into()], ..observation(1, Some(Coach)) };
    let plan = memory.receive(&[observation(1, Some(Coach)), other], Registered);
    assert_eq!((plan.status(), memory.of(&id(7)).len()), (WAITS, 1));
    assert_eq!(memory.waiting, ["h"]);
    assert!(Plan::default().is_done());
}

/// The least number of changes from one list to another that keeps the order.
fn least(old: &[Period], new: &[Period], known: &mut HashMap<(usize, usize), usize>) -> usize {
    if let Some(known) = known.get(&(old.len(), new.len())) {
        return *known;
    }
    let least = match (old.split_first(), new.split_first()) {
        (None, _) => new.len(),
        (_, None) => old.len(),
        (Some((o, old_rest)), Some((n, new_rest))) => {
            let both = usize::from(o != n) + least(old_rest, new_rest, known);
            both.min(1 + least(old_rest, new, known)).min(1 + least(old, new_rest, known))
        }
    };
    known.insert((old.len(), new.len()), least);
    least
}

fn lives() -> impl Strategy<Value = Vec<Option<Action>>> {
    let mode = prop_oneof![Just(None), Just(Some(Monitor)), Just(Some(Coach)), Just(Some(BargeIn))];
    proptest::collection::vec(mode, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    /// A plan leads to what is wanted, with as few changes as possible.
    #[test]
    fn plans_are_right_and_small(first in lives(), more in lives()) {
        let calls = [("A".to_owned(), id(7))].into();
        let mut memory = Memory { calls, interactions: vec![id(7)], ..Memory::default() };
        let at = |offset: i64, modes: &[Option<Action>]| -> Vec<Observation> {
            modes.iter().zip(0..).map(|(mode, number)| observation(number * 10 + offset, *mode)).collect()
        };
        memory.receive(&at(0, &first), Registered);
        let before = memory.of(&id(7));
        memory.written = 0;
        memory.receive(&at(5, &more), Registered);
        let after = memory.of(&id(7));
        let all = [at(0, &first), at(5, &more)].concat();
        prop_assert_eq!(&after, &help_request_edge::cti::fold(&all));
        prop_assert_eq!(memory.written, least(&before, &after, &mut HashMap::new()));
    }
}
