//! Tasks of the project that are written in Rust. `cargo xtask` lists them.

mod build;
mod openapi;
mod web;

use anyhow::{Context, Result, anyhow, bail};
use build::{Mode, Worker};
use std::env;
use std::path::Path;

const USAGE: &str = "\
cargo xtask build [--dev] [NAME]
    Builds a Worker of this workspace into the folder build/ of its package.
    NAME is help-request-edge (the default) or hello-rust, a peer of the bench.
    Without NAME it also builds the static files: web/build/ for a deployment, dev/site/ for the local run.
    --dev leaves out wasm-opt and keeps the names of functions for stack traces.";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the workspace")?;
    env::set_current_dir(root)?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build"] => service(Mode::Release, root),
        ["build", "--dev"] => service(Mode::Dev, root),
        ["build", name] => Worker::find(name)?.build(Mode::Release, root),
        ["build", "--dev", name] => Worker::find(name)?.build(Mode::Dev, root),
        _ => bail!("give a task:\n{USAGE}"),
    }
}

/// Builds all that is deployed.
fn service(mode: Mode, root: &Path) -> Result<()> {
    let description = openapi::compile();
    Worker::find("help-request-edge")?.build(mode, root)?;
    description.join().map_err(|_| anyhow!("the build of the OpenAPI document has panicked"))??;
    web::build()
}
