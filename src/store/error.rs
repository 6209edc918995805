//! What an error of the database means for a call, and when a batch is tried again.

/// How long a call may keep its caller waiting for the database, all its batches, their retries and what else it waits for
/// included, in milliseconds. Callers wait 3 seconds.
pub const DEADLINE_MS: i64 = 2_400;

/// The longest pause before the first, second and third repetition of a batch, in milliseconds.
const PAUSES_MS: [u32; 3] = [50, 150, 450];

/// An error of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseError {
    /// It may pass in a moment. Whether the batch was carried out is not known.
    Transient(String),
    /// The database has not taken the batch: it is overloaded. To ask again at once would make it worse.
    Overloaded(String),
    /// The database has failed, or has not answered in time. Whether the batch was carried out is not known.
    Unavailable(String),
    /// The database is full: nothing was changed.
    Full(String),
    /// The schema refuses what the command demands, and says why: facts in JSON.
    Refused(String),
    /// The statement or the schema is wrong, and no repetition mends it.
    Defect(String),
}

/// Messages of D1 after which Cloudflare advises to try again (D1 documentation, "Debug D1" and "Retry queries").
const TRANSIENT: [&str; 6] = [
    "Network connection lost",
    "storage caused object to be reset",
    "reset because its code was updated",
    "Cannot resolve D1 DB due to transient issue",
    "client disconnected",
    "replica disconnected",
];

/// D1's words for a batch that it has not taken.
const OVERLOADED: [&str; 2] = ["D1 DB is overloaded", "Too many requests queued"];

/// D1's and SQLite's words for a database without room.
const FULL: [&str; 2] = ["Exceeded maximum DB size", "SQLITE_FULL"];

/// SQLite's and D1's words for statements and schemas that are wrong.
const DEFECTS: [&str; 5] = ["SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_RANGE", "D1_TYPE_ERROR"];

impl DatabaseError {
    /// Classifies an error by its message, the only thing D1 tells them apart by.
    #[must_use]
    pub fn of_message(message: String) -> Self {
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

    /// Whether the batch may have been carried out all the same.
    #[must_use]
    pub const fn leaves_outcome_unknown(&self) -> bool {
        matches!(self, Self::Transient(_) | Self::Unavailable(_))
    }

    /// How long to pause before the batch is repeated, in milliseconds; `None` if it is not. `repetitions` were made,
    /// `left_ms` are left until the deadline, and `jitter` is a random number, so that callers who failed together do not come
    /// back together.
    #[must_use]
    pub fn pause_ms(&self, repetitions: usize, left_ms: i64, jitter: u8) -> Option<u32> {
        let longest = PAUSES_MS.get(repetitions).filter(|_| matches!(self, Self::Transient(_)))?;
        let pause = longest / 2 + longest * u32::from(jitter) / (2 * u32::from(u8::MAX));
        (i64::from(pause) < left_ms).then_some(pause)
    }
}

/// How the facts begin with which a trigger refuses a row.
const REFUSAL: &str = "{\"interaction\":";

/// The facts with which a trigger has refused a row, out of what D1 has put around them.
fn refusal(message: &str) -> Option<&str> {
    let from = message.find('{')?;
    let facts = message.get(from..)?.trim_end_matches(|c| c != '}');
    facts.starts_with(REFUSAL).then_some(facts)
}
