//! Retries: what a call with an `Idempotency-Key` was answered is answered to its repetition (contract, section 5).

use crate::fault::{Fault, FaultCode, quoted};
use crate::help_action::{Command, Done};
use crate::json::Json;
use crate::sys_id::SysId;

/// The header's name.
pub const HEADER: &str = "Idempotency-Key";

/// The most characters of a key.
pub const MAX_KEY_LENGTH: usize = 255;

/// A key: 1 to [`MAX_KEY_LENGTH`] visible ASCII characters. Quotation marks around it are not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads the header, bare or as a quoted string (RFC 9651, section 3.3.3, without escapes). `None` if there is none.
    ///
    /// # Errors
    /// A fault that says what a key is.
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
                    quoted(header)
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

/// What a key means for the call that carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recall {
    /// This very request has done it now.
    Fresh,
    /// An earlier request has done it, with this outcome.
    Replay(Done),
    /// The key was used for another request.
    OtherRequest,
}

impl Recall {
    /// Compares the record of a key, in JSON as the database yields it, with the request. `None` if it is no such record.
    #[must_use]
    pub fn read(record: &str, command: &Command, transaction_id: &SysId) -> Option<Self> {
        let record = Json::parse(record)?;
        let text = |name| record.get(name).and_then(Json::as_str);
        if text("transaction_id")? == transaction_id.as_str() {
            return Some(Self::Fresh);
        }
        if text("request")? != command.fields() {
            return Some(Self::OtherRequest);
        }
        let id = SysId::parse(text("sys_id")?).ok()?;
        Done::of_operation(text("operation")?, id).map(Self::Replay)
    }
}
