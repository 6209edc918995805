//! The help action: what a caller may ask for, and how the database carries it out.
//!
//! [`Command::from_raw`] turns the [`RawFields`] of a body into a [`Command`]: `values` checks each value, `rules` checks
//! them together. A [`Plan`] turns the command into statements of `sql`, and their results into an [`Outcome`] or a
//! refusal. Besides this module, only `cti` writes the table `supervisor_help_action`, and `retention` deletes old rows.

mod command;
mod field;
mod outcome;
mod plan;
mod refusal;
mod rules;
mod settings;
mod sql;
mod stale;
mod values;

pub use command::{Command, Create, EndAll, HelpActionPatch, Period, ReplayOnly, Update};
pub use field::Field;
pub use outcome::Outcome;
pub use plan::{CarriedOut, Plan};
pub use settings::{BulkEndScope, HelpActionSettings, InteractionPolicy};
pub use stale::StaleAfter;

use crate::fault::Faults;
use crate::format::{self, Format, RawFields};

/// Reads a request body into its fields: see [`format::decode`].
///
/// # Errors
/// One fault that says why the body is not a JSON object or an XML document of fields.
pub fn decode(format: Format, body: &[u8]) -> Result<RawFields, Faults> {
    format::decode(format, body, RawFields::new(Field::ALL.iter().map(|field| field.name())))
}
