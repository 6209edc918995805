use crate::support::{literals, members, methods, responses, source};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The failures that the document has: the code of each, with its statuses.
fn described() -> BTreeMap<String, BTreeSet<u16>> {
    let mut codes: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
    for (_, _, method) in methods() {
        for (status, response) in responses(method) {
            let status: u16 = status.parse().unwrap();
            let Some(examples) = response.pointer("/content/application~1json/examples").filter(|_| status >= 400)
            else {
                continue;
            };
            for name in members(examples).keys() {
                codes.entry(name.rsplit_once('-').unwrap().0.to_owned()).or_default().insert(status);
            }
        }
    }
    codes
}

#[test]
fn every_failure_of_the_source_is_described() {
    let source = source("error.rs");
    let (_, code) = source.split_once("pub const fn code(&self)").unwrap();
    let (code, _) = code.split_once("\n    }\n").unwrap();
    let mut words: BTreeSet<String> = literals(code).into_iter().map(str::to_owned).collect();
    assert!(words.len() > 15);
    // Those of credentials have codes of their own, which only the log shows. These two stand for them.
    words.extend(["credentials_missing".to_owned(), "token_request_not_a_form".to_owned()]);
    assert_eq!(described().into_keys().collect::<BTreeSet<_>>(), words);
}

#[test]
fn a_failure_has_one_status_and_every_status_of_the_source_is_described() {
    let source = source("error.rs");
    let (_, status) = source.split_once("pub const fn status(&self)").unwrap();
    let (status, _) = status.split_once("\n    }\n").unwrap();
    let known: BTreeSet<u16> =
        status.lines().filter_map(|line| line.split_once("=> ")?.1.trim_end_matches(',').parse().ok()).collect();
    let described = described();
    assert!(described.values().all(|statuses| statuses.len() == 1), "{described:?}");
    assert_eq!(described.into_values().flatten().collect::<BTreeSet<_>>(), known);
}

#[test]
fn every_answer_with_a_body_has_an_example() {
    for (path, name, method) in methods() {
        for (status, response) in responses(method) {
            for (format, content) in response["content"].as_object().into_iter().flatten() {
                let examples = content["examples"].as_object();
                assert!(examples.is_some_and(|examples| !examples.is_empty()), "{name} {path} {status} {format}");
            }
            assert_eq!(
                response["content"] == Value::Null,
                ["HEAD", "OPTIONS"].contains(&name.as_str()) && status < "300" || name == "HEAD" || status == "204",
                "{name} {path} {status}"
            );
        }
    }
}
