//! What a command has done, and the words for it.

use crate::sys_id::SysId;

/// A command that the database has committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The help action was recorded under this id.
    Created(SysId),
    /// The help action was changed, or held the given values already.
    Updated(SysId),
    /// The help actions of this interaction ended.
    EndedAll(SysId),
}

impl Outcome {
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

    /// The opposite of [`Outcome::operation`].
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
