//! Cut, changed and mixed events of each kind: the seeds of the fuzz targets, byte by byte.

use crate::oracles::{cti_is_sound, cti_source};
use std::fs;
use std::path::Path;

/// The content types of a kind; the first byte of a seed chooses, counted from `@`.
const KINDS: [(&str, &[&str]); 5] = [
    ("events", &["application/cloudevents+json", "application/cloudevents-batch+json", "application/json"]),
    ("twilio", &["application/x-www-form-urlencoded", "application/json"]),
    ("amazon_connect", &["application/json"]),
    ("genesys", &["application/json"]),
    ("zoom", &["application/json"]),
];

const BYTES: &[u8] = b"\0\"{}[]:,0-9x%\xff\n";

#[test]
fn whatever_is_cut_or_changed_is_understood_or_refused_in_words() {
    for (kind, types) in KINDS {
        let source = cti_source(kind);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/seeds/cti_{kind}"));
        let mut seeds = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let seed = fs::read(entry.unwrap().path()).unwrap();
            let (first, body) = seed.split_first().unwrap();
            let check = |content_type: &str, body: &[u8]| cti_is_sound(&source, content_type, "https://h/cti/s", body);
            for content_type in types {
                check(content_type, body);
            }
            let content_type = types[usize::from(first - b'@')];
            for at in 0..body.len() {
                check(content_type, &body[..at]);
                let mut changed = body.to_vec();
                changed[at] = BYTES[at % BYTES.len()];
                check(content_type, &changed);
                changed.remove(at);
                check(content_type, &changed);
            }
            seeds += 1;
        }
        assert!(seeds > 0, "{kind}");
    }
}
