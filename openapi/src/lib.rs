//! The OpenAPI 3.1 document of the service (contract, section 14).
//!
//! Paths, methods, access, tables, fields, choices, faults, statuses and limits come from the code itself: `RESOURCES`,
//! `Table::ALL`, `FaultCode::ALL`, `ApiError`. [`describe`] has what the code does not say: the words about each method, its
//! parameters, bodies and successes. `tests/core` compares the two.
//!
//! The document is the file [`FILE`]. The service serves that file, so that building it needs none of this package.

pub mod describe;
mod document;
mod errors;
mod example;
mod headers;
mod parameters;
mod paths;
mod schemas;
mod security;
mod shared;

pub use document::document;

/// Where the document is kept, in the workspace.
pub const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

/// The text of the file: the document, for people to read.
#[must_use]
pub fn text() -> String {
    format!("{:#}\n", document())
}
