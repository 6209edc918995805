//! ServiceNow's Help Request API as a Cloudflare Worker on D1.
//!
//! The core compiles and tests natively: [`http`] (resources, formats, answers), [`body`] (what was sent),
//! [`help_action`] (the Help Request API), [`table`] (the Table and Aggregate API), [`auth`] (who asks), [`config`],
//! [`store`] (SQL). `shell` connects it with the platform.

pub mod auth;
pub mod body;
pub mod config;
pub mod fault;
pub mod help_action;
pub mod http;
pub mod idempotency;
pub mod json;
pub mod log;
pub mod store;
pub mod sys_id;
pub mod table;
pub mod time;

mod shell;
