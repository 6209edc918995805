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
        let bounds: Vec<&str> = [(self.needs_archive, ARCHIVED_THROUGH), (self.needs_relay, RELAYED_THROUGH)]
            .into_iter()
            .filter_map(|(is_needed, bound)| is_needed.then_some(bound))
            .collect();
        match bounds.as_slice() {
            [] => None,
            [bound] => Some((*bound).to_owned()),
            bounds => Some(format!("min({})", bounds.join(", "))),
        }
    }
}

/// Without its row nothing counts as archived.
const ARCHIVED_THROUGH: &str = "coalesce((SELECT archived_through FROM change_archive WHERE id = 1), 0)";

/// The last change before the first one that the relay still has to read or to deliver. The condition on `relay_record` is the
/// relay's `WAITING`.
const RELAYED_THROUGH: &str = "(SELECT min(position, coalesce((SELECT min(waiting_since) FROM relay_record \
     WHERE waiting_since IS NOT NULL AND parked_at IS NULL) - 1, position)) FROM relay WHERE id = 1)";
