//! What came of a command: the words of the answer, and why it could not be done.

use super::values::end_before_start;
use super::{Command, Create, EndAll, Field, Update};
use crate::fault::{Fault, FaultCode, Faults};
use crate::json::Json;
use crate::sys_id::SysId;
use crate::time::UtcTime;

/// A command that the database has committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The help action was recorded under this id.
    Created(SysId),
    /// The help action was changed, or held the given values already.
    Updated(SysId),
    /// The help actions of this interaction ended.
    EndedAll(SysId),
}

impl Done {
    /// `result.message`, in the words of the source document.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Created(_) => "Supervisor help action created successfully".into(),
            Self::Updated(_) => "Supervisor help action updated successfully".into(),
            Self::EndedAll(id) => {
                format!("end_time updated for all supervisor help actions associated with the interaction id: {id}")
            }
        }
    }

    /// The word for the operation in the database, with the id of the help action or, of "end all", of the interaction.
    #[must_use]
    pub const fn operation(&self) -> (&'static str, &SysId) {
        match self {
            Self::Created(id) => ("create", id),
            Self::Updated(id) => ("update", id),
            Self::EndedAll(id) => ("end_all", id),
        }
    }

    /// The opposite of [`Done::operation`].
    #[must_use]
    pub fn of_operation(operation: &str, id: SysId) -> Option<Self> {
        match operation {
            "create" => Some(Self::Created(id)),
            "update" => Some(Self::Updated(id)),
            "end_all" => Some(Self::EndedAll(id)),
            _ => None,
        }
    }

    /// `result.action_sys_id`; absent where no single help action is meant.
    #[must_use]
    pub const fn action_sys_id(&self) -> Option<&SysId> {
        match self {
            Self::Created(id) | Self::Updated(id) => Some(id),
            Self::EndedAll(_) => None,
        }
    }
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// There is no such interaction.
    NoInteraction(SysId),
    /// There is no such help request.
    NoHelpRequest(SysId),
    /// There is no such help action.
    NoAction(SysId),
    /// The help action exists, on another interaction than the one given.
    ActionElsewhere {
        /// The help action.
        action_sys_id: SysId,
        /// The interaction that was given.
        interaction: SysId,
    },
    /// The interaction has no help action to end.
    NothingToEnd(SysId),
    /// The values do not fit what is stored.
    Invalid(Faults),
    /// The database gave no reason that the contract knows: a defect.
    Unexplained,
}

/// What the database knows about a command that it did not carry out. Each operation fills what concerns it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureFacts {
    /// Whether the interaction exists.
    pub interaction: bool,
    /// The interaction to which the given help request belongs; of a create, a word for another than the given one.
    pub help_request_interaction: Option<String>,
    /// The interaction to which the given help action belongs.
    pub action_interaction: Option<String>,
    /// The start of the help action, or the latest start of those to be ended.
    pub start_time: Option<String>,
    /// The end of the help action.
    pub end_time: Option<String>,
    /// Whether the interaction has help actions.
    pub has_actions: bool,
}

impl FailureFacts {
    /// Reads what the database has told. `None` if it is not a JSON object.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let facts = Json::parse(json).filter(Json::is_object)?;
        let is = |name| facts.get(name) == Some(&Json::Unsigned(1));
        let text = |name| facts.get(name).and_then(Json::as_str).map(str::to_owned);
        Some(Self {
            interaction: is("interaction"),
            help_request_interaction: text("help_request_interaction"),
            action_interaction: text("action_interaction"),
            start_time: text("start_time"),
            end_time: text("end_time"),
            has_actions: is("has_actions"),
        })
    }
}

impl Command {
    /// Why the database, which repeats no earlier answer, has said nothing of the command.
    #[must_use]
    pub fn not_done(&self) -> NotDone {
        match self {
            Self::Create(Create { period: Err(too_late), .. }) => NotDone::Invalid(too_late.fault().into()),
            _ => NotDone::Unexplained,
        }
    }

    /// Explains by the facts why the command was not carried out. What is missing comes before what does not fit.
    #[must_use]
    pub fn explain(&self, facts: &FailureFacts) -> NotDone {
        let interaction = match self {
            Self::Create(Create { interaction, .. })
            | Self::Update(Update { interaction, .. })
            | Self::EndAll(EndAll { interaction, .. }) => interaction,
        };
        if !facts.interaction {
            return NotDone::NoInteraction(interaction.clone());
        }
        match self {
            Self::Create(create) => create.explain(facts),
            Self::Update(update) => update.explain(facts),
            Self::EndAll(end_all) => end_all.explain(facts),
        }
    }
}

impl Create {
    fn explain(&self, facts: &FailureFacts) -> NotDone {
        match help_request_fault(self.help_request.as_ref(), &self.interaction, facts) {
            Err(missing) => missing,
            Ok(fault) => invalid(fault),
        }
    }
}

impl Update {
    fn explain(&self, facts: &FailureFacts) -> NotDone {
        match &facts.action_interaction {
            None => return NotDone::NoAction(self.action_sys_id.clone()),
            Some(owner) if owner != self.interaction.as_str() => {
                return NotDone::ActionElsewhere {
                    action_sys_id: self.action_sys_id.clone(),
                    interaction: self.interaction.clone(),
                };
            }
            Some(_) => {}
        }
        match help_request_fault(self.changes.help_request(), &self.interaction, facts) {
            Err(missing) => missing,
            Ok(fault) => invalid(fault.into_iter().chain(self.period_fault(facts))),
        }
    }

    /// The given times against the stored ones.
    fn period_fault(&self, facts: &FailureFacts) -> Option<Fault> {
        let stored = |text: &Option<String>| text.as_deref().and_then(|text| UtcTime::parse(text).ok());
        let (given_start, given_end) = (self.changes.start_time(), self.changes.end_time());
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
    fn explain(&self, facts: &FailureFacts) -> NotDone {
        if !facts.has_actions {
            return NotDone::NothingToEnd(self.interaction.clone());
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

/// The fault of a help request that belongs to another interaction; `Err` where it does not exist.
fn help_request_fault(
    given: Option<&SysId>,
    interaction: &SysId,
    facts: &FailureFacts,
) -> Result<Option<Fault>, NotDone> {
    let Some(help_request) = given else {
        return Ok(None);
    };
    match &facts.help_request_interaction {
        None => Err(NotDone::NoHelpRequest(help_request.clone())),
        Some(owner) if owner != interaction.as_str() => {
            let message = format!(
                "help_request {help_request} belongs to another interaction than {interaction}; correct the one or the other"
            );
            Ok(Some(Fault::field(Field::HelpRequest.name(), FaultCode::WrongInteraction, message)))
        }
        Some(_) => Ok(None),
    }
}

fn invalid(found: impl IntoIterator<Item = Fault>) -> NotDone {
    let mut faults = Faults::default();
    for fault in found {
        faults.push(fault);
    }
    if faults.is_empty() { NotDone::Unexplained } else { NotDone::Invalid(faults) }
}
