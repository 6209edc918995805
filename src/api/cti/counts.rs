//! Counts of events that this isolate has not written yet.

use crate::cti::{Counts, Reason, Status};
use std::cell::RefCell;

thread_local! {
    static COUNTS: RefCell<Counts> = const { RefCell::new(Counts::new()) };
}

/// Counts an event.
pub fn count(source: &str, status: Status, reason: Option<Reason>, now: i64) {
    COUNTS.with_borrow_mut(|counts| counts.count(source, status, reason, now));
}

/// A copy of the counts.
pub fn held() -> Counts {
    COUNTS.with_borrow(Clone::clone)
}

/// Takes the counts, to write them.
pub fn take() -> Counts {
    COUNTS.take()
}

/// Puts back counts that were taken and not written.
pub fn put_back(counts: Counts) {
    COUNTS.with_borrow_mut(|all| all.add(counts));
}

/// Puts back counts that were taken and not written, without this event: it is tried again, or has failed.
pub fn put_back_without(mut counts: Counts, source: &str, status: Status, reason: Option<Reason>) {
    counts.uncount(source, status, reason);
    put_back(counts);
}
