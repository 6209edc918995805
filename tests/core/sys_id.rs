use help_request_edge::sys_id::{InvalidSysId, SysId};
use proptest::prelude::*;
use std::collections::HashSet;
use uuid::{ContextV7, Uuid, Variant};

fn parsed(text: &str) -> Result<String, InvalidSysId> {
    SysId::parse(text).map(|id| id.to_string())
}

#[test]
fn it_is_32_hexadecimal_digits() {
    assert_eq!(parsed("0123456789abcdef0123456789abcdef").as_deref(), Ok("0123456789abcdef0123456789abcdef"));
}

#[test]
fn upper_case_is_normalised_to_lower_case() {
    assert_eq!(parsed("D4DEC70F3B4BFE101BAA9F7E53E45A5D").as_deref(), Ok("d4dec70f3b4bfe101baa9f7e53e45a5d"));
    assert_eq!(SysId::parse("ABCDEFabcdef00000000000000000000"), SysId::parse("abcdefabcdef00000000000000000000"));
}

#[test]
fn another_number_of_digits_is_refused() {
    for digits in [0, 1, 31, 33, 64] {
        assert_eq!(parsed(&"a".repeat(digits)), Err(InvalidSysId), "{digits} digits");
    }
}

#[test]
fn other_characters_are_refused() {
    for text in [
        "g4dec70f3b4bfe101baa9f7e53e45a5d",
        " 4dec70f3b4bfe101baa9f7e53e45a5d",
        "d4dec70f3b4bfe101baa9f7e53e45a5\n",
        "d4dec70f-3b4b-fe10-1baa-9f7e53e45a5d",
        "{4dec70f3b4bfe101baa9f7e53e45a5}",
        "%34dec70f3b4bfe101baa9f7e53e45a5",
        "+4dec70f3b4bfe101baa9f7e53e45a5d",
    ] {
        assert_eq!(parsed(text), Err(InvalidSysId), "{text:?}");
    }
}

#[test]
fn digits_of_other_scripts_are_refused() {
    let arabic_digits = "\u{0661}".repeat(16);
    assert_eq!(arabic_digits.len(), SysId::LENGTH);
    assert_eq!(parsed(&arabic_digits), Err(InvalidSysId));
    assert_eq!(parsed(&"\u{0661}".repeat(32)), Err(InvalidSysId));
}

#[test]
fn a_new_one_is_a_uuid_version_7_without_hyphens() {
    let id = SysId::new_v7(0x0123_4567_89ab, &ContextV7::new());
    let uuid = Uuid::try_parse(id.as_str()).unwrap();
    assert_eq!((uuid.get_version_num(), uuid.get_variant()), (7, Variant::RFC4122));
    assert!(id.as_str().starts_with("0123456789ab7"), "{id}");
}

#[test]
fn new_ones_of_one_millisecond_sort_in_the_order_in_which_they_were_made() {
    let context = ContextV7::new();
    let ids: Vec<String> = (0..10_000).map(|_| SysId::new_v7(1_770_000_000_000, &context).to_string()).collect();
    assert!(ids.is_sorted_by(|one, next| one < next));
}

#[test]
fn new_ones_of_different_contexts_differ() {
    let new = || SysId::new_v7(1_770_000_000_000, &ContextV7::new()).to_string();
    let ids: HashSet<String> = (0..10_000).map(|_| new()).collect();
    assert_eq!(ids.len(), 10_000);
}

proptest! {
    #[test]
    fn new_ones_are_sys_ids(millis in 0..1_u64 << 48) {
        let id = SysId::new_v7(millis, &ContextV7::new());
        prop_assert_eq!(SysId::parse(id.as_str()), Ok(id));
    }

    #[test]
    fn new_ones_sort_by_the_time_of_creation(millis in 0..(1_u64 << 48) - 1) {
        let new = |millis| SysId::new_v7(millis, &ContextV7::new()).to_string();
        prop_assert!(new(millis) < new(millis + 1));
    }
}
