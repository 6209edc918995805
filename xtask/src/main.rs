//! Tasks of the project that are written in Rust. `cargo xtask` lists them.

mod build;
mod web;

use anyhow::{Context, Result, bail};
use build::{Mode, Worker};
use std::env;
use std::path::Path;

const USAGE: &str = "\
cargo xtask build
    Builds the Worker as it is deployed, into build/.
cargo xtask build --dev
    Builds it for the local run, into dev/build/: without optimisation, so that it takes seconds after a change.
    Both also build the static files: web/build/ for a deployment, dev/site/ for the local run.
cargo xtask build NAME
    Builds one Worker alone: help-request-edge, or hello-rust, a peer of the bench.";

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the workspace")?;
    env::set_current_dir(root)?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build"] => service(Mode::Release, root),
        ["build", "--dev"] => service(Mode::Dev, root),
        ["build", name] => Worker::find(name)?.build(Mode::Release, root),
        _ => bail!("give a task:\n{USAGE}"),
    }
}

/// Builds all that is deployed.
fn service(mode: Mode, root: &Path) -> Result<()> {
    Worker::find("help-request-edge")?.build(mode, root)?;
    web::build()
}
