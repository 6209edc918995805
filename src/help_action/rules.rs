//! Chooses the operation by the fields that are given (`docs/api.md`, "Operations").

use super::command::{HelpActionPatch, Period, ReplayOnly, normalized_fields};
use super::values::{self, Check, FieldValue, end_before_start};
use super::{Command, Create, EndAll, Field, Update};
use crate::action::Action;
use crate::fault::{Fault, FaultCode, Faults};
use crate::format::RawFields;
use crate::sys_id::SysId;
use crate::time::UtcTime;

impl Command {
    /// Checks the fields and chooses the operation. `now` is the default for times. With a key (`has_key`), the request may
    /// repeat an earlier one: see [`ReplayOnly`].
    ///
    /// # Errors
    /// All faults of the request together.
    pub fn from_raw(mut raw: RawFields, now: UtcTime, has_key: bool) -> Result<Self, Faults> {
        let mut faults = raw.name_faults();
        let values = Values::check(&mut raw, &mut faults);
        let command = values.into_command(now, has_key, &mut faults);
        match command {
            Some(command) if faults.is_empty() => Ok(command),
            _ => Err(faults),
        }
    }
}

struct Values {
    interaction: FieldValue<SysId>,
    action: FieldValue<Action>,
    action_sys_id: FieldValue<SysId>,
    help_request: FieldValue<SysId>,
    start_time: FieldValue<UtcTime>,
    end_time: FieldValue<UtcTime>,
}

impl Values {
    fn check(raw: &mut RawFields, faults: &mut Faults) -> Self {
        let mut check = Check { raw, faults };
        Self {
            interaction: check.required(Field::Interaction, values::sys_id),
            action: check.value(Field::Action, values::action),
            action_sys_id: check.value(Field::ActionSysId, values::sys_id),
            help_request: check.value(Field::HelpRequest, values::sys_id),
            start_time: check.value(Field::StartTime, values::time),
            end_time: check.value(Field::EndTime, values::time),
        }
    }

    /// Chooses the operation. `None` if a value that it needs is faulty.
    fn into_command(self, now: UtcTime, has_key: bool, faults: &mut Faults) -> Option<Command> {
        if self.action_sys_id.is_given() {
            self.into_update(faults).map(Command::Update)
        } else if self.action.is_given() {
            self.into_create(now, has_key, faults)
        } else {
            self.into_end_all(now, faults).map(Command::EndAll)
        }
    }

    fn into_create(self, now: UtcTime, has_key: bool, faults: &mut Faults) -> Option<Command> {
        let start_is_given = self.start_time.is_given();
        let start = if start_is_given { self.start_time.valid()? } else { now };
        let period = Period::new(start, self.end_time.valid());
        let (interaction, action) = (self.interaction.valid(), self.action.valid());
        let help_request = self.help_request.valid();
        match period {
            Ok(period) => Some(Command::Create(Create {
                interaction: interaction?,
                help_request,
                action: action?,
                period,
                start_is_given,
            })),
            Err(end) if start_is_given => {
                faults.push(end_before_start(end, "start_time", start));
                None
            }
            Err(end) => {
                let fault = end_before_start(end, "the present, the default of start_time,", start);
                if has_key && faults.is_empty() {
                    let request =
                        normalized_fields(&interaction?, None, action, help_request.as_ref(), None, Some(end));
                    return Some(Command::ReplayOnly(ReplayOnly { request, fault }));
                }
                faults.push(fault);
                None
            }
        }
    }

    fn into_update(self, faults: &mut Faults) -> Option<Update> {
        let is_change = self.action.is_given()
            || self.help_request.is_given()
            || self.start_time.is_given()
            || self.end_time.is_given();
        if !is_change {
            let message = "end_time is required: the request changes nothing; give end_time, start_time, action or \
                           help_request to update the help action";
            faults.push(Fault::field(Field::EndTime.name(), FaultCode::Required, message));
        }
        let (start_time, end_time) = (self.start_time.valid(), self.end_time.valid());
        if let (Some(start), Some(end)) = (start_time, end_time)
            && end < start
        {
            faults.push(end_before_start(end, "start_time", start));
        }
        Some(Update {
            interaction: self.interaction.valid()?,
            action_sys_id: self.action_sys_id.valid()?,
            patch: HelpActionPatch {
                action: self.action.valid(),
                help_request: self.help_request.valid(),
                start_time,
                end_time,
            },
        })
    }

    fn into_end_all(self, now: UtcTime, faults: &mut Faults) -> Option<EndAll> {
        let only_with_others =
            [(Field::HelpRequest, self.help_request.is_given()), (Field::StartTime, self.start_time.is_given())];
        for (field, _) in only_with_others.iter().filter(|(_, is_given)| *is_given) {
            let name = field.name();
            let message = format!(
                "{name} does not apply when all help actions of the interaction are ended; give action as well to \
                 create a help action, give action_sys_id to update one, or leave {name} out"
            );
            faults.push(Fault::field(name, FaultCode::NotApplicable, message));
        }
        let end_is_given = self.end_time.is_given();
        let end_time = self.end_time.valid().unwrap_or(now);
        Some(EndAll { interaction: self.interaction.valid()?, end_time, end_is_given })
    }
}
