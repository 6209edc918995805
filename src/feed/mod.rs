//! The feed of changes (contract, section 10): what a reader may ask for, and where it continues.

use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::store::change_log::ChangesAfter;
use std::fmt;
use std::str::FromStr;

/// How many changes are looked at without a limit.
pub const DEFAULT_LIMIT: i64 = 100;

/// The highest limit.
pub const MAX_LIMIT: i64 = 1_000;

/// How long a reader can wait for a change, in seconds.
pub const MAX_WAIT_SECONDS: i64 = 25;

/// The tables whose changes are logged.
pub const TABLES: [&str; 3] = ["interaction", "interaction_help_request", "supervisor_help_action"];

/// Parameters of the Table API that would choose other changes, so they are not ignored.
const REFUSED: [&str; 2] = ["sysparm_query", "sysparm_offset"];

/// A position in the log: after the change with this number, in this epoch. It is opaque to callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The epoch of the log. After a restore, the numbers are used again in another epoch.
    pub epoch: String,
    /// The number of the change.
    pub sequence: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.sequence)
    }
}

/// The text is not a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (epoch, sequence) = text.split_once('.').ok_or(InvalidCursor)?;
        let is_epoch = (1..=32).contains(&epoch.len()) && epoch.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_number = !sequence.is_empty() && sequence.bytes().all(|byte| byte.is_ascii_digit());
        match sequence.parse() {
            Ok(sequence) if is_epoch && is_number => Ok(Self { epoch: epoch.to_owned(), sequence }),
            _ => Err(InvalidCursor),
        }
    }
}

/// Where a reader starts or continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// At the oldest change that is kept.
    Beginning,
    /// After this change.
    After(Cursor),
    /// After the newest change, for readers who read the present records from the tables.
    Latest,
}

/// What a reader asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRequest {
    /// Where the reader starts or continues.
    pub after: Position,
    /// How many changes are looked at.
    pub limit: i64,
    /// How long the reader waits for a change, in seconds.
    pub wait_seconds: i64,
    /// The tables whose changes are wanted; empty for all.
    pub tables: Vec<&'static str>,
}

impl FeedRequest {
    /// Reads the parameters of the URL. Ignores parameters without a value, and `sysparm_…` except those that would choose
    /// other changes: clients attach `sysparm_…` to every call.
    ///
    /// # Errors
    /// All faults together.
    pub fn read(query: &str) -> Result<Self, Faults> {
        let mut request =
            Self { after: Position::Beginning, limit: DEFAULT_LIMIT, wait_seconds: 0, tables: Vec::new() };
        let (mut faults, mut given) = (Faults::default(), Vec::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() || (name.starts_with("sysparm_") && !REFUSED.contains(&name.as_ref())) {
                continue;
            }
            if name != "table" && given.contains(&name) {
                let name = excerpt(&name);
                let message = format!("{name} is given more than once; give it once");
                faults.push_name(Fault::field(name, FaultCode::DuplicateField, message));
                continue;
            }
            if let Err(fault) = request.put(&name, value) {
                faults.push_name(fault);
            }
            given.push(name);
        }
        if faults.is_empty() { Ok(request) } else { Err(faults) }
    }

    fn put(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        match name {
            "after" if value == "0" => self.after = Position::Beginning,
            "after" if value == "latest" => self.after = Position::Latest,
            "after" => {
                self.after = Position::After(value.parse().map_err(|InvalidCursor| {
                    let message =
                        format!("after \"{}\" is no next of an answer; give one, 0 or latest", excerpt(value));
                    Fault::field(name, FaultCode::InvalidParameter, message)
                })?);
            }
            "limit" => self.limit = number(name, value, 1, MAX_LIMIT)?,
            "wait" => self.wait_seconds = number(name, value, 0, MAX_WAIT_SECONDS)?,
            "table" => {
                let table = TABLES.into_iter().find(|table| *table == value).ok_or_else(|| {
                    let (value, tables) = (excerpt(value), TABLES.join(", "));
                    let message = format!("table \"{value}\" has no changes; the tables are {tables}");
                    Fault::field(name, FaultCode::InvalidParameter, message)
                })?;
                if !self.tables.contains(&table) {
                    self.tables.push(table);
                }
            }
            _ => {
                let name = excerpt(name);
                let message =
                    format!("\"{name}\" is not a parameter of the feed; the parameters are after, limit, wait, table");
                return Err(Fault::field(name, FaultCode::UnknownField, message));
            }
        }
        Ok(())
    }

    /// What to ask the log for.
    #[must_use]
    pub fn changes(&self) -> ChangesAfter {
        let sequence = match &self.after {
            Position::Beginning => Some(0),
            Position::After(cursor) => Some(cursor.sequence),
            Position::Latest => None,
        };
        ChangesAfter { sequence, limit: self.limit, tables: self.tables.clone() }
    }

    /// Checks that the reader misses no change. `epoch` is that of the log, `first` the number of the first change that follows.
    ///
    /// # Errors
    /// Changes in between are no longer kept. Holds where the reader can continue instead: `None` is the beginning.
    pub fn check(&self, epoch: &str, first: Option<i64>) -> Result<(), Option<Cursor>> {
        let Position::After(after) = &self.after else {
            return Ok(());
        };
        if after.epoch != epoch {
            return Err(None);
        }
        match first {
            // Only deleted changes leave a gap in the numbers.
            Some(first) if first > after.sequence + 1 => {
                Err(Some(Cursor { epoch: epoch.to_owned(), sequence: first - 1 }))
            }
            _ => Ok(()),
        }
    }
}

fn number(name: &str, value: &str, lowest: i64, highest: i64) -> Result<i64, Fault> {
    let number = value.parse().ok().filter(|number| (lowest..=highest).contains(number));
    number.ok_or_else(|| {
        let message = format!("{name} \"{}\" is not a whole number from {lowest} to {highest}", excerpt(value));
        Fault::field(name, FaultCode::InvalidNumber, message)
    })
}
