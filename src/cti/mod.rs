//! The telephony (CTI) vendors' own events (contract, section 12; `docs/cti.md`).
//!
//! [`Source`] says which vendor sends, and [`signature`] how that is verified. Each kind has a file that turns bytes and headers
//! into [`Observation`]s. [`fold()`] makes the periods of help from all observations of a leg, [`Plan`] compares them with the
//! recorded help actions, and `sql` writes the differences.

mod amazon_connect;
mod counts;
mod events;
pub mod external_id;
mod fold;
mod genesys;
mod json;
mod observation;
mod plan;
mod report;
mod request;
pub mod signature;
mod sources;
pub mod sql;
mod state;
mod status;
mod twilio;
mod zoom;

pub use counts::{Count, Counts};
pub use fold::{Period, fold};
pub use observation::{MAX_ID, Observation, Says, Stretch};
pub use plan::{GroupPlan, LegPlan, Plan, Recorded};
pub use report::{Change, CountRow, DryRun, Report, SourceReport, StatusReport, WaitingCall, WaitingCallRow};
pub use request::{CtiRequest, Event, Malformed};
pub use signature::SIGNATURE_SECONDS;
pub use sources::{CtiSettings, Kind, Proof, Source};
pub use state::{LegRow, MappingRow, ObservationRow, State, WaitingRow};
pub use status::{Reason, Status};

/// Reads an event of the source's kind.
///
/// # Errors
/// [`Malformed`]: it is not an event of that kind.
pub fn read(source: &Source, request: &CtiRequest<'_>) -> Result<Event, Malformed> {
    match source.kind {
        Kind::Events => events::read(request),
        Kind::Twilio => twilio::read(source, request),
        Kind::AmazonConnect => amazon_connect::read(request),
        Kind::Genesys => genesys::read(request),
        Kind::Zoom => zoom::read(request),
    }
}
