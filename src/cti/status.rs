//! The statuses of events, and their reasons.

/// What became of an event (contract, section 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// It is kept, and the help actions are up to date.
    Recorded,
    /// It was kept before. Nothing was changed.
    Duplicate,
    /// It has no meaning here.
    Ignored,
    /// It is kept until its call is registered.
    Waiting,
    /// It was not accepted: 400 or 401. Counted, and answered as an error.
    Refused,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Recorded, Self::Duplicate, Self::Ignored, Self::Waiting, Self::Refused];

    /// The word in answers and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Duplicate => "duplicate",
            Self::Ignored => "ignored",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
        }
    }
}

/// Why an event was not recorded. Senders and operators may rely on the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Events of this type say nothing about help.
    OtherType,
    /// The event is about a conference or a call as a whole, and says nothing about a leg.
    NoLeg,
    /// No leg of the call is known as a supervisor's yet. The event is kept, because a later one may show that.
    NoSupervisorYet,
    /// The call has no supervisor.
    NoSupervisor,
    /// The supervisor was never connected.
    NotConnected,
    /// The vendor's word for the state of a supervisor is unknown.
    UnknownState,
    /// The vendor does not say when the help ended.
    NoEnd,
    /// The call has too many events.
    TooManyEvents,
    /// No interaction is registered under the ids of the call.
    CallNotRegistered,
    /// The interaction that the event names does not exist.
    InteractionNotFound,
    /// The signature or the secret is missing or wrong.
    Signature,
    /// It is not an event of the source's kind.
    Malformed,
}

impl Reason {
    /// The word in answers and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OtherType => "other_event_type",
            Self::NoLeg => "no_leg",
            Self::NoSupervisorYet => "no_supervisor_yet",
            Self::NoSupervisor => "no_supervisor",
            Self::NotConnected => "not_connected",
            Self::UnknownState => "unknown_state",
            Self::NoEnd => "no_end",
            Self::TooManyEvents => "too_many_events",
            Self::CallNotRegistered => "call_not_registered",
            Self::InteractionNotFound => "interaction_not_found",
            Self::Signature => "signature",
            Self::Malformed => "malformed",
        }
    }
}
