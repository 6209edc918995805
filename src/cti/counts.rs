//! The numbers of events by source, status and reason. An isolate keeps its counts until it writes something else, so that an
//! ignored event costs no query.

use super::{Reason, Status};
use std::collections::BTreeMap;

/// What is counted: a source, the status of its events, and the reason.
type Key = (String, Status, Option<Reason>);

/// Counts of events that are not in the database yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Key, Count>);

/// A number of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub events: i64,
    /// When the last one came, in milliseconds since 1970.
    pub last: i64,
}

impl Counts {
    /// No events.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Counts one event.
    pub fn count(&mut self, source: &str, status: Status, reason: Option<Reason>, now: i64) {
        let count = self.0.entry((source.to_owned(), status, reason)).or_default();
        count.events += 1;
        count.last = count.last.max(now);
    }

    /// Takes back one event.
    pub fn uncount(&mut self, source: &str, status: Status, reason: Option<Reason>) {
        let key = (source.to_owned(), status, reason);
        if let Some(count) = self.0.get_mut(&key) {
            count.events -= 1;
            if count.events < 1 {
                self.0.remove(&key);
            }
        }
    }

    /// Adds counts that could not be written.
    pub fn add(&mut self, other: Self) {
        for (key, more) in other.0 {
            let count = self.0.entry(key).or_default();
            count.events += more.events;
            count.last = count.last.max(more.last);
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each count: source, status, reason.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Status, &'static str, Count)> {
        self.0.iter().map(|((source, status, reason), count)| {
            (source.as_str(), *status, reason.map_or("", Reason::as_str), *count)
        })
    }
}
