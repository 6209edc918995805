//! The layers of `src`: a module uses what lies below it, and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

/// The lowest first. `lib.rs` stands above all.
const LAYERS: [&[&str]; 12] = [
    &["action", "fault", "sys_id", "time"],
    &["config", "format", "refusal", "log"],
    &["auth"],
    &["schema", "store"],
    &["query"],
    &["help_action", "table", "feed", "batch", "relay", "retention", "archive"],
    &["cti"],
    &["error", "response", "resource"],
    &["platform"],
    &["sign_in"],
    &["api"],
    &["app", "jobs"],
];

/// Arrows within a layer.
const ASIDE: [(&str, &str); 2] = [("response", "error"), ("resource", "error")];

/// Of two modules, whether both have a layer and the first one's is the lower.
fn is_below(low: &str, high: &str) -> bool {
    let layer = |module| LAYERS.iter().position(|layer| layer.contains(&module));
    layer(low).zip(layer(high)).is_some_and(|(low, high)| low < high)
}

/// The modules that are named behind a `crate::`: one, or each of a list in braces.
fn named(behind: &str) -> Vec<String> {
    let name = |path: &str| path.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
    if !behind.starts_with('{') {
        return vec![name(behind)];
    }
    let mut depth = 0;
    let deep = behind.chars().map(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        (depth, c)
    });
    let list: String =
        deep.take_while(|(depth, _)| *depth > 0).filter(|(depth, _)| *depth == 1).map(|(_, c)| c).collect();
    list.split(['{', ',']).map(name).filter(|name| !name.is_empty()).collect()
}

/// What is wrong in a file, whose path is that within `src`.
fn faults(file: &str, text: &str) -> Vec<String> {
    let module = file.split(['/', '.']).next().unwrap();
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut faults = Vec::new();
    if module != "lib" && module != "platform" && code.contains("worker::") {
        faults.push(format!("{file} names worker"));
    }
    // As often as the path is deep, `super` leads out of the module.
    let depth = file.trim_end_matches("/mod.rs").split('/').count();
    if code.contains(&"super::".repeat(depth)) {
        faults.push(format!("{file} leaves its module"));
    }
    for used in code.split("crate::").skip(1).flat_map(named) {
        let is_free = module == "lib" || used == module || ASIDE.contains(&(module, &used));
        if !is_free && !is_below(&used, module) {
            faults.push(format!("{file} uses {used}"));
        }
    }
    faults
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn arrows_point_down_only_and_one_module_names_the_platform() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let found = files(&src).into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let faults: Vec<String> = found
        .flat_map(|path| {
            let file = path.strip_prefix(&src).unwrap().to_str().unwrap();
            faults(file, &fs::read_to_string(&path).unwrap())
        })
        .collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn a_wrong_arrow_is_found() {
    let list = "use crate::{\n    time::UtcTime, table::{List, x::{A, B}}, api,\n};\nlet x = {jobs, app};";
    for (file, text, expected) in [
        ("auth/caller.rs", "use crate::error::ApiError;", vec!["auth/caller.rs uses error"]),
        ("auth/caller.rs", "fn f() -> crate::error::ApiError {", vec!["auth/caller.rs uses error"]),
        ("query/sql.rs", list, vec!["query/sql.rs uses table", "query/sql.rs uses api"]),
        ("table/list.rs", "use crate::help_action::Plan;", vec!["table/list.rs uses help_action"]),
        ("error.rs", "use crate::response::Response;", vec!["error.rs uses response"]),
        ("error.rs", "use crate::nothing;", vec!["error.rs uses nothing"]),
        ("nothing.rs", "use crate::time;", vec!["nothing.rs uses time"]),
        ("error.rs", "use super::response::Response;", vec!["error.rs leaves its module"]),
        ("store/mod.rs", "use super::app;", vec!["store/mod.rs leaves its module"]),
        ("store/error.rs", "use super::super::app;", vec!["store/error.rs leaves its module"]),
        ("api/mod.rs", "use worker::Env;", vec!["api/mod.rs names worker"]),
        ("lib.rs", "use worker::Env; use crate::app;", vec![]),
        ("platform/d1.rs", "use worker::Env; use crate::{error, platform::x}; use super::y;", vec![]),
        ("response.rs", "    // crate::app\nuse crate::error::ApiError;", vec![]),
    ] {
        assert_eq!(faults(file, text), expected, "{text}");
    }
}
