//! What a command has done, and the message for it.

use crate::sys_id::SysId;

/// What a committed command has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The help action with this `sys_id` was created.
    Created(SysId),
    /// The help action with this `sys_id` was changed, or already had the given values.
    Updated(SysId),
    /// The help actions of the interaction with this `sys_id` have ended.
    EndedAll(SysId),
}

impl Outcome {
    /// `result.message`, in the words of ServiceNow's documentation.
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

    /// The operation's name in the table `idempotency_record`, and the `sys_id` of the help action. "End all" has the
    /// interaction's instead.
    #[must_use]
    pub const fn operation(&self) -> (&'static str, &SysId) {
        match self {
            Self::Created(id) => ("create", id),
            Self::Updated(id) => ("update", id),
            Self::EndedAll(id) => ("end_all", id),
        }
    }

    /// The outcome with this name and `sys_id`; `None` if there is no such name. See [`Outcome::operation`].
    #[must_use]
    pub fn of_operation(operation: &str, id: SysId) -> Option<Self> {
        match operation {
            "create" => Some(Self::Created(id)),
            "update" => Some(Self::Updated(id)),
            "end_all" => Some(Self::EndedAll(id)),
            _ => None,
        }
    }

    /// `result.action_sys_id`; `None` for "end all".
    #[must_use]
    pub const fn action_sys_id(&self) -> Option<&SysId> {
        match self {
            Self::Created(id) | Self::Updated(id) => Some(id),
            Self::EndedAll(_) => None,
        }
    }
}
