//! What an event says about one leg of a call.

use crate::action::Action;
use crate::sys_id::SysId;
use serde::{Deserialize, Serialize};

/// Most characters of a vendor's id: of an event, a leg or a call. As long as ServiceNow's `external_id`.
pub const MAX_ID: usize = 200;

/// What one event says about one leg, or about all legs of a group. All times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The vendor's id of the event. With the leg it is unique: a second one with the same ids is a duplicate.
    pub event_id: String,
    /// What several legs have in common, such as a conference. Its legs are read and written together.
    pub group: String,
    /// The supervisor's leg. Empty: the observation is about all legs of the group.
    pub leg: String,
    /// The ids of the call, under which an interaction may be registered. The first registered one counts.
    pub calls: Vec<String>,
    /// The interaction, if the event names it.
    pub interaction: Option<SysId>,
    /// The order within the group: the vendor's sequence number, or a time.
    pub order: i64,
    /// When it happened.
    pub at: i64,
    /// What it says.
    pub says: Says,
    /// Whether it shows that the leg is a supervisor's. One such observation is enough for the whole leg.
    pub is_supervisor: bool,
}

impl Observation {
    /// Whether the other one is a duplicate of this one.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.event_id == other.event_id && self.leg == other.leg
    }
}

/// The observations in their order, which does not depend on the order of their arrival.
pub(super) fn in_order<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> Vec<&'a Observation> {
    let mut sorted: Vec<&Observation> = observations.into_iter().collect();
    sorted.sort_by_key(|one| (one.order, &one.event_id, &one.leg));
    sorted
}

/// What an observation says about the leg. Kept in the database as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Says {
    /// How the supervisor helps from then on; `None` if not at all.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word")]
    pub mode: Option<Action>,
    /// Since when the leg is there. Help begins then, if nothing was known of the leg before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// When the leg ended for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<i64>,
    /// Stretches that the vendor states with their times. They take precedence over modes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stretches: Vec<Stretch>,
}

/// A stretch of time in one mode, as the vendor states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// How the supervisor helps; `None` if not at all.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "word")]
    pub mode: Option<Action>,
    /// From when.
    pub start: i64,
    /// Until when; `None` if that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<i64>,
}

impl Says {
    /// The leg is in this mode.
    pub(super) fn mode(mode: Action) -> Self {
        Self { mode: Some(mode), ..Self::default() }
    }

    /// Nobody helps any more. Help may begin again.
    pub(super) fn nothing() -> Self {
        Self::default()
    }
}

/// Reads and writes an action as its word.
mod word {
    use crate::action::Action;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "the signature that serde asks for")]
    pub(super) fn serialize<S: Serializer>(action: &Option<Action>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(action.map_or("", Action::as_str))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Action>, D::Error> {
        let word = String::deserialize(deserializer)?;
        Action::named(&word).map(Some).ok_or_else(|| D::Error::custom("no action"))
    }
}
