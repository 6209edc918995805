//! A database in memory that does what the plans say.

use help_request_edge::cti::external_id::Registration;
use help_request_edge::cti::{LegRow, MappingRow, Observation, ObservationRow, Period, Plan, State, WaitingRow};
use help_request_edge::help_action::InteractionPolicy;
use help_request_edge::sys_id::SysId;
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub struct Memory {
    pub observations: Vec<Observation>,
    /// From the id of a call to its interaction.
    pub calls: BTreeMap<String, SysId>,
    pub interactions: Vec<SysId>,
    pub legs: BTreeMap<(String, String), (SysId, String)>,
    pub waiting: Vec<String>,
    /// The interactions that they wait for, by group.
    pub waiting_for: BTreeMap<String, String>,
    /// The help actions: interaction and period.
    pub actions: BTreeMap<String, (SysId, Period)>,
    pub made: u64,
    /// How many help actions were written.
    pub written: usize,
}

/// An id of a number.
pub fn id(number: u64) -> SysId {
    SysId::parse(&format!("{number:032x}")).unwrap()
}

impl Memory {
    /// Keeps observations and carries out the plan for their groups.
    pub fn receive(&mut self, observations: &[Observation], policy: InteractionPolicy) -> Plan {
        for one in observations {
            let same = |other: &Observation| {
                (&other.group, &other.leg, &other.event_id) == (&one.group, &one.leg, &one.event_id)
            };
            if !self.observations.iter().any(same) {
                self.observations.push(one.clone());
            }
        }
        let groups: Vec<String> = observations.iter().map(|one| one.group.clone()).collect();
        let state = self.state(&groups);
        self.carry_out(&state, policy)
    }

    /// Registers a call and carries out the plan.
    pub fn register(&mut self, registration: &Registration) {
        let calls = registration.calls();
        let is_of = |one: &&Observation| {
            one.calls.contains(&calls[0]) || one.interaction.as_ref().is_some_and(|id| id.as_str() == calls[1])
        };
        let groups: Vec<String> = self.observations.iter().filter(is_of).map(|one| one.group.clone()).collect();
        let mut state = self.state(&groups);
        state.register(registration);
        self.calls.insert(registration.external_id.clone(), registration.interaction.clone());
        self.carry_out(&state, InteractionPolicy::Registered);
    }

    pub fn state(&self, groups: &[String]) -> State {
        let rows = self.observations.iter().filter(|one| groups.contains(&one.group)).map(|one| ObservationRow {
            call_group: one.group.clone(),
            leg: one.leg.clone(),
            event_id: one.event_id.clone(),
            calls: json!(one.calls).to_string(),
            interaction: one.interaction.as_ref().map(ToString::to_string),
            sequence: one.order,
            at: one.at,
            says: json!(one.says).to_string(),
            is_supervisor: i64::from(one.is_supervisor),
        });
        let mapping = |(call, id): (&String, &SysId)| MappingRow { call: call.clone(), interaction: id.to_string() };
        let exists = |id: &SysId| MappingRow { call: id.to_string(), interaction: id.to_string() };
        let legs = self.legs.iter().filter(|((group, _), _)| groups.contains(group));
        let legs = legs.map(|((group, leg), (interaction, actions))| LegRow {
            call_group: group.clone(),
            leg: leg.clone(),
            interaction: interaction.to_string(),
            actions: actions.clone(),
            revision: "r".to_owned(),
        });
        let waiting = self
            .waiting
            .iter()
            .map(|group| WaitingRow { call_group: group.clone(), interaction: self.waiting_for.get(group).cloned() });
        State::new(
            rows.collect(),
            self.calls.iter().map(mapping).collect(),
            self.interactions.iter().map(exists).collect(),
            legs.collect(),
            waiting.collect(),
        )
        .unwrap()
    }

    fn carry_out(&mut self, state: &State, policy: InteractionPolicy) -> Plan {
        let mut made = self.made;
        let plan = Plan::new(state, policy, || {
            made += 1;
            id(made)
        });
        self.made = made;
        for group in &plan.groups {
            self.waiting.retain(|waiting| *waiting != group.group);
            if group.waits.is_some() {
                self.waiting.push(group.group.clone());
                self.waiting_for.extend(group.waits_for.clone().map(|id| (group.group.clone(), id.to_string())));
            }
            let Some(interaction) = &group.interaction else {
                assert!(group.legs.is_empty());
                continue;
            };
            if group.makes_interaction.is_some() {
                self.interactions.push(interaction.clone());
                self.calls.extend(group.call.clone().map(|call| (call, interaction.clone())));
            }
            for leg in &group.legs {
                self.written += leg.creates.len() + leg.updates.len() + leg.deletes.len();
                for deleted in &leg.deletes {
                    assert!(self.actions.remove(deleted.as_str()).is_some());
                }
                for (old, new) in &leg.updates {
                    let stored = self.actions.insert(new.id.to_string(), (interaction.clone(), new.period));
                    assert_eq!(stored, Some((interaction.clone(), old.period)));
                }
                for new in &leg.creates {
                    let stored = self.actions.insert(new.id.to_string(), (interaction.clone(), new.period));
                    assert_eq!(stored, None);
                }
                let actions = leg.actions.iter().map(|one| {
                    let period = &one.period;
                    json!({"id": one.id.as_str(), "action": period.action.as_str(), "start": period.start.to_string(),
                        "end": period.end.map(|end| end.to_string())})
                });
                let actions = serde_json::Value::from(actions.collect::<Vec<_>>()).to_string();
                self.legs.insert((group.group.clone(), leg.leg.clone()), (interaction.clone(), actions));
            }
        }
        assert!(self.again_nothing(&plan), "a plan leaves something to do");
        plan
    }

    /// Whether nothing is left to do for the groups of a plan.
    fn again_nothing(&self, plan: &Plan) -> bool {
        let groups: Vec<String> = plan.groups.iter().map(|group| group.group.clone()).collect();
        Plan::new(&self.state(&groups), InteractionPolicy::Registered, || id(0)).is_done()
    }

    /// The help actions of an interaction, in the order of time.
    pub fn of(&self, interaction: &SysId) -> Vec<Period> {
        let mut periods: Vec<Period> =
            self.actions.values().filter(|(of, _)| of == interaction).map(|(_, period)| *period).collect();
        periods.sort_by_key(|period| (period.start, period.end, period.action.as_str()));
        periods
    }
}
