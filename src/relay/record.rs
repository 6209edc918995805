//! A help action with waiting changes: what to send, and what to store after the answer.

use super::answer::{self, Answer, Kind, Meaning};
use super::look::{self, Found};
use super::pause::{Pause, PauseReason, pause_ms};
use super::request::{Request, TIMEOUT_MS};
use super::values::Values;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How long the instance may still work on a call that it has not answered, in milliseconds: ServiceNow ends a REST call after 60
/// seconds. Only after that the relay sends a create again that it has not found, and repeats an update.
pub const SETTLED_MS: i64 = 60_000;

/// How long the relay tries a record that the instance does not find, in milliseconds: 24 hours.
pub const MISSING_MS: i64 = 24 * 60 * 60 * 1_000;

/// If a run dies, how long after the claim of a record the instance no longer works on it, in milliseconds.
pub(super) const CLAIM_SETTLED_MS: i64 = TIMEOUT_MS as i64 + SETTLED_MS;

/// A help action that a step has claimed, as [`sql`](super::sql) yields it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Record {
    /// The `sys_id` of its interaction, on both sides.
    pub interaction: String,
    /// Its `sys_id` here.
    pub sys_id: String,
    /// Its `sys_id` at the instance; `None` until it is created there.
    pub remote_sys_id: Option<String>,
    /// The values that it has here; `None` if it was deleted.
    pub current: Option<Values>,
    /// The values that the instance has; `None` if they are not known.
    pub delivered: Option<Values>,
    /// The values of the create that is being sent, or that may have been carried out.
    pub intent: Option<Values>,
    /// The `Idempotency-Key` of that create.
    pub intent_key: Option<String>,
    /// 1 if the outcome of the last call is unknown, else 0.
    pub is_uncertain: u8,
    /// When the instance no longer works on the create, in milliseconds since 1970: if it is not found then, it was not carried
    /// out.
    pub settled_at: i64,
    /// Failed tries in a row.
    pub attempts: u32,
    /// Since when the instance does not find it, in milliseconds since 1970; `None` if it does.
    pub missing_since: Option<i64>,
    /// The number of its last change that was read from the log.
    pub last_sequence: i64,
    /// The instance's ids of the other help actions of the interaction.
    pub taken: Vec<String>,
}

/// What to do for a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// The instance has all values, or the record was deleted.
    Nothing,
    /// Send a create.
    Create(Request),
    /// Send an update.
    Update(Request),
    /// Search for a create that may have been carried out.
    Look(Request),
}

/// What to store about a record after its task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    interaction: String,
    sys_id: String,
    last_sequence: i64,
    /// 1 if no change waits, except those that were read from the log since, else 0.
    is_done: u8,
    remote_sys_id: Option<String>,
    delivered: Option<Values>,
    intent: Option<Values>,
    intent_key: Option<String>,
    is_uncertain: u8,
    settled_at: i64,
    attempts: u32,
    missing_since: Option<i64>,
    /// When the interaction is tried again, in milliseconds since 1970; `None` for at once.
    next_try: Option<i64>,
    /// Why the record is parked: only an administrator has it tried again. `None` if it is not parked.
    parked: Option<Parked>,
}

/// A change that the instance has refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parked {
    /// The HTTP status.
    pub status: u16,
    /// The instance's message.
    pub message: String,
    /// The body that was sent, or the path if there was none.
    pub sent: String,
}

/// What follows from the answer to a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// What to store about the record.
    pub outcome: Outcome,
    /// Why the whole relay has to pause; `None` if it has not.
    pub pause: Option<Pause>,
    /// Whether the instance has accepted a change.
    pub is_delivered: bool,
    /// Whether the change may or may not have been carried out.
    pub is_unknown: bool,
}

impl Record {
    /// What to do now.
    #[must_use]
    pub fn task(&self) -> Task {
        let Some(current) = &self.current else {
            return Task::Nothing;
        };
        match (&self.remote_sys_id, &self.intent, &self.intent_key) {
            (None, Some(intent), _) if self.is_uncertain != 0 => Task::Look(look::request(&self.interaction, intent)),
            (None, Some(intent), Some(key)) => Task::Create(Request::create(&self.interaction, intent, key)),
            (None, ..) => Task::Nothing,
            (Some(remote), ..) => {
                // If the last outcome is unknown, the instance may have the old or the new values.
                let known = self.delivered.as_ref().filter(|_| self.is_uncertain == 0);
                let difference = current.difference(known);
                difference
                    .map_or(Task::Nothing, |values| Task::Update(Request::update(&self.interaction, remote, values)))
            }
        }
    }

    /// What follows from the answer to `task`; `answer` is `None` if none came. `now` is in milliseconds since 1970.
    #[must_use]
    pub fn conclude(self, task: &Task, answer: Option<&Answer>, now: i64, jitter: u8) -> Conclusion {
        let (kind, sent) = match task {
            Task::Nothing => return Conclusion::quiet(self.nothing()),
            Task::Create(request) => (Kind::Create, request),
            Task::Update(request) => (Kind::Update, request),
            Task::Look(request) => (Kind::Look, request),
        };
        let park = |message| Parked {
            status: answer.map_or(0, |answer| answer.status),
            message,
            sent: sent.body.clone().unwrap_or_else(|| sent.path.clone()),
        };
        match (kind, answer::read(kind, answer, now)) {
            (_, Meaning::Delivered(id)) => Conclusion::delivered(self.delivered(id.map(|id| id.to_string()))),
            (_, Meaning::Paused(pause)) => Conclusion { pause: Some(pause), ..Conclusion::quiet(self.unsent()) },
            (_, Meaning::Asleep) => {
                let pause = Some(Pause { reason: PauseReason::Asleep, asked_ms: None });
                Conclusion { pause, ..Conclusion::quiet(self.unknown(kind, true, now)) }
            }
            (_, Meaning::Unknown { answered }) => {
                let mut outcome = self.unknown(kind, answered, now).retry(now, jitter);
                if kind == Kind::Update && !answered {
                    // Otherwise the instance could carry it out after a later update.
                    outcome.next_try = outcome.next_try.max(Some(now + SETTLED_MS));
                }
                Conclusion { is_unknown: true, ..Conclusion::quiet(outcome) }
            }
            (Kind::Look, Meaning::Records(records)) => self.looked(&records, &park, now, jitter),
            // Without reading the table, the outcome of the create cannot be found out.
            (Kind::Look, Meaning::Missing(_) | Meaning::Refused(_)) => {
                let pause = Some(Pause { reason: PauseReason::UnknownUri, asked_ms: None });
                Conclusion { pause, ..Conclusion::quiet(self.unsent()) }
            }
            (_, Meaning::Missing(message)) => Conclusion::quiet(self.missing(message, &park, now, jitter)),
            (_, Meaning::Busy | Meaning::Records(_)) => Conclusion::quiet(self.unsent().retry(now, jitter)),
            (_, Meaning::Refused(message)) => Conclusion::quiet(self.unsent().park(park(message))),
        }
    }

    /// The outcome of a record that was claimed but not sent, or whose change was certainly not carried out. A create is made
    /// again later, with the values that the record has then.
    #[must_use]
    pub fn unsent(self) -> Outcome {
        let mut outcome = self.outcome();
        if outcome.is_uncertain == 0 {
            (outcome.intent, outcome.intent_key) = (None, None);
        }
        outcome
    }

    fn nothing(self) -> Outcome {
        Outcome { is_done: 1, attempts: 0, missing_since: None, ..self.outcome() }
    }

    /// The instance has the values that were sent. `id` is the record's id there, after a create.
    fn delivered(self, id: Option<String>) -> Outcome {
        let (current, old) = (self.current.clone(), self.delivered.clone());
        let is_create = self.remote_sys_id.is_none();
        let values = if is_create { self.intent.clone() } else { current.clone().map(|values| values.over(old)) };
        let is_done = current.is_none_or(|current| current.difference(values.as_ref()).is_none());
        let outcome = self.outcome();
        Outcome {
            is_done: is_done.into(),
            remote_sys_id: outcome.remote_sys_id.or(id),
            delivered: values,
            intent: None,
            intent_key: None,
            is_uncertain: 0,
            settled_at: 0,
            attempts: 0,
            missing_since: None,
            ..outcome
        }
    }

    fn unknown(self, kind: Kind, answered: bool, now: i64) -> Outcome {
        let settled_at = match kind {
            Kind::Create => now + if answered { 0 } else { SETTLED_MS },
            Kind::Update | Kind::Look => self.settled_at,
        };
        Outcome { is_uncertain: 1, settled_at, ..self.outcome() }
    }

    fn missing(self, message: String, park: &impl Fn(String) -> Parked, now: i64, jitter: u8) -> Outcome {
        let since = self.missing_since.unwrap_or(now);
        let outcome = Outcome { missing_since: Some(since), ..self.unsent() };
        if now - since >= MISSING_MS { outcome.park(park(message)) } else { outcome.retry(now, jitter) }
    }

    /// After a search.
    fn looked(self, records: &Value, park: &impl Fn(String) -> Parked, now: i64, jitter: u8) -> Conclusion {
        let found = self.intent.as_ref().map(|intent| look::find(records, &self.interaction, intent, &self.taken));
        match found {
            Some(Found::Record(id)) => Conclusion::delivered(self.delivered(Some(id.to_string()))),
            Some(Found::TooMany) => {
                let message =
                    "the instance passes over the conditions of the look, and has more records than one look sees";
                Conclusion::quiet(self.outcome().park(park(message.to_owned())))
            }
            // The create is sent again with the same values and key.
            Some(Found::Nothing) | None if now >= self.settled_at => {
                Conclusion::quiet(Outcome { is_uncertain: 0, ..self.outcome() })
            }
            Some(Found::Nothing) | None => {
                let settled_at = self.settled_at;
                let mut outcome = self.outcome().retry(now, jitter);
                outcome.next_try = outcome.next_try.map(|next_try| next_try.min(settled_at));
                Conclusion::quiet(outcome)
            }
        }
    }

    /// The outcome that changes nothing.
    fn outcome(self) -> Outcome {
        Outcome {
            interaction: self.interaction,
            sys_id: self.sys_id,
            last_sequence: self.last_sequence,
            is_done: 0,
            remote_sys_id: self.remote_sys_id,
            delivered: self.delivered,
            intent: self.intent,
            intent_key: self.intent_key,
            is_uncertain: self.is_uncertain,
            settled_at: self.settled_at,
            attempts: self.attempts,
            missing_since: self.missing_since,
            next_try: None,
            parked: None,
        }
    }
}

impl Outcome {
    fn retry(mut self, now: i64, jitter: u8) -> Self {
        self.attempts = self.attempts.saturating_add(1);
        self.next_try = Some(now + pause_ms(self.attempts, jitter));
        self
    }

    /// Parks the record. A later try does not depend on earlier ones, because an administrator has checked the record.
    fn park(self, parked: Parked) -> Self {
        let is_uncertain = if self.remote_sys_id.is_some() { self.is_uncertain } else { 0 };
        Self {
            intent: None,
            intent_key: None,
            is_uncertain,
            attempts: 0,
            missing_since: None,
            parked: Some(parked),
            ..self
        }
    }

    /// Whether it is parked.
    #[must_use]
    pub const fn is_parked(&self) -> bool {
        self.parked.is_some()
    }

    /// When the interaction is tried again, in milliseconds since 1970; `None` for at once.
    #[must_use]
    pub const fn next_try(&self) -> Option<i64> {
        self.next_try
    }
}

impl Conclusion {
    /// Only stores the outcome.
    const fn quiet(outcome: Outcome) -> Self {
        Self { outcome, pause: None, is_delivered: false, is_unknown: false }
    }

    const fn delivered(outcome: Outcome) -> Self {
        Self { outcome, pause: None, is_delivered: true, is_unknown: false }
    }
}
