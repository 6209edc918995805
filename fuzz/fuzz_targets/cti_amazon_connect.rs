//! Events of the kind `amazon_connect`. The first byte chooses the content type.
#![no_main]

use help_request_edge_fuzz::oracles::{cti_is_sound, cti_source};
use libfuzzer_sys::fuzz_target;

const TYPES: &[&str] = &["application/json", ""];

fuzz_target!(|data: &[u8]| {
    if let Some((first, body)) = data.split_first() {
        let content_type = TYPES[usize::from(*first) % TYPES.len()];
        cti_is_sound(&cti_source("amazon_connect"), content_type, "https://help.example.com/cti/s?interaction=", body);
    }
});
