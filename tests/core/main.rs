//! The core, natively: one module per subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]
#![allow(clippy::unnecessary_wraps, reason = "an expected result is written as it is compared")]

mod accept;
mod account;
mod answer;
mod authorization;
mod caller;
mod cases;
mod claims;
mod command;
mod config;
mod content_type;
mod database_fault;
mod description;
mod encoded_query;
mod envelope;
mod error;
mod faults;
mod field_names;
mod formats_agree;
mod idempotency;
mod json;
mod json_value;
mod jwks;
mod jwt;
mod key_cache;
mod log;
mod operation;
mod oracles;
mod outcome;
mod password;
mod plan;
mod proved;
mod record_envelope;
mod robustness;
mod route;
mod support;
mod sys_id;
mod table_change;
mod table_list;
mod table_record;
mod table_robustness;
mod table_stats;
mod table_values;
mod table_view;
mod time;
mod time_against_chrono;

mod trace;
mod url_parameters;
mod xml;
mod xml_well_formed;
