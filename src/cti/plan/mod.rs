//! Plans what has to change so that the help actions match the observations.

mod changes;

use super::observation::in_order;
use super::state::{KnownLeg, State};
use super::{Observation, Period, Reason, Status, fold};
use crate::action::Action;
use crate::help_action::InteractionPolicy;
use crate::sys_id::SysId;
use crate::time::UtcTime;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A help action as it was recorded for a leg. Does not include later corrections by others, so that they stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The `sys_id` of the help action.
    pub id: SysId,
    /// What it says.
    pub period: Period,
}

/// What has to change for one leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegPlan {
    /// The leg.
    pub leg: String,
    /// The help actions to create.
    pub creates: Vec<Recorded>,
    /// The help actions to change: as they were recorded, and as they should be.
    pub updates: Vec<(Recorded, Recorded)>,
    /// The help actions to delete.
    pub deletes: Vec<SysId>,
    /// All help actions of the leg afterwards.
    pub actions: Vec<Recorded>,
}

/// What has to change for the legs of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPlan {
    /// The group.
    pub group: String,
    /// How many observations were folded. If the database has another number later, the plan is out of date.
    pub observations: usize,
    /// The revisions of the legs. If the database has others later, the plan is out of date.
    pub revisions: String,
    /// The interaction of the help actions; `None` if it is not known.
    pub interaction: Option<SysId>,
    /// When the interaction was opened, if it has to be created first; else `None`.
    pub makes_interaction: Option<UtcTime>,
    /// The id of the call.
    pub call: Option<String>,
    /// Why the group waits; `None` if it does not.
    pub waits: Option<Reason>,
    /// The interaction that the group waits for, if its events name one.
    pub waits_for: Option<SysId>,
    /// Whether the database says that the group waits.
    pub has_waited: bool,
    /// The interaction that it waits for, according to the database.
    pub has_waited_for: Option<SysId>,
    /// Whether one of the legs is a supervisor's.
    pub has_supervisor: bool,
    /// The legs that change.
    pub legs: Vec<LegPlan>,
}

/// The interactions that a plan makes, by the ids of their calls.
type Made = BTreeMap<String, SysId>;

/// What has to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// For each group.
    pub groups: Vec<GroupPlan>,
}

impl Plan {
    /// Plans for all groups of the state. `new_id` makes the ids of new records.
    #[must_use]
    pub fn new(state: &State, policy: InteractionPolicy, mut new_id: impl FnMut() -> SysId) -> Self {
        // Several groups may be of one call, which gets one interaction.
        let mut made = Made::new();
        let mut groups = Vec::with_capacity(state.groups.len());
        for (name, group) in &state.groups {
            let plan = GroupPlan::new(state, &made, name, group, policy, &mut new_id);
            if let (Some(_), Some(id), Some(call)) = (plan.makes_interaction, &plan.interaction, &plan.call) {
                made.insert(call.clone(), id.clone());
            }
            groups.push(plan);
        }
        Self { groups }
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.groups.iter().all(GroupPlan::is_done)
    }

    /// What the sender of a new event is told.
    #[must_use]
    pub fn status(&self) -> (Status, Option<Reason>) {
        match self.groups.iter().find_map(|group| group.waits) {
            Some(reason) => (Status::Waiting, Some(reason)),
            None if self.groups.iter().any(|group| group.has_supervisor) => (Status::Recorded, None),
            None => (Status::Ignored, Some(Reason::NoSupervisorYet)),
        }
    }
}

impl GroupPlan {
    fn new(
        state: &State,
        made: &Made,
        name: &str,
        group: &[Observation],
        policy: InteractionPolicy,
        new_id: &mut impl FnMut() -> SysId,
    ) -> Self {
        let recorded: Vec<&KnownLeg> = state.legs.iter().filter(|leg| leg.group == name).collect();
        let wanted = wanted(group);
        let helps = wanted.iter().any(|(_, periods)| !periods.is_empty());
        let named = named(group);
        let calls = calls(group);
        let mut plan = Self {
            group: name.to_owned(),
            observations: group.len(),
            revisions: state.revisions(name),
            interaction: interaction(state, made, &named, &calls, &recorded),
            makes_interaction: None,
            call: calls.first().cloned(),
            waits: None,
            waits_for: None,
            has_waited: state.waiting.contains_key(name),
            has_waited_for: state.waiting.get(name).cloned().flatten(),
            has_supervisor: group.iter().any(|one| one.is_supervisor),
            legs: Vec::new(),
        };
        if plan.interaction.is_none() && helps {
            let is_named = !named.is_empty();
            if policy == InteractionPolicy::Open && (is_named || plan.call.is_some()) {
                plan.makes_interaction = group.iter().map(|one| one.at).min().and_then(UtcTime::from_unix_millis);
                plan.interaction = named.first().cloned().or_else(|| Some(new_id()));
            } else {
                plan.waits_for = named.first().cloned();
                plan.waits = Some(if is_named { Reason::InteractionNotFound } else { Reason::CallNotRegistered });
            }
        }
        if let Some(interaction) = &plan.interaction {
            let legs = wanted.iter().filter_map(|(leg, wanted)| {
                let known = recorded.iter().find(|known| known.leg == *leg);
                leg_plan(leg, wanted, known.copied(), interaction, new_id)
            });
            plan.legs = legs.collect();
        }
        plan
    }

    fn is_done(&self) -> bool {
        self.legs.is_empty() && !self.begins_to_wait() && !self.ends_to_wait()
    }

    /// Whether the group waits from now on, or for another interaction than before.
    pub(super) fn begins_to_wait(&self) -> bool {
        self.waits.is_some() && !(self.has_waited && self.waits_for == self.has_waited_for)
    }

    /// Whether the group waits no longer.
    pub(super) const fn ends_to_wait(&self) -> bool {
        self.waits.is_none() && self.has_waited
    }
}

/// The periods of each leg of a group.
fn wanted(group: &[Observation]) -> Vec<(&str, Vec<Period>)> {
    let legs: BTreeSet<&str> = group.iter().map(|one| one.leg.as_str()).filter(|leg| !leg.is_empty()).collect();
    let of_leg = |leg: &str| fold(group.iter().filter(|one| one.leg == leg || one.leg.is_empty()));
    legs.into_iter().map(|leg| (leg, of_leg(leg))).collect()
}

/// The interactions that the events of a group name, the earliest first.
fn named(group: &[Observation]) -> Vec<SysId> {
    let mut named = Vec::new();
    for interaction in in_order(group).into_iter().filter_map(|one| one.interaction.as_ref()) {
        if !named.contains(interaction) {
            named.push(interaction.clone());
        }
    }
    named
}

/// The ids of a group's call, the most important first.
fn calls(group: &[Observation]) -> Vec<String> {
    let sorted = in_order(group);
    let most = sorted.iter().map(|one| one.calls.len()).max().unwrap_or_default();
    let mut calls = Vec::new();
    for at in 0..most {
        for call in sorted.iter().filter_map(|one| one.calls.get(at)) {
            if !calls.contains(call) {
                calls.push(call.clone());
            }
        }
    }
    calls
}

/// The interaction of a group: the first that an event names and that exists, else the registered one, else the recorded one.
fn interaction(state: &State, made: &Made, named: &[SysId], calls: &[String], recorded: &[&KnownLeg]) -> Option<SysId> {
    let named = named.iter().find(|id| state.interactions.contains(id.as_str()));
    let registered = || calls.iter().find_map(|call| state.calls.get(call).or_else(|| made.get(call)));
    named.or_else(registered).cloned().or_else(|| {
        let kept = recorded.iter().find(|leg| !leg.actions.is_empty());
        kept.map(|leg| leg.interaction.clone())
    })
}

/// What has to change for a leg; `None` if nothing has to.
fn leg_plan(
    leg: &str,
    wanted: &[Period],
    known: Option<&KnownLeg>,
    interaction: &SysId,
    new_id: &mut impl FnMut() -> SysId,
) -> Option<LegPlan> {
    let recorded = known.map_or(&[][..], |known| &known.actions);
    let plan = if known.is_some_and(|known| known.interaction != *interaction) {
        // A help action never moves to another interaction: readers know it under the old one.
        let actions: Vec<Recorded> = wanted.iter().map(|period| Recorded { id: new_id(), period: *period }).collect();
        let deletes = recorded.iter().map(|one| one.id.clone()).collect();
        LegPlan { leg: leg.to_owned(), creates: actions.clone(), updates: Vec::new(), deletes, actions }
    } else {
        changes::fewest(leg, recorded, wanted, new_id)
    };
    let changes = !plan.creates.is_empty() || !plan.updates.is_empty() || !plan.deletes.is_empty();
    changes.then_some(plan)
}

/// A recorded help action as it is kept in the database.
#[derive(Serialize, Deserialize)]
struct RecordedJson {
    id: String,
    action: String,
    start: String,
    end: Option<String>,
}

impl Recorded {
    pub(super) fn from_json(text: &str) -> Option<Vec<Self>> {
        let rows: Vec<RecordedJson> = serde_json::from_str(text).ok()?;
        let read = |row: RecordedJson| {
            let action = Action::named(&row.action)?;
            let end = match row.end {
                None => None,
                Some(end) => Some(UtcTime::parse(&end).ok()?),
            };
            let period = Period { action, start: UtcTime::parse(&row.start).ok()?, end };
            Some(Self { id: SysId::parse(&row.id).ok()?, period })
        };
        rows.into_iter().map(read).collect()
    }

    pub(super) fn to_json(recorded: &[Self]) -> String {
        let row = |Self { id, period }: &Self| RecordedJson {
            id: id.to_string(),
            action: period.action.as_str().to_owned(),
            start: period.start.to_string(),
            end: period.end.map(|end| end.to_string()),
        };
        serde_json::to_string(&recorded.iter().map(row).collect::<Vec<_>>()).unwrap_or_default()
    }
}
