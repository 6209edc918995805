//! Tasks of the project that are written in Rust. `cargo xtask` lists them.

mod build;

use anyhow::{Result, bail};
use build::{Mode, Worker};

const USAGE: &str = "\
cargo xtask build [--dev] [NAME]
    Builds a Worker of this workspace into the folder build/ of its package.
    NAME is help-request-edge (the default) or hello-rust, a peer of the bench.
    --dev leaves out wasm-opt and keeps the names of functions for stack traces.";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["build"] => Worker::find("help-request-edge")?.build(Mode::Release),
        ["build", "--dev"] => Worker::find("help-request-edge")?.build(Mode::Dev),
        ["build", name] => Worker::find(name)?.build(Mode::Release),
        ["build", "--dev", name] => Worker::find(name)?.build(Mode::Dev),
        _ => bail!("give a task:\n{USAGE}"),
    }
}
