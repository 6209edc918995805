//! What the database knows of the calls of an event.

use super::memory::{Memory, id};
use super::plan::observation;
use help_request_edge::action::Action::Coach;
use help_request_edge::cti::{LegRow, Observation, Plan, State};
use help_request_edge::help_action::InteractionPolicy::Registered;

/// The same event, another event of the leg, the event of another leg, and the event in another group.
fn alike() -> [(Observation, bool); 4] {
    let known = observation(1, Some(Coach));
    [
        (known.clone(), true),
        (Observation { event_id: "2".into(), ..known.clone() }, false),
        (Observation { leg: "m".into(), ..known.clone() }, false),
        (Observation { group: "h".into(), ..known }, false),
    ]
}

#[test]
fn an_event_is_known_by_its_group_its_leg_and_its_id() {
    let memory = Memory { observations: vec![observation(1, Some(Coach))], ..Memory::default() };
    let state = memory.state(&["g".to_owned(), "h".to_owned()]);
    for (one, is_known) in alike() {
        assert_eq!(state.has(&one), is_known, "{one:?}");
    }
}

#[test]
fn an_event_is_added_unless_it_is_known() {
    let memory = Memory { observations: vec![observation(1, Some(Coach))], ..Memory::default() };
    for (one, is_known) in alike() {
        let mut state = memory.state(&["g".to_owned()]);
        state.add(std::slice::from_ref(&one));
        assert!(state.has(&one));
        let plan = Plan::new(&state, Registered, || id(1));
        let counted: usize = plan.groups.iter().map(|group| group.observations).sum();
        assert_eq!(counted, if is_known { 1 } else { 2 }, "{one:?}");
    }
}

#[test]
fn the_revisions_of_a_group_are_those_of_its_own_legs() {
    let leg = |group: &str, leg: &str, revision: &str| LegRow {
        call_group: group.to_owned(),
        leg: leg.to_owned(),
        interaction: id(7).to_string(),
        actions: "[]".to_owned(),
        revision: revision.to_owned(),
    };
    let legs = vec![leg("g", "l", "r1"), leg("g", "m", "r2"), leg("h", "l", "r3")];
    let mut state = State::new(vec![], vec![], vec![], legs, vec![]).unwrap();
    state.add(&[observation(1, Some(Coach))]);
    let plan = Plan::new(&state, Registered, || id(1));
    assert_eq!(plan.groups.iter().map(|group| group.revisions.as_str()).collect::<Vec<_>>(), ["r1r2"]);
}
