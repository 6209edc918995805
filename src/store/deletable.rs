//! How much of the log may be deleted, and with it the records that it is of.

/// Who has to have a change before it may be deleted. A reader of the log that must not miss a change gets a bound here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletable {
    /// Whether a change has to be in the archive.
    pub needs_archive: bool,
}

impl Deletable {
    /// SQL for the number of the last change that may be deleted. `None` if all may.
    #[must_use]
    pub fn through(self) -> Option<String> {
        let bounds: Vec<&str> = [(self.needs_archive, ARCHIVED_THROUGH)]
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
