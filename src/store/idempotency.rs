//! Idempotency keys: keeps the success of a call with an `Idempotency-Key`, to answer its repetition (`docs/api.md`, "Retries").

use super::{SqlBuilder, Statement};
use crate::fault::{Fault, FaultCode, excerpt};
use crate::sys_id::SysId;
use crate::time::UtcTime;
use chrono::TimeDelta;
use serde::Deserialize;

/// The header's name.
pub const HEADER: &str = "Idempotency-Key";

/// Most characters of a key.
pub const MAX_KEY_LENGTH: usize = 255;

/// How long a success is kept under its key, in days.
pub const KEPT_DAYS: i64 = 7;

/// Most expired records that one statement deletes.
const PURGED_AT_ONCE: i64 = 1_000;

/// A key: 1 to [`MAX_KEY_LENGTH`] visible ASCII characters. Does not include quotation marks around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Parses the header: bare, or as a quoted string without escapes (RFC 9651, section 3.3.3). `None` if there is no
    /// header.
    ///
    /// # Errors
    /// A fault that says what a key looks like.
    pub fn parse(header: Option<&str>) -> Result<Option<Self>, Fault> {
        let Some(header) = header.map(str::trim) else {
            return Ok(None);
        };
        let key = match header.strip_prefix('"') {
            Some(rest) => rest.strip_suffix('"').filter(|key| !key.contains(['"', '\\'])),
            None => Some(header),
        };
        let is_valid = |key: &&str| {
            (1..=MAX_KEY_LENGTH).contains(&key.len()) && key.bytes().all(|character| character.is_ascii_graphic())
        };
        match key.filter(is_valid) {
            Some(key) => Ok(Some(Self(key.to_owned()))),
            None => {
                let message = format!(
                    "{HEADER} \"{}\" is not a key; give 1 to {MAX_KEY_LENGTH} visible ASCII characters, bare or in \
                     quotation marks",
                    excerpt(header)
                );
                Err(Fault::field(HEADER, FaultCode::InvalidIdempotencyKey, message))
            }
        }
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key of one caller. The same text from another caller is another key.
#[derive(Clone, Copy, Debug)]
pub struct OwnedKey<'a> {
    /// The caller's [identity](crate::auth::Actor::identity).
    pub owner: &'a str,
    /// The key.
    pub key: &'a IdempotencyKey,
    /// The time of the request.
    pub now: UtcTime,
}

/// What is stored under a key.
#[derive(Clone, Debug)]
pub struct KeyEntry<'a> {
    /// The request's fields, normalised. A repetition must have the same.
    pub request: String,
    /// The name of the operation that was carried out.
    pub operation: &'static str,
    /// The `sys_id` of the record that was written. For "end all", of the interaction.
    pub sys_id: &'a SysId,
    /// The id of the request that was carried out.
    pub transaction_id: &'a SysId,
}

impl OwnedKey<'_> {
    /// The statement that finds what is stored under the key. Yields a [`KeyRow`], or no row.
    #[must_use]
    pub fn find(&self) -> Statement {
        let mut sql = SqlBuilder::new();
        let record = self.record(&mut sql);
        sql.statement(format!("SELECT request, operation, sys_id, transaction_id {record}"))
    }

    /// SQL for: nothing is stored under the key.
    pub fn is_unused(&self, sql: &mut SqlBuilder) -> String {
        format!("NOT EXISTS (SELECT 1 {})", self.record(sql))
    }

    /// SQL for: the request with this transaction id is stored under the key.
    pub fn is_stored_by(&self, transaction_id: &SysId, sql: &mut SqlBuilder) -> String {
        let (now, owner, key) = (sql.bind(self.now), sql.bind(self.owner), sql.bind(self.key.as_str()));
        let transaction_id = sql.bind(transaction_id);
        format!(
            "EXISTS (SELECT 1 FROM idempotency_record WHERE day = date({now}) AND caller = {owner} AND key = {key} \
             AND transaction_id = {transaction_id})"
        )
    }

    /// The statement that stores a success, if the condition is true and the key is unused. `sql` has the parameters of the
    /// condition.
    #[must_use]
    pub fn store(&self, entry: &KeyEntry<'_>, condition: &str, mut sql: SqlBuilder) -> Statement {
        let is_unused = self.is_unused(&mut sql);
        let (now, owner, key) = (sql.bind(self.now), sql.bind(self.owner), sql.bind(self.key.as_str()));
        let request = sql.bind(entry.request.as_str());
        let operation = sql.bind(entry.operation);
        let sys_id = sql.bind(entry.sys_id);
        let transaction_id = sql.bind(entry.transaction_id);
        sql.statement(format!(
            "INSERT INTO idempotency_record \
             (day, caller, key, request, operation, sys_id, transaction_id, created_on) \
             SELECT date({now}), {owner}, {key}, {request}, {operation}, {sys_id}, {transaction_id}, {now} \
             WHERE {condition} AND {is_unused}"
        ))
    }

    /// `FROM … WHERE …` of the record under the key. The primary key begins with the day, so it looks up each day on which
    /// the record may have been stored.
    fn record(&self, sql: &mut SqlBuilder) -> String {
        let (days, now) = (sql.bind(self.days()), sql.bind(self.now));
        let (owner, key) = (sql.bind(self.owner), sql.bind(self.key.as_str()));
        format!(
            "FROM idempotency_record WHERE day IN (SELECT value FROM json_each({days})) AND caller = {owner} \
             AND key = {key} AND created_on > datetime({now}, '-{KEPT_DAYS} days')"
        )
    }

    /// The days on which a record may have been stored, as a JSON list. Includes tomorrow, because around midnight the
    /// clock of another isolate may be ahead.
    fn days(&self) -> String {
        let days = (-KEPT_DAYS..=1).filter_map(|days| self.now.plus(TimeDelta::try_days(days)?));
        let days: Vec<String> = days.map(|time| format!("\"{}\"", time.date())).collect();
        format!("[{}]", days.join(","))
    }
}

/// A row of [`OwnedKey::find`].
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct KeyRow {
    request: String,
    operation: String,
    sys_id: String,
    transaction_id: String,
}

/// What a stored key means for the request that carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyLookup {
    /// The request is the first one with the key, and was just stored under it.
    First,
    /// An earlier request has carried out this operation (its name) on this record (its `sys_id`).
    Replay(String, String),
    /// The key was used for a different request.
    Mismatch,
}

impl KeyRow {
    /// Compares the stored request with this one.
    #[must_use]
    pub fn lookup(self, request: &str, transaction_id: &SysId) -> KeyLookup {
        if self.transaction_id == transaction_id.as_str() {
            KeyLookup::First
        } else if self.request == request {
            KeyLookup::Replay(self.operation, self.sys_id)
        } else {
            KeyLookup::Mismatch
        }
    }
}

/// The statement that yields how many records are past their 7 days.
#[must_use]
pub fn count_expired(now: UtcTime) -> Statement {
    let mut sql = SqlBuilder::new();
    let now = sql.bind(now);
    sql.statement(format!(
        "SELECT cast(count(*) AS TEXT) AS value FROM idempotency_record WHERE day < date({now}, '-{KEPT_DAYS} days')"
    ))
}

/// The statements that delete a portion of the records past their 7 days, and yield how many they have deleted.
#[must_use]
pub fn purge(now: UtcTime) -> [Statement; 2] {
    let mut sql = SqlBuilder::new();
    let (now, most) = (sql.bind(now), sql.bind_limit(PURGED_AT_ONCE));
    let delete = sql.statement(format!(
        "DELETE FROM idempotency_record WHERE (day, caller, key) IN (SELECT day, caller, key FROM idempotency_record \
         WHERE day < date({now}, '-{KEPT_DAYS} days') ORDER BY day LIMIT {most})"
    ));
    [delete, SqlBuilder::new().statement("SELECT cast(changes() AS TEXT) AS value")]
}
