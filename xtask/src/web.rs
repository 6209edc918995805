//! Builds the static files beside the Worker: the pages of `web/`, with their scripts and styles bundled.

use crate::build::{npm_tool, run};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{self, Command};

/// What esbuild bundles: the name of the result, and its source in `web/`.
const ENTRIES: [&str; 6] = [
    "start=web/start/main.ts",
    "start=web/start/start.css",
    "board=web/board/main.ts",
    "board=web/board/board.css",
    "reference=web/reference/main.ts",
    "reference=web/reference/reference.css",
];

/// The licences of what is bundled for the reference. The bundle itself has no room for them.
const LICENCES: [(&str, &str); 2] = [
    ("node_modules/swagger-ui-dist/swagger-ui-es-bundle.js.LICENSE.txt", "reference.LICENSE.txt"),
    ("node_modules/swagger-ui-dist/NOTICE", "reference.NOTICE.txt"),
];

/// Files that are served as they are. `_headers` is Cloudflare's: the headers of all static files.
const STATIC: &str = "web/static";

/// The OpenAPI document. The workspace's package `openapi` keeps it.
const DESCRIPTION: &str = "openapi/openapi.json";

/// A folder of static files, and the sample data in its pages.
struct Site {
    folder: &'static str,
    /// The constant `SAMPLE` of the scripts: see `web/shared/sample.d.ts`.
    sample: &'static str,
    /// Replacements for the examples of the OpenAPI document, so that they work.
    examples: &'static [(&'static str, &'static str)],
}

/// The deployment has no sample data (contract, section 9).
const SITES: [Site; 2] = [
    Site { folder: "web/build", sample: "null", examples: &[] },
    Site {
        folder: "dev/site",
        examples: &[
            ("019c70c6f0bf7c0a8f3bd1b5a7e4c2a1", "d4dec70f3b4bfe101baa9f7e53e45a5d"),
            ("019c70c6f0bf7c0a8f3bd1b5a7e4c2a2", "5a1e0f034f3bfe101baa9f7e53e45a11"),
            ("019c70c6f0bf7c0a8f3bd1b5a7e4c2a3", "d25f034f3b4bfe101baa9f7e53e45a9f"),
            ("019c70c6f0bf7c0a8f3bd1b5a7e4c2a4", "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0"),
            ("telephony.integration", "cti.integration"),
            ("the-secret-of-the-client", "local-development-only-client-secret"),
        ],
        sample: r#"{"user":"cti.integration","password":"help-request-demo","interaction":"de300000000000000000000000000001"}"#,
    },
];

/// Builds the static files. Takes half a second, so it does not check whether they are up to date.
pub fn build() -> Result<()> {
    // A folder of this process alone, because deployments and tests may build at the same time.
    let parts = Path::new("target/web").join(process::id().to_string());
    let built = SITES.iter().try_for_each(|site| build_site(site, &parts.join(site.folder)));
    fs::remove_dir_all(&parts)?;
    built
}

fn build_site(site: &Site, parts: &Path) -> Result<()> {
    fs::create_dir_all(parts)?;
    for file in fs::read_dir(STATIC).with_context(|| format!("cannot read {STATIC}"))? {
        let file = file?;
        fs::copy(file.path(), parts.join(file.file_name()))?;
    }
    for (from, to) in LICENCES {
        fs::copy(from, parts.join(to)).with_context(|| format!("cannot read {from}"))?;
    }
    fs::write(parts.join("openapi.json"), description(site)?)?;
    let mut esbuild = Command::new(npm_tool("esbuild")?);
    esbuild.args(ENTRIES).args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]);
    esbuild.arg(format!("--define:SAMPLE={}", site.sample)).arg(format!("--outdir={}", parts.display()));
    run(&mut esbuild, "esbuild")?;
    publish(parts, Path::new(site.folder))
}

/// The OpenAPI document with the examples of the site.
fn description(site: &Site) -> Result<String> {
    let mut text = fs::read_to_string(DESCRIPTION).with_context(|| format!("cannot read {DESCRIPTION}"))?;
    for (example, sample) in site.examples {
        ensure!(text.contains(example), "{DESCRIPTION} has no example {example}");
        text = text.replace(example, sample);
    }
    Ok(text)
}

/// Copies files that differ and removes files that are no longer made, so that a running service never sees an empty folder.
fn publish(parts: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let names = |path: &Path| -> Result<BTreeSet<_>> {
        Ok(fs::read_dir(path)?.map(|file| file.map(|file| file.file_name())).collect::<Result<_, _>>()?)
    };
    let made = names(parts)?;
    for name in &made {
        let (from, to) = (parts.join(name), folder.join(name));
        let text = fs::read(&from)?;
        if fs::read(&to).ok().as_ref() != Some(&text) {
            fs::write(&to, text).with_context(|| format!("cannot write {}", to.display()))?;
        }
    }
    for name in names(folder)?.difference(&made) {
        fs::remove_file(folder.join(name))?;
    }
    Ok(())
}
