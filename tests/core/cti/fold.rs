//! The fold: what it makes of observations that adapters may yield together.

use super::{T0, period};
use help_request_edge::action::Action::{self, BargeIn, Coach, Monitor};
use help_request_edge::cti::{Observation, Period, Says, Stretch, fold};

fn observation(order: i64, at: i64, says: Says) -> Observation {
    Observation {
        event_id: format!("{order}-{at}-{says:?}"),
        group: "g".into(),
        leg: "l".into(),
        calls: vec![],
        interaction: None,
        order,
        at: T0 + at,
        says,
        is_supervisor: true,
    }
}

fn mode(order: i64, at: i64, mode: Option<Action>) -> Observation {
    observation(order, at, Says { mode, ..Says::default() })
}

fn stated(order: i64, stretches: &[(Option<Action>, i64, Option<i64>)], ended: Option<i64>) -> Observation {
    let stretches = stretches.iter().map(|(mode, start, end)| Stretch {
        mode: *mode,
        start: T0 + start,
        end: end.map(|end| T0 + end),
    });
    let says = Says { ended: ended.map(|ended| T0 + ended), stretches: stretches.collect(), ..Says::default() };
    observation(order, order, says)
}

fn folded(observations: &[Observation]) -> Vec<Period> {
    let result = fold(observations);
    let reversed: Vec<&Observation> = observations.iter().rev().chain(observations).collect();
    assert_eq!(fold(reversed), result);
    result
}

#[test]
fn nothing_comes_of_nothing() {
    assert_eq!(folded(&[]), []);
    assert_eq!(folded(&[mode(1, 1_000, None)]), []);
}

#[test]
fn a_leg_without_a_supervisor_gives_nothing() {
    let mut one = mode(1, 1_000, Some(BargeIn));
    one.is_supervisor = false;
    assert_eq!(folded(std::slice::from_ref(&one)), []);
    let shown = [one, mode(2, 2_000, Some(Coach))];
    assert_eq!(folded(&shown), [period(BargeIn, "14:00:01", Some("14:00:02")), period(Coach, "14:00:02", None)]);
}

#[test]
fn what_is_shorter_than_a_second_is_none() {
    let all = [mode(1, 1_100, Some(Monitor)), mode(2, 1_900, Some(Coach)), mode(3, 3_000, None)];
    assert_eq!(folded(&all), [period(Coach, "14:00:01", Some("14:00:03"))]);
    assert_eq!(folded(&[mode(1, 1_100, Some(Monitor)), mode(2, 1_900, None)]), []);
}

#[test]
fn the_order_counts_more_than_a_clock_that_goes_back() {
    let all = [mode(1, 5_000, Some(Monitor)), mode(2, 3_000, Some(Coach)), mode(3, 9_000, None)];
    assert_eq!(folded(&all), [period(Coach, "14:00:05", Some("14:00:09"))]);
}

#[test]
fn the_same_mode_again_changes_nothing() {
    let all = [mode(1, 1_000, Some(Coach)), mode(2, 5_000, Some(Coach)), mode(3, 9_000, None), mode(4, 9_500, None)];
    assert_eq!(folded(&all), [period(Coach, "14:00:01", Some("14:00:09"))]);
}

#[test]
fn who_comes_back_within_a_second_was_not_away() {
    let all = [mode(1, 1_000, Some(Coach)), mode(2, 5_100, None), mode(3, 5_200, Some(Coach))];
    assert_eq!(folded(&all), [period(Coach, "14:00:01", None)]);
}

#[test]
fn of_modes_of_one_moment_the_strongest_counts() {
    let weakest_first = [Action::Observe, Monitor, Coach, BargeIn];
    for (at, strongest) in weakest_first.into_iter().enumerate().skip(1) {
        let modes: Vec<Observation> = weakest_first[..=at].iter().map(|one| mode(1, 1_000, Some(*one))).collect();
        assert_eq!(folded(&modes), [period(strongest, "14:00:01", None)]);
        let stretches: Vec<_> = weakest_first[..=at].iter().map(|one| (Some(*one), 1_000, None)).collect();
        assert_eq!(folded(&[stated(1, &stretches, None)]), [period(strongest, "14:00:01", None)]);
    }
    let gone = stated(1, &[(None, 1_000, None), (Some(Action::Observe), 1_000, None)], None);
    assert_eq!(folded(&[gone]), [period(Action::Observe, "14:00:01", None)]);
}

#[test]
fn an_event_may_say_something_of_a_leg_and_something_of_all() {
    let (mut of_leg, mut of_all) = (mode(2, 5_000, Some(BargeIn)), mode(2, 5_000, None));
    of_all.leg = String::new();
    of_all.says.ended = Some(T0 + 9_000);
    of_leg.event_id.clone_from(&of_all.event_id);
    let all = [mode(1, 1_000, Some(Coach)), of_leg, of_all];
    assert_eq!(
        folded(&all),
        [period(Coach, "14:00:01", Some("14:00:05")), period(BargeIn, "14:00:05", Some("14:00:09"))]
    );
}

#[test]
fn the_end_of_a_leg_is_final() {
    let mut ended = mode(2, 9_000, None);
    ended.says.ended = Some(T0 + 4_000);
    let all = [mode(1, 1_000, Some(Coach)), ended, mode(3, 6_000, Some(BargeIn))];
    assert_eq!(folded(&all), [period(Coach, "14:00:01", Some("14:00:04"))]);
}

#[test]
fn what_the_vendor_states_counts_more_than_modes_and_the_newest_most() {
    let all = [
        mode(1, 500, Some(Monitor)),
        stated(2, &[(Some(Monitor), 1_000, None)], None),
        stated(3, &[(Some(Monitor), 1_000, Some(4_000)), (Some(BargeIn), 6_000, None)], None),
    ];
    assert_eq!(folded(&all), [period(Monitor, "14:00:01", Some("14:00:04")), period(BargeIn, "14:00:06", None)]);
    let ended = [all.as_slice(), &[stated(4, &[], Some(8_000))]].concat();
    assert_eq!(folded(&ended)[1], period(BargeIn, "14:00:06", Some("14:00:08")));
}

#[test]
fn stated_stretches_end_where_the_next_begins_and_touching_ones_are_one() {
    let all =
        [stated(1, &[(Some(Monitor), 1_000, Some(9_000)), (Some(Monitor), 4_000, None), (None, 7_000, None)], None)];
    assert_eq!(folded(&all), [period(Monitor, "14:00:01", Some("14:00:07"))]);
}
