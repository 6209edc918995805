//! The relay: it carries the changes of help actions over to a ServiceNow instance (contract, section 11).
//!
//! The log says which records have changed. A [`Record`] that waits becomes a [`Task`]: a create, an update, a look whether a create
//! was carried out, or nothing. [`Meaning`] says what the instance's answer means, and [`Record::conclude`] what is noted of it. `sql`
//! has the statements. The shell (`jobs::relay`) only fetches and stores.
//!
//! - **Exactly once.** Before anything is sent, the step that sends is noted at the record, and for a create its values. Whoever finds
//!   the note of an earlier step knows that the outcome is not known: an update is sent again with all fields, and a create is looked
//!   for first.
//! - **In order.** The records of an interaction are sent one by one, in the order of their first waiting change.
//! - **One run at a time.** A run holds a lease, which each step prolongs.

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
