//! Makes the periods of help from all observations of a leg.
//!
//! The result is the same for every order of arrival and any duplicates: the observations are sorted first, and duplicates
//! count once. If a late observation shows that the leg is a supervisor's, its earlier ones count too.

use super::observation::in_order;
use super::{Observation, Says, Stretch};
use crate::action::Action;
use crate::time::UtcTime;
use std::collections::BTreeMap;

/// A period of help in one mode, as a help action records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// How the supervisor helps.
    pub action: Action,
    /// From when.
    pub start: UtcTime,
    /// Until when; `None` if the help goes on.
    pub end: Option<UtcTime>,
}

/// The periods of a leg, in their order. `observations` are those of the leg, and those of its group that are about all legs.
/// Leaves out periods of less than a second, which the records cannot show.
#[must_use]
pub fn fold<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> Vec<Period> {
    let mut observations = in_order(observations);
    if !observations.iter().any(|one| one.is_supervisor) {
        return Vec::new();
    }
    observations.dedup_by(|a, b| a.is_same(b));
    let stated = stated_stretches(&observations);
    let stretches = if stated.is_empty() { stretches_of_modes(&observations) } else { stated };
    let ended = observations.iter().filter_map(|one| one.says.ended).min();
    recorded(&stretches, ended)
}

/// The stretches that the vendor states. Of several with the same start, the newest counts.
fn stated_stretches(observations: &[&Observation]) -> Vec<Stretch> {
    let mut newest = BTreeMap::<i64, (i64, Stretch)>::new();
    for one in observations {
        for stretch in &one.says.stretches {
            let rank = |(order, stretch): &(i64, Stretch)| {
                (*order, stretch.end.is_some(), stretch.end, precedence(stretch.mode))
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

/// The stretches between the changes of the mode.
fn stretches_of_modes(observations: &[&Observation]) -> Vec<Stretch> {
    let mut timeline = Timeline::default();
    for moment in observations.chunk_by(|a, b| a.order == b.order) {
        for says in within_moment(timeline.mode(), moment) {
            timeline.add(says);
        }
    }
    timeline.stretches
}

/// The observations of one moment, in the order in which they make sense. `mode` is the mode before. If the moment brings another
/// mode, an end is that of the mode before, so it comes first. Otherwise it comes last. Of several modes, the one that takes
/// precedence is last.
fn within_moment<'a>(mode: Option<Action>, moment: &[&'a Observation]) -> Vec<(&'a Says, i64)> {
    let is_end = |one: &&&Observation| one.says.mode.is_none();
    let mut modes: Vec<&&Observation> = moment.iter().filter(|one| !is_end(one)).collect();
    modes.sort_by_key(|one| precedence(one.says.mode));
    let changes = mode.is_some() && modes.iter().any(|one| one.says.mode != mode);
    let ends = moment.iter().filter(is_end);
    let ordered: Vec<&&Observation> =
        if changes { ends.chain(modes).collect() } else { modes.into_iter().chain(ends).collect() };
    ordered.into_iter().map(|one| (&one.says, one.at)).collect()
}

/// The stretches of a leg, as far as its observations were added.
#[derive(Default)]
struct Timeline {
    stretches: Vec<Stretch>,
    /// Whether an earlier observation said since when the leg is there.
    was_there: bool,
}

impl Timeline {
    /// The present mode.
    fn mode(&self) -> Option<Action> {
        self.stretches.last().filter(|last| last.end.is_none()).and_then(|last| last.mode)
    }

    fn add(&mut self, (says, at): (&Says, i64)) {
        // A vendor's clock may go back.
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

/// Which of several modes of one moment counts: the highest.
fn precedence(mode: Option<Action>) -> u8 {
    match mode {
        None => 0,
        Some(Action::Observe) => 1,
        Some(Action::Monitor) => 2,
        Some(Action::Coach) => 3,
        Some(Action::BargeIn) => 4,
    }
}

/// The periods to record. Each ends where the next one begins, or when the leg ended. Joins adjacent periods of the same mode.
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
