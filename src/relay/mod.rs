//! The relay: it sends the changes of help actions to a ServiceNow instance (contract, section 11).
//!
//! The log says which records have changed. Each waiting [`Record`] has a [`Task`]: a create, an update, a search for a create
//! that may have been carried out, or nothing. [`Meaning`] is what the instance's answer means, and [`Record::conclude`]
//! decides what to store. `sql` has the statements. The shell (`jobs::relay`) only sends and stores.
//!
//! - **Exactly once.** Before a step sends a record, it stores its id in the record, and for a create also the values. If a
//!   record has the id of an earlier step, the outcome of that step is unknown: an update is sent again with all fields, and a
//!   create is searched for first.
//! - **In order.** The records of an interaction are sent one by one, in the order of their first waiting change.
//! - **One run at a time.** A run holds a lease, which each step renews.

mod answer;
mod look;
mod pause;
mod record;
mod request;
mod settings;
pub mod sql;
mod status;
mod token;
mod values;

pub use answer::{Answer, Meaning, UNKNOWN_URI};
pub use look::{Found, MAX_LOOKED_AT, find};
pub use pause::{LONGEST_PAUSE_MS, Pause, PauseReason, pause_ms};
pub use record::{Conclusion, MISSING_MS, Outcome, Parked, Record, SETTLED_MS, Task};
pub use request::{Request, TIMEOUT_MS};
pub use settings::{Credentials, MAX_CALLS, RelaySettings};
pub use status::{Carried, ParkedRecord, PauseStatus, Status};
pub use token::{AccessToken, read_token, token_request};
pub use values::Values;

/// Most calls to the instance at a time.
pub const AT_ONCE: usize = 4;
