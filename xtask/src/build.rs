//! Builds a Worker: compiles Rust to Wasm, adds the JavaScript that connects it to the runtime, and makes both small.
//!
//! The steps are those of Cloudflare's `worker-build`. That tool and the command line of wasm-bindgen take eight minutes to
//! compile on two cores. The library of that command line takes half a minute.

use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// The features that the compiler and wasm-bindgen use. The Workers runtime supports them all. wasm-opt refuses any other.
const WASM_FEATURES: [&str; 7] = [
    "bulk-memory",
    "exception-handling",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
];

/// The files of a built Worker.
const MODULES: [&str; 2] = ["index.js", "index_bg.wasm"];

/// A package of this workspace that is a Worker. Its entry point is `src/entry.js`.
#[derive(Clone, Copy)]
pub struct Worker {
    package: &'static str,
    folder: &'static str,
}

const WORKERS: [Worker; 2] = [
    Worker { package: "help-request-edge", folder: "." },
    Worker { package: "hello-rust", folder: "bench/peers/hello-rust" },
];

/// Whether to build a fast Worker, or to build fast.
#[derive(Clone, Copy, PartialEq)]
pub enum Mode {
    /// As it is deployed: Cargo's profile `release`.
    Release,
    /// For the local run: Cargo's profile `dev`. Compiles in half the time, and again in seconds after a change. The Worker is
    /// large and slow, and has the names of functions for stack traces.
    Dev,
}

impl Mode {
    /// The folder of the built Worker, in that of its package.
    const fn folder(self) -> &'static str {
        match self {
            Self::Release => "build",
            Self::Dev => "dev/build",
        }
    }
}

impl Worker {
    pub fn find(package: &str) -> Result<Self> {
        let worker = WORKERS.into_iter().find(|worker| worker.package == package);
        worker.with_context(|| format!("{package} is no Worker; the Workers are {:?}", WORKERS.map(|one| one.package)))
    }

    /// Builds the Worker, unless the existing one is newer than all its inputs. `root` is the workspace's folder, which must be
    /// the current one.
    pub fn build(self, mode: Mode, root: &Path) -> Result<()> {
        let wasm = self.compile(mode, root)?;
        let entry = Path::new(self.folder).join("src/entry.js");
        let out = Path::new(self.folder).join(mode.folder());
        let inputs = [&wasm, &entry, Path::new("package-lock.json"), &env::current_exe()?];
        if is_newer(&out, &inputs) {
            return Ok(());
        }
        // Builds in another folder and moves the files at the end, so that a failed build keeps the old Worker.
        let parts = Path::new("target/worker").join(self.package).join(mode.folder());
        let _ = fs::remove_dir_all(&parts);
        fs::create_dir_all(&parts)?;
        bind(&wasm, &parts, mode)?;
        if mode == Mode::Release {
            optimize(&parts.join("index_bg.wasm"))?;
        }
        fs::copy(&entry, parts.join("entry.js")).with_context(|| format!("cannot read {}", entry.display()))?;
        bundle(&parts)?;
        fs::create_dir_all(&out)?;
        for module in MODULES {
            fs::rename(parts.join(module), out.join(module)).with_context(|| format!("cannot write {module}"))?;
        }
        println!("The Worker is in {}", out.strip_prefix(".").unwrap_or(&out).display());
        Ok(())
    }

    /// Compiles the package to Wasm. Cargo shows its own progress.
    fn compile(self, mode: Mode, root: &Path) -> Result<PathBuf> {
        // Without these flags, messages of panics would have paths of the builder's home directory. The paths of the
        // standard library are only there if the component rust-src is installed.
        let flags = [
            format!("--remap-path-prefix={}=registry", cargo_home()?.join("registry/src").display()),
            format!("--remap-path-prefix={}/lib/rustlib/src/rust=rust", sysroot()?),
            format!("--remap-path-prefix={}=.", root.display()),
        ];
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--lib", "--target", TARGET, "--package", self.package]);
        let profile = if mode == Mode::Release {
            cargo.arg("--release");
            "release"
        } else {
            "debug"
        };
        run(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")), "cargo")?;
        Ok(format!("target/{TARGET}/{profile}/{}.wasm", self.package.replace('-', "_")).into())
    }
}

fn is_newer(out: &Path, inputs: &[&Path]) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let built: Option<Vec<_>> = MODULES.iter().map(|module| changed(&out.join(module))).collect();
    let made_of: Option<Vec<_>> = inputs.iter().map(|path| changed(path)).collect();
    built.zip(made_of).is_some_and(|(built, made_of)| built.iter().min() >= made_of.iter().max())
}

/// Writes the JavaScript that connects the Wasm module to the runtime.
fn bind(wasm: &Path, parts: &Path, mode: Mode) -> Result<()> {
    println!("Connecting Wasm with JavaScript (wasm-bindgen)");
    Bindgen::new()
        .input_path(wasm)
        .module(true)?
        .out_name("index")
        .typescript(false)
        .remove_name_section(mode == Mode::Release)
        // After a trap, the next call gets a new instance of the module.
        .reset_state_function(true)
        .force_enable_abort_handler(true)
        .generate(parts)?;
    // The runtime does not know `import source`. Its plain `import` already gives a compiled module.
    let index = parts.join("index.js");
    let text = fs::read_to_string(&index)?.replace("import source ", "import ");
    Ok(fs::write(&index, text)?)
}

fn optimize(wasm: &Path) -> Result<()> {
    println!("Making the Wasm module small (wasm-opt)");
    let mut wasm_opt = Command::new(npm_tool("wasm-opt")?);
    wasm_opt.arg("-O").arg(wasm).arg("-o").arg(wasm);
    wasm_opt.args(WASM_FEATURES.map(|feature| format!("--enable-{feature}")));
    run(&mut wasm_opt, "wasm-opt")
}

/// Bundles the entry point and the JavaScript of wasm-bindgen into one module.
fn bundle(parts: &Path) -> Result<()> {
    println!("Bundling the JavaScript (esbuild)");
    let mut esbuild = Command::new(fs::canonicalize(npm_tool("esbuild")?)?);
    esbuild.current_dir(parts).args(["entry.js", "--bundle", "--minify", "--format=esm", "--log-level=warning"]);
    esbuild.args(["--external:./index_bg.wasm", "--outfile=index.js", "--allow-overwrite"]);
    run(&mut esbuild, "esbuild")
}

pub fn npm_tool(name: &str) -> Result<PathBuf> {
    let tool = Path::new("node_modules/.bin").join(name);
    if tool.exists() { Ok(tool) } else { bail!("{} is missing; run `make setup`", tool.display()) }
}

fn cargo_home() -> Result<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| Some(env::home_dir()?.join(".cargo"))).context("there is no home directory")
}

fn sysroot() -> Result<String> {
    let rustc = Command::new("rustc").args(["--print", "sysroot"]).output().context("cannot start rustc")?;
    Ok(String::from_utf8(rustc.stdout)?.trim().to_owned())
}

pub fn run(command: &mut Command, name: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    if status.success() { Ok(()) } else { bail!("{name} failed ({status})") }
}
