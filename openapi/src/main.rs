//! Writes the OpenAPI document: `cargo run --package openapi`, after a change that a test of this package finds.

use std::fs;
use std::io::Result;

fn main() -> Result<()> {
    fs::write(openapi::FILE, openapi::text())
}
