//! The description has what the code has, and nothing else. Where the code has a list, the description is compared with it; where
//! the code has none, with the source.

mod errors;
mod examples;
mod fields;
mod parameters;
mod routes;
mod shape;
mod support;
