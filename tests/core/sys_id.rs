use help_request_edge::sys_id::{InvalidSysId, SysId};
use proptest::prelude::*;

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
    let id = SysId::new_v7(0x0123_4567_89ab, &[0xff; 10]);
    assert_eq!(id.as_str(), "0123456789ab7fffbfffffffffffffff");
    let id = SysId::new_v7(0, &[0; 10]);
    assert_eq!(id.as_str(), "00000000000070008000000000000000");
}

proptest! {
    #[test]
    fn new_ones_are_sys_ids(millis in 0..1_u64 << 48, random: [u8; 10]) {
        let id = SysId::new_v7(millis, &random);
        prop_assert_eq!(SysId::parse(id.as_str()), Ok(id));
    }

    #[test]
    fn new_ones_sort_by_the_time_of_creation(millis in 0..(1_u64 << 48) - 1, first: [u8; 10], second: [u8; 10]) {
        let (first, second) = (SysId::new_v7(millis, &first), SysId::new_v7(millis + 1, &second));
        prop_assert!(first.as_str() < second.as_str());
    }

    #[test]
    fn different_random_bits_give_different_ids(millis in 0..1_u64 << 48, random: [u8; 10], bit in 0..74_usize) {
        // The first 12 and the last 62 of the 80 bits are used; version and variant take the place of the others.
        let bit = if bit < 12 { bit + 4 } else { bit + 6 };
        let mut other = random;
        other[bit / 8] ^= 0x80 >> (bit % 8);
        prop_assert_ne!(SysId::new_v7(millis, &random), SysId::new_v7(millis, &other));
    }
}
