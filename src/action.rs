//! The type of help that a supervisor gives on a call.

/// The type of help a supervisor gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Everybody on the call hears the supervisor.
    BargeIn,
    /// Only the agent hears the supervisor.
    Coach,
    /// The supervisor listens silently.
    Monitor,
    /// The supervisor looks on, for example at the agent's screen.
    Observe,
}

impl Action {
    /// All types of help.
    pub const ALL: [Self; 4] = [Self::BargeIn, Self::Coach, Self::Monitor, Self::Observe];

    /// The type of help with this word. Words are case sensitive.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }

    /// The word in requests and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BargeIn => "barge_in",
            Self::Coach => "coach",
            Self::Monitor => "monitor",
            Self::Observe => "observe",
        }
    }
}
