//! Writes the OpenAPI document into a file: `openapi FILE`. `cargo xtask build` runs it.

use std::env;
use std::fs;
use std::io::{Error, ErrorKind, Result};

fn main() -> Result<()> {
    let path = env::args().nth(1).ok_or_else(|| Error::new(ErrorKind::InvalidInput, "give the file to write"))?;
    fs::write(path, openapi::document().to_string())
}
