//! From all observations of a leg to the periods of help.
//!
//! The result is the same for every order of arrival and any duplicates: the observations are sorted first, and equal ones count
//! once. A leg that shows itself as a supervisor's late is folded from its beginning.

use super::{Observation, Says, Stretch};
use crate::action::Action;
use crate::time::UtcTime;
use std::collections::BTreeMap;

/// A time of help in one mode: what a help action records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// How the supervisor helps.
    pub action: Action,
    /// From when.
    pub start: UtcTime,
    /// Until when; `None` if the help goes on.
    pub end: Option<UtcTime>,
}

/// The periods of a leg, in their order, from the observations of the leg and of all legs of its group. A period that is shorter
/// than what the records can show, a second, is none.
#[must_use]
pub fn fold<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> Vec<Period> {
    let mut observations: Vec<&Observation> = observations.into_iter().collect();
    if !observations.iter().any(|one| one.is_supervisor) {
        return Vec::new();
    }
    observations.sort_by(|a, b| (a.order, &a.event_id, &a.leg).cmp(&(b.order, &b.event_id, &b.leg)));
    observations.dedup_by(|a, b| a.event_id == b.event_id && a.leg == b.leg);
    let stated = stated(&observations);
    let stretches = if stated.is_empty() { lived(&observations) } else { stated };
    let ended = observations.iter().filter_map(|one| one.says.ended).min();
    recorded(&stretches, ended)
}

/// The stretches that the vendor states. Of several with one start the newest counts.
fn stated(observations: &[&Observation]) -> Vec<Stretch> {
    let mut newest = BTreeMap::<i64, (i64, Stretch)>::new();
    for one in observations {
        for stretch in &one.says.stretches {
            let rank = |(order, stretch): &(i64, Stretch)| {
                (*order, stretch.end.is_some(), stretch.end, strength(stretch.mode))
            };
            let candidate = (one.order, *stretch);
            let kept = newest.entry(stretch.start).or_insert(candidate);
            if rank(&candidate) > rank(kept) {
                *kept = candidate;
            }
        }
    }
    newest.into_values().map(|(_, stretch)| stretch).collect()
}

/// The stretches that follow from the modes, one after the other.
fn lived(observations: &[&Observation]) -> Vec<Stretch> {
    let mut life = Life::default();
    for moment in observations.chunk_by(|a, b| a.order == b.order) {
        for says in at_once(life.mode(), moment) {
            life.step(says);
        }
    }
    life.stretches
}

/// The observations of one moment, in the order in which they make sense: an end comes first if a mode ended in which the leg was,
/// and last if it ended a mode that began at this moment. Of several modes the strongest is last.
fn at_once<'a>(mode: Option<Action>, moment: &[&'a Observation]) -> Vec<(&'a Says, i64)> {
    let is_end = |one: &&&Observation| one.says.mode.is_none();
    let mut modes: Vec<&&Observation> = moment.iter().filter(|one| !is_end(one)).collect();
    modes.sort_by_key(|one| strength(one.says.mode));
    let changes = mode.is_some() && modes.iter().any(|one| one.says.mode != mode);
    let ends = moment.iter().filter(is_end);
    let ordered: Vec<&&Observation> =
        if changes { ends.chain(modes).collect() } else { modes.into_iter().chain(ends).collect() };
    ordered.into_iter().map(|one| (&one.says, one.at)).collect()
}

/// A leg while its observations are gone through.
#[derive(Default)]
struct Life {
    stretches: Vec<Stretch>,
    /// Whether the leg was there before, as far as is known.
    was_there: bool,
}

impl Life {
    /// The mode that goes on.
    fn mode(&self) -> Option<Action> {
        self.stretches.last().filter(|last| last.end.is_none()).and_then(|last| last.mode)
    }

    fn step(&mut self, (says, at): (&Says, i64)) {
        // Vendors' clocks may go back.
        let earliest = self.stretches.last().map_or(i64::MIN, |last| last.end.unwrap_or(last.start));
        let since = says.since.filter(|_| !self.was_there && self.stretches.is_empty());
        let at = since.map_or(at, |since| since.min(at)).max(earliest);
        self.was_there |= says.since.is_some();
        if says.mode == self.mode() {
            return;
        }
        if let Some(last) = self.stretches.last_mut().filter(|last| last.end.is_none()) {
            last.end = Some(at);
        }
        if says.mode.is_some() {
            self.stretches.push(Stretch { mode: says.mode, start: at, end: None });
        }
    }
}

/// Which of several modes of one moment counts.
fn strength(mode: Option<Action>) -> u8 {
    match mode {
        None => 0,
        Some(Action::Observe) => 1,
        Some(Action::Monitor) => 2,
        Some(Action::Coach) => 3,
        Some(Action::BargeIn) => 4,
    }
}

/// The periods that are recorded: each ends where the next one begins or the leg ended; equal ones that touch are one.
fn recorded(stretches: &[Stretch], ended: Option<i64>) -> Vec<Period> {
    let starts: Vec<i64> = stretches.iter().map(|stretch| stretch.start).collect();
    let mut periods = Vec::<Period>::new();
    for (at, stretch) in stretches.iter().enumerate() {
        let ends = [stretch.end, starts.get(at + 1).copied(), ended];
        let end = ends.into_iter().flatten().min();
        let Some((action, start)) = stretch.mode.zip(UtcTime::from_unix_millis(stretch.start)) else { continue };
        let end = end.and_then(UtcTime::from_unix_millis);
        if end.is_some_and(|end| end <= start) {
            continue;
        }
        match periods.last_mut().filter(|last| last.action == action && last.end.is_some_and(|end| end >= start)) {
            Some(last) => last.end = end,
            None => periods.push(Period { action, start, end }),
        }
    }
    periods
}
