//! Writes the OpenAPI document into a file: `openapi FILE [--sample]`. With `--sample` its examples are those of the local run's
//! sample data. `cargo xtask build` runs it.

use std::env;
use std::fs;
use std::io::{Error, ErrorKind, Result};

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (path, document) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [path] => (path, openapi::document().to_string()),
        [path, "--sample"] => (path, openapi::sample_document()),
        _ => return Err(Error::new(ErrorKind::InvalidInput, "give the file to write, and perhaps --sample")),
    };
    fs::write(path, document)
}
