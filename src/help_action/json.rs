//! JSON bodies (RFC 8259): one object whose members are the fields.

use super::{RawFields, RawValue};
use crate::fault::Fault;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue as RawJson;
use std::fmt;

/// Reads the members of the object.
pub(super) fn decode(text: &str) -> Result<RawFields, Fault> {
    if text.trim_start().is_empty() {
        return Err(Fault::body("the body is empty; send a JSON object with the fields of the request"));
    }
    let mut fields = RawFields::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let malformed = |error| Fault::body(format!("the body is not well-formed JSON: {error}"));
    let root = Value(Some(&mut fields)).deserialize(&mut deserializer).map_err(malformed)?;
    deserializer.end().map_err(malformed)?;
    match root {
        RawValue::Other(OBJECT) => Ok(fields),
        RawValue::Other(kind) => Err(not_an_object(kind)),
        RawValue::Text(_) => Err(not_an_object("a string")),
        RawValue::Null => Err(not_an_object("null")),
    }
}

fn not_an_object(kind: &str) -> Fault {
    Fault::body(format!("the body is {kind}, not an object; send the fields as {{\"interaction\": \"…\", …}}"))
}

const OBJECT: &str = "an object";

/// A member's value, which is well-formed JSON. Its kind is told by how it begins, so that a number that is too large for
/// a machine is still a number.
fn value(json: &str) -> serde_json::Result<RawValue> {
    match json.as_bytes().first() {
        Some(b'"') => Value(None).deserialize(&mut serde_json::Deserializer::from_str(json)),
        Some(b'{') => Ok(RawValue::Other(OBJECT)),
        Some(b'[') => Ok(RawValue::Other("an array")),
        Some(b't' | b'f') => Ok(RawValue::Other("a boolean")),
        Some(b'n') => Ok(RawValue::Null),
        _ => Ok(RawValue::Other("a number")),
    }
}

/// Reads one value. Members of the object at the root go into the fields; what lies deeper has no meaning here.
///
/// Every kind of value has its method, so that serde's own errors, which would bring the formatting of floating point
/// numbers into the Worker, are never called for.
struct Value<'a>(Option<&'a mut RawFields>);

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = RawValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<RawValue, E> {
        Ok(RawValue::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<RawValue, E> {
        Ok(RawValue::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<RawValue, E> {
        Ok(RawValue::Other("a boolean"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<RawValue, E> {
        Ok(RawValue::Other("a number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<RawValue, E> {
        Ok(RawValue::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<RawValue, E> {
        Ok(RawValue::Other("a number"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawValue, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(RawValue::Other("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawValue, A::Error> {
        match self.0 {
            None => while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {},
            Some(fields) => {
                while let Some(name) = map.next_key::<String>()? {
                    let raw: &RawJson = map.next_value()?;
                    fields.put(&name, value(raw.get()).map_err(Error::custom)?);
                }
            }
        }
        Ok(RawValue::Other(OBJECT))
    }
}
