//! The OpenAPI 3.1 document of the service (contract, section 14).
//!
//! Paths, methods, access, tables, fields, choices, faults, statuses and limits come from the code itself: `RESOURCES`,
//! `Table::ALL`, `FaultCode::ALL`, `ApiError`. What code cannot say stands in [`describe`]: the words about each method, its
//! parameters, bodies and successes. `tests/both_ways.rs` compares the two.

pub mod describe;
mod document;
mod errors;
mod example;
mod headers;
mod parameters;
mod paths;
mod schemas;
mod security;

pub use document::{document, sample_document};
