//! JSON bodies, against another parser.
#![no_main]

use help_request_edge::format::{Format, RawFields, RawValue};
use help_request_edge::help_action::{Field, decode};
use help_request_edge_fuzz::oracles::can_be_told;
use help_request_edge_fuzz::{PRESENTS, command_of};
use json_event_parser::{JsonEvent, JsonSyntaxError, SliceJsonParser};
use libfuzzer_sys::fuzz_target;

/// The members of the object, as the other parser reads them. `Ok(None)` if the root is no object.
fn expected(text: &str) -> Result<Option<RawFields>, JsonSyntaxError> {
    let mut fields = RawFields::new(Field::ALL.map(Field::name));
    let mut parser = SliceJsonParser::new(text.as_bytes());
    let (mut depth, mut name, mut is_object) = (0, String::new(), false);
    // Of an object in the object: the text of the last member called value, and whether it is shown as answers do.
    let (mut kind, mut is_value, mut is_shown, mut shown) = ("", false, false, None);
    loop {
        let event = parser.parse_next()?;
        let value = match event {
            JsonEvent::ObjectKey(key) => {
                match depth {
                    1 => name = key.into_owned(),
                    2 => {
                        is_value = key == "value";
                        is_shown |= kind == "an object" && matches!(&*key, "link" | "display_value");
                    }
                    _ => {}
                }
                continue;
            }
            JsonEvent::EndArray | JsonEvent::EndObject => {
                depth -= 1;
                if depth == 1 && is_object {
                    fields.put(
                        &name,
                        shown.take().filter(|_| is_shown).map_or(RawValue::Other(kind), RawValue::Displayed),
                    );
                    is_shown = false;
                }
                continue;
            }
            JsonEvent::Eof => return Ok(is_object.then_some(fields)),
            JsonEvent::String(text) => RawValue::Text(text.into_owned()),
            JsonEvent::Null => RawValue::Null,
            JsonEvent::Boolean(_) => RawValue::Other("a boolean"),
            JsonEvent::Number(_) => RawValue::Other("a number"),
            JsonEvent::StartArray => RawValue::Other("an array"),
            JsonEvent::StartObject => RawValue::Other("an object"),
        };
        is_object |= depth == 0 && value == RawValue::Other("an object");
        let opened = match value {
            RawValue::Other(word @ ("an array" | "an object")) => Some(word),
            _ => None,
        };
        match (depth, opened) {
            (1, Some(word)) => kind = word,
            (1, None) if is_object => fields.put(&name, value),
            (2, _) if kind == "an object" && is_value => {
                shown = match value {
                    RawValue::Text(text) => Some(text),
                    _ => None,
                };
            }
            _ => {}
        }
        if opened.is_some() {
            depth += 1;
        }
    }
}

/// The halves of characters that JSON's grammar allows and Unicode does not, on which parsers differ.
fn may_have_a_lone_surrogate(text: &str) -> bool {
    text.to_ascii_lowercase().contains("\\ud")
}

fuzz_target!(|text: &str| {
    let actual = decode(Format::Json, text.as_bytes());
    // The other parser passes over one byte order mark as well.
    if !may_have_a_lone_surrogate(text) {
        let expected = expected(text);
        match (&actual, expected) {
            (Ok(actual), Ok(Some(expected))) => assert_eq!(*actual, expected),
            (Ok(_), Ok(None)) => panic!("what is no object was accepted"),
            (Ok(_), Err(error)) => panic!("it was accepted, but: {error}"),
            (Err(error), Ok(Some(_))) => panic!("refused: {error:?}"),
            (Err(_), _) => {}
        }
    }
    if let Err(faults) = actual {
        can_be_told(&faults.into_list());
    }
    let _ = command_of(Format::Json, text.as_bytes(), PRESENTS[0]);
});
