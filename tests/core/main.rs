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
mod api_key;
mod archive;
mod authorization;
mod batch;
mod caller;
mod cases;
mod change_log;
mod claims;
mod command;
mod config;
mod content_type;
mod credential_cache;
mod cti;
mod database_error;
mod described;
mod encoded_query;
mod error;
mod failed_sign_ins;
mod faults;
mod feed;
mod field_names;
mod formats_agree;
mod idempotency;
mod json;
mod jwks;
mod jwt;
mod key_cache;
mod layers;
mod log;
mod machine_account;
mod oauth;
mod oracles;
mod password;
mod plan;
mod projection;
mod query_value;
mod readme;
mod record_input;
mod records;
mod refusal;
mod relay_answer;
mod relay_record;
mod relay_settings;
mod render;
mod resource;
mod response;
mod retention;
mod robustness;
mod rules;
mod schema;
mod sql_builder;
mod stale;
mod support;
mod sys_id;
mod table_driving;
mod table_list;
mod table_robustness;
mod table_stats;
mod table_write;
mod time;
mod time_against_chrono;
mod time_functions;
mod traceparent;
mod url_parameters;
mod xml;
mod xml_well_formed;
