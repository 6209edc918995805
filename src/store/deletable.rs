//! Which changes of the log may be deleted, and so which records.

/// Which readers must have read a change before it may be deleted. A reader of the log that must not miss a change gets a bound
/// here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletable {
    /// Whether a change has to be in the archive.
    pub needs_archive: bool,
    /// Whether the relay has to have delivered or parked a change.
    pub needs_relay: bool,
}

impl Deletable {
    /// SQL for the number of the last change that may be deleted. `None` if all may.
    #[must_use]
    pub fn through(self) -> Option<String> {
        let archived = self.needs_archive.then(|| ARCHIVED_THROUGH.to_owned());
        let relayed = self.needs_relay.then(relayed_through);
        match (archived, relayed) {
            (Some(archived), Some(relayed)) => Some(format!("min({archived}, {relayed})")),
            (archived, relayed) => archived.or(relayed),
        }
    }
}

/// SQL for: a row of `relay_record` has a change that the relay still has to deliver. Parked records wait for the operator.
/// The index `relay_record_waiting` has the same condition.
pub const WAITS_FOR_RELAY: &str = "waiting_since IS NOT NULL AND parked_at IS NULL";

/// Without its row nothing counts as archived.
const ARCHIVED_THROUGH: &str = "coalesce((SELECT archived_through FROM change_archive WHERE id = 1), 0)";

/// The last change before the first one that the relay still has to read or to deliver.
fn relayed_through() -> String {
    format!(
        "(SELECT min(position, coalesce((SELECT min(waiting_since) FROM relay_record WHERE {WAITS_FOR_RELAY}) - 1, position)) \
         FROM relay WHERE id = 1)"
    )
}
