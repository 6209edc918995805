//! Errors of the database: what they mean for a call, and when to retry a batch.

/// How long a call may keep its caller waiting, in milliseconds: for all batches, their retries and anything else. Callers
/// give up after 3 seconds.
pub const DEADLINE_MS: i64 = 2_400;

/// Longest pause before the first, second and third retry of a batch, in milliseconds.
const PAUSES_MS: [u32; 3] = [50, 150, 450];

/// An error of the database. Holds the message; [`DatabaseError::Refused`] holds only the facts in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseError {
    /// A retry may help. Whether the batch has run is unknown.
    Transient(String),
    /// The database is overloaded and has not accepted the batch. Retrying at once would make it worse.
    Overloaded(String),
    /// The database has failed, or has not answered in time. Whether the batch has run is unknown. Unknown messages count
    /// as this.
    Unavailable(String),
    /// The database is full, and nothing was changed.
    Full(String),
    /// A trigger has refused a row. Holds the facts that say why, in JSON.
    Refused(String),
    /// A statement or the schema is wrong. No retry helps.
    Defect(String),
}

/// Messages after which Cloudflare recommends a retry (D1 documentation, "Debug D1" and "Retry queries").
const TRANSIENT: [&str; 6] = [
    "Network connection lost",
    "storage caused object to be reset",
    "reset because its code was updated",
    "Cannot resolve D1 DB due to transient issue",
    "client disconnected",
    "replica disconnected",
];

/// Words of D1 in messages about a batch that it has not accepted.
const OVERLOADED: [&str; 2] = ["D1 DB is overloaded", "Too many requests queued"];

/// Words of D1 and SQLite in messages about a full database.
const FULL: [&str; 2] = ["Exceeded maximum DB size", "SQLITE_FULL"];

/// Words of SQLite and D1 in messages about wrong statements and schemas.
const DEFECTS: [&str; 5] = ["SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_RANGE", "D1_TYPE_ERROR"];

impl DatabaseError {
    /// Classifies an error by its message, because D1 gives nothing else to tell errors apart.
    #[must_use]
    pub fn classify(message: String) -> Self {
        if let Some(facts) = refusal(&message) {
            return Self::Refused(facts.to_owned());
        }
        let holds = |words: &[&str]| words.iter().any(|words| message.contains(words));
        if holds(&FULL) {
            Self::Full(message)
        } else if holds(&DEFECTS) {
            Self::Defect(message)
        } else if holds(&OVERLOADED) {
            Self::Overloaded(message)
        } else if holds(&TRANSIENT) {
            Self::Transient(message)
        } else {
            Self::Unavailable(message)
        }
    }

    /// Whether the batch may have run in spite of the error.
    #[must_use]
    pub const fn may_have_run(&self) -> bool {
        matches!(self, Self::Transient(_) | Self::Unavailable(_))
    }

    /// The pause before the next retry, in milliseconds. `None` if there is no retry: the error is not transient, all
    /// retries are used, or the pause would reach the deadline. `repetitions` is the number of retries so far, `left_ms`
    /// the time until the deadline. `jitter` is random, so that callers who failed together do not come back together.
    #[must_use]
    pub fn pause_ms(&self, repetitions: usize, left_ms: i64, jitter: u8) -> Option<u32> {
        let longest = PAUSES_MS.get(repetitions).filter(|_| matches!(self, Self::Transient(_)))?;
        let pause = longest / 2 + longest * u32::from(jitter) / (2 * u32::from(u8::MAX));
        (i64::from(pause) < left_ms).then_some(pause)
    }
}

/// How the facts of a trigger begin.
const REFUSAL: &str = "{\"interaction\":";

/// The facts of a trigger, without what D1 puts around them. `None` if no trigger refused a row.
fn refusal(message: &str) -> Option<&str> {
    let from = message.find('{')?;
    let facts = message.get(from..)?.trim_end_matches(|c| c != '}');
    facts.starts_with(REFUSAL).then_some(facts)
}
