//! The header `Idempotency-Key`.
#![no_main]

use help_request_edge::fault::FaultCode;
use help_request_edge::store::idempotency::{HEADER, IdempotencyKey, MAX_KEY_LENGTH};
use help_request_edge_fuzz::oracles::can_be_told;
use libfuzzer_sys::fuzz_target;

fn is_key(text: &str) -> bool {
    (1..=MAX_KEY_LENGTH).contains(&text.len()) && text.chars().all(|c| ('!'..='~').contains(&c))
}

fuzz_target!(|header: &str| {
    match IdempotencyKey::parse(Some(header)) {
        Ok(Some(key)) => {
            let text = key.as_str();
            assert!(is_key(text));
            assert!(header.contains(text));
            assert_eq!(IdempotencyKey::parse(Some(&format!(" {header}\t"))), Ok(Some(key.clone())));
            // Bare and in quotation marks it is the same key, or a retry would be done twice.
            if !text.contains(['"', '\\']) {
                assert_eq!(IdempotencyKey::parse(Some(text)), Ok(Some(key.clone())));
                assert_eq!(IdempotencyKey::parse(Some(&format!("\"{text}\""))), Ok(Some(key.clone())));
            }
        }
        Ok(None) => panic!("a header was taken for none"),
        Err(fault) => {
            assert_eq!((fault.field.as_deref(), fault.code), (Some(HEADER), FaultCode::InvalidIdempotencyKey));
            can_be_told(&[fault]);
            assert!(!is_key(header) || header.starts_with('"'), "a key was refused");
        }
    }
});
