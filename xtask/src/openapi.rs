//! Makes the OpenAPI document, by the workspace's package `openapi`.

use crate::build::run;
use anyhow::Result;
use std::env;
use std::path::Path;
use std::process::Command;
use std::thread::{self, JoinHandle};

/// Compiles the package while other things are built. Cargo skips what is up to date.
pub fn compile() -> JoinHandle<Result<()>> {
    thread::spawn(|| {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        run(cargo.args(["build", "--quiet", "--package", "openapi"]), "cargo")
    })
}

/// Writes the document. With `is_local` its examples are those of the sample data.
pub fn write(path: &Path, is_local: bool) -> Result<()> {
    let mut openapi = Command::new("target/debug/openapi");
    run(openapi.arg(path).args(is_local.then_some("--sample")), "openapi")
}
