//! What the database has about the calls of an event.

use super::external_id::Registration;
use super::observation::Says;
use super::{Observation, Recorded};
use crate::sys_id::SysId;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A row of `cti_observation`.
#[derive(Clone, Debug, Deserialize)]
pub struct ObservationRow {
    /// See [`Observation::group`].
    pub call_group: String,
    /// See [`Observation::leg`].
    pub leg: String,
    /// See [`Observation::event_id`].
    pub event_id: String,
    /// See [`Observation::calls`]; a JSON list.
    pub calls: String,
    /// See [`Observation::interaction`].
    pub interaction: Option<String>,
    /// See [`Observation::order`].
    pub sequence: i64,
    /// See [`Observation::at`].
    pub at: i64,
    /// See [`Observation::says`]; a JSON object.
    pub says: String,
    /// See [`Observation::is_supervisor`]; 0 or 1.
    pub is_supervisor: i64,
}

/// An interaction that is registered under the id of a call, or one that an event names and that exists.
#[derive(Clone, Debug, Deserialize)]
pub struct MappingRow {
    /// The id of the call; for an interaction that an event names itself, its `sys_id`.
    pub call: String,
    /// The `sys_id` of the interaction.
    pub interaction: String,
}

/// A row of `cti_leg`.
#[derive(Clone, Debug, Deserialize)]
pub struct LegRow {
    /// See [`Observation::group`].
    pub call_group: String,
    /// See [`Observation::leg`].
    pub leg: String,
    /// Whose help actions they are.
    pub interaction: String,
    /// What was recorded; a JSON list.
    pub actions: String,
    /// Which write made the row.
    pub revision: String,
}

/// A row of `cti_waiting`.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingRow {
    /// See [`Observation::group`].
    pub call_group: String,
    /// The `sys_id` of the interaction that the group waits for, if its events name one.
    pub interaction: Option<String>,
}

/// What the database has.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// All observations of each group.
    pub(super) groups: BTreeMap<String, Vec<Observation>>,
    /// From the id of a call to its interaction.
    pub(super) calls: BTreeMap<String, SysId>,
    /// The interactions that exist, of those that events name.
    pub(super) interactions: BTreeSet<String>,
    /// What was recorded of each leg, in the order of groups and legs.
    pub(super) legs: Vec<KnownLeg>,
    /// The groups that wait, each with the interaction that it waits for.
    pub(super) waiting: BTreeMap<String, Option<SysId>>,
}

/// What was recorded of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownLeg {
    pub(super) group: String,
    pub(super) leg: String,
    pub(super) interaction: SysId,
    pub(super) actions: Vec<Recorded>,
    pub(super) revision: String,
}

impl State {
    /// Reads the rows of the statements of [`sql::state`](super::sql::state). `None` if a row cannot be read.
    #[must_use]
    pub fn new(
        observations: Vec<ObservationRow>,
        calls: Vec<MappingRow>,
        interactions: Vec<MappingRow>,
        legs: Vec<LegRow>,
        waiting: Vec<WaitingRow>,
    ) -> Option<Self> {
        let mut state = Self::default();
        for row in observations {
            let observation = observation(row)?;
            state.groups.entry(observation.group.clone()).or_default().push(observation);
        }
        for MappingRow { call, interaction } in calls {
            state.calls.insert(call, SysId::parse(&interaction).ok()?);
        }
        state.interactions = interactions.into_iter().map(|row| row.interaction).collect();
        for LegRow { call_group: group, leg, interaction, actions, revision } in legs {
            let (interaction, actions) = (SysId::parse(&interaction).ok()?, Recorded::from_json(&actions)?);
            state.legs.push(KnownLeg { group, leg, interaction, actions, revision });
        }
        for WaitingRow { call_group, interaction } in waiting {
            let interaction = interaction.and_then(|text| SysId::parse(&text).ok());
            state.waiting.insert(call_group, interaction);
        }
        Some(state)
    }

    /// Adds observations, as if the database had them.
    pub fn add(&mut self, observations: &[Observation]) {
        for one in observations {
            let group = self.groups.entry(one.group.clone()).or_default();
            if !group.iter().any(|other| other.is_same(one)) {
                group.push(one.clone());
            }
        }
    }

    /// Adds an external id that is about to be registered.
    pub fn register(&mut self, registration: &Registration) {
        self.interactions.insert(registration.interaction.to_string());
        self.calls.insert(registration.external_id.clone(), registration.interaction.clone());
    }

    /// Whether the database has the observation.
    #[must_use]
    pub fn has(&self, observation: &Observation) -> bool {
        let group = self.groups.get(&observation.group);
        group.is_some_and(|group| group.iter().any(|other| other.is_same(observation)))
    }

    /// The revisions of a group's legs, joined. If they differ later, somebody else has written.
    pub(super) fn revisions(&self, group: &str) -> String {
        self.legs.iter().filter(|leg| leg.group == group).map(|leg| leg.revision.as_str()).collect()
    }
}

fn observation(row: ObservationRow) -> Option<Observation> {
    let says: Says = serde_json::from_str(&row.says).ok()?;
    let interaction = match &row.interaction {
        None => None,
        Some(text) => Some(SysId::parse(text).ok()?),
    };
    Some(Observation {
        event_id: row.event_id,
        group: row.call_group,
        leg: row.leg,
        calls: serde_json::from_str(&row.calls).ok()?,
        interaction,
        order: row.sequence,
        at: row.at,
        says,
        is_supervisor: row.is_supervisor == 1,
    })
}
