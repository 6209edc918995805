//! Why the database refused a command.

use super::values::end_before_start;
use super::{Command, Create, EndAll, Field, Update};
use crate::fault::{Fault, FaultCode, Faults};
use crate::refusal::{NotFound, Refusal};
use crate::sys_id::SysId;
use crate::time::UtcTime;
use serde::Deserialize;

/// What the database knows about a command that was not carried out. Each operation sets only the fields that it needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RefusalFacts {
    /// 1 if the interaction exists, else 0.
    pub interaction: u8,
    /// The interaction of the given help request; `None` if there is no such help request. A refused create has the word
    /// `another` for any interaction but the given one.
    pub help_request_interaction: Option<String>,
    /// The interaction of the given help action; `None` if there is no such help action.
    pub action_interaction: Option<String>,
    /// The start of the help action. For "end all", the latest start among those to end.
    pub start_time: Option<String>,
    /// The end of the help action; `None` if it has none.
    pub end_time: Option<String>,
    /// 1 if the interaction has help actions, else 0. Only for "end all".
    pub has_actions: Option<u8>,
}

impl Command {
    /// Explains why the database refused the command. `facts` is a JSON object. Reports missing records before values that
    /// do not fit.
    #[must_use]
    pub fn explain(&self, facts: &str) -> Refusal {
        let Ok(facts) = serde_json::from_str::<RefusalFacts>(facts) else {
            return Refusal::Unexplained;
        };
        match self {
            Self::Create(create) => create.explain(&facts),
            Self::Update(update) => update.explain(&facts),
            Self::EndAll(end_all) => end_all.explain(&facts),
            Self::ReplayOnly(replay) => Refusal::Invalid(replay.fault.clone().into()),
        }
    }
}

impl RefusalFacts {
    /// The refusal if the interaction does not exist.
    fn missing_interaction(&self, interaction: &SysId) -> Option<Refusal> {
        (self.interaction != 1).then(|| Refusal::NotFound(NotFound::Interaction(interaction.clone())))
    }
}

impl Create {
    fn explain(&self, facts: &RefusalFacts) -> Refusal {
        if let Some(missing) = facts.missing_interaction(&self.interaction) {
            return missing;
        }
        match help_request_fault(self.help_request.as_ref(), &self.interaction, facts) {
            Err(missing) => Refusal::NotFound(missing),
            Ok(fault) => invalid(fault),
        }
    }
}

impl Update {
    fn explain(&self, facts: &RefusalFacts) -> Refusal {
        if let Some(missing) = facts.missing_interaction(&self.interaction) {
            return missing;
        }
        let action_sys_id = self.action_sys_id.clone();
        match &facts.action_interaction {
            None => return Refusal::NotFound(NotFound::HelpAction(action_sys_id)),
            Some(owner) if owner != self.interaction.as_str() => {
                let interaction = self.interaction.clone();
                return Refusal::NotFound(NotFound::HelpActionElsewhere { action_sys_id, interaction });
            }
            Some(_) => {}
        }
        match help_request_fault(self.patch.help_request(), &self.interaction, facts) {
            Err(missing) => Refusal::NotFound(missing),
            Ok(fault) => invalid(fault.into_iter().chain(self.period_fault(facts))),
        }
    }

    /// The fault if the given times do not fit the stored ones.
    fn period_fault(&self, facts: &RefusalFacts) -> Option<Fault> {
        let stored = |text: &Option<String>| text.as_deref().and_then(|text| UtcTime::parse(text).ok());
        let (given_start, given_end) = (self.patch.start_time(), self.patch.end_time());
        let start = given_start.or_else(|| stored(&facts.start_time))?;
        let end = given_end.or_else(|| stored(&facts.end_time))?;
        if end >= start {
            return None;
        }
        Some(if given_end.is_some() {
            end_before_start(end, "the stored start_time", start)
        } else {
            let message =
                format!("start_time {start} lies after the stored end_time {end}; correct start_time or give end_time");
            Fault::field(Field::StartTime.name(), FaultCode::EndBeforeStart, message)
        })
    }
}

impl EndAll {
    fn explain(&self, facts: &RefusalFacts) -> Refusal {
        if let Some(missing) = facts.missing_interaction(&self.interaction) {
            return missing;
        }
        if facts.has_actions != Some(1) {
            return Refusal::NotFound(NotFound::NothingToEnd(self.interaction.clone()));
        }
        let latest = facts.start_time.as_deref().and_then(|text| UtcTime::parse(text).ok());
        let too_late = latest.filter(|start| self.end_time < *start);
        invalid(too_late.map(|start| {
            if self.end_is_given {
                return end_before_start(self.end_time, "the start of a help action of the interaction,", start);
            }
            let message = format!(
                "end_time, by default the present {}, lies before the start of a help action of the interaction, \
                 {start}; give an end_time that does not (times in UTC)",
                self.end_time
            );
            Fault::field(Field::EndTime.name(), FaultCode::EndBeforeStart, message)
        }))
    }
}

/// The fault if the help request belongs to another interaction.
///
/// # Errors
/// The help request does not exist.
fn help_request_fault(
    given: Option<&SysId>,
    interaction: &SysId,
    facts: &RefusalFacts,
) -> Result<Option<Fault>, NotFound> {
    let Some(help_request) = given else {
        return Ok(None);
    };
    match &facts.help_request_interaction {
        None => Err(NotFound::HelpRequest(help_request.clone())),
        Some(owner) if owner != interaction.as_str() => {
            let message = format!(
                "help_request {help_request} belongs to another interaction than {interaction}; correct the one or the other"
            );
            Ok(Some(Fault::field(Field::HelpRequest.name(), FaultCode::WrongInteraction, message)))
        }
        Some(_) => Ok(None),
    }
}

fn invalid(found: impl IntoIterator<Item = Fault>) -> Refusal {
    let mut faults = Faults::default();
    for fault in found {
        faults.push(fault);
    }
    if faults.is_empty() { Refusal::Unexplained } else { Refusal::Invalid(faults) }
}
