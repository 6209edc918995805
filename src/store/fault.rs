//! What an error of the database means for a call, and when a batch is tried again.

use super::sql;
use crate::http::ApiError;

/// How long a call may keep its caller waiting for the database, all its batches, their retries and what else it waits for
/// included, in milliseconds. Callers wait 3 seconds.
pub const DEADLINE_MS: i64 = 2_400;

/// The longest pause before the first, second and third repetition of a batch, in milliseconds.
const PAUSES_MS: [u32; 3] = [50, 150, 450];

/// An error of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseFault {
    /// It may be gone in a moment. Whether the batch was carried out is not known.
    Transient(String),
    /// The database is overloaded or out of reach; to ask again at once would make it worse.
    Unavailable(String),
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

/// SQLite's and D1's words for statements and schemas that are wrong.
const DEFECTS: [&str; 5] = ["SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_RANGE", "D1_TYPE_ERROR"];

impl DatabaseFault {
    /// Classifies an error by its message, the only thing D1 tells them apart by.
    #[must_use]
    pub fn of_message(message: String) -> Self {
        if let Some(facts) = refusal(&message) {
            return Self::Refused(facts.to_owned());
        }
        // Not `str::contains`, whose searcher for long texts would be the only one in the Worker.
        let contains = |words: &str| message.as_bytes().windows(words.len()).any(|window| window == words.as_bytes());
        let holds = |words: &[&str]| words.iter().any(|words| contains(words));
        if holds(&DEFECTS) {
            Self::Defect(message)
        } else if holds(&TRANSIENT) {
            Self::Transient(message)
        } else {
            Self::Unavailable(message)
        }
    }

    /// How long to pause before the batch is repeated, in milliseconds; `None` if it is not. `repetitions` have been made,
    /// `elapsed_ms` of [`DEADLINE_MS`] have passed, and `jitter` is a random number, so that callers who failed
    /// together do not come back together.
    ///
    /// Every batch may be repeated: see [`sql`](super::sql).
    #[must_use]
    pub fn pause_ms(&self, repetitions: usize, elapsed_ms: i64, jitter: u8) -> Option<u32> {
        let longest = PAUSES_MS.get(repetitions).filter(|_| matches!(self, Self::Transient(_)))?;
        let pause = longest / 2 + longest * u32::from(jitter) / (2 * u32::from(u8::MAX));
        (elapsed_ms + i64::from(pause) < DEADLINE_MS).then_some(pause)
    }
}

/// The facts with which a trigger has refused a row, out of what D1 has put around them.
fn refusal(message: &str) -> Option<&str> {
    let from = message.find('{')?;
    let facts = message.get(from..)?.trim_end_matches(|c| c != '}');
    facts.starts_with(sql::REFUSAL).then_some(facts)
}

impl From<DatabaseFault> for ApiError {
    fn from(fault: DatabaseFault) -> Self {
        match fault {
            DatabaseFault::Refused(message) | DatabaseFault::Defect(message) => {
                Self::Internal(format!("D1: {message}"))
            }
            DatabaseFault::Transient(message) | DatabaseFault::Unavailable(message) => {
                Self::Unavailable(format!("D1: {message}"))
            }
        }
    }
}
