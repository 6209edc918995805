//! JSON bodies (RFC 8259): one object whose members are the fields.

use super::{RawFields, RawValue};
use crate::fault::Fault;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Reads the members of the object.
pub(super) fn decode(text: &str, fields: RawFields) -> Result<RawFields, Fault> {
    if text.trim_start().is_empty() {
        return Err(Fault::body("the body is empty; send a JSON object with the fields of the request"));
    }
    let mut object = Object { fields, name: String::new() };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let root = match Value(Some(&mut object)).deserialize(&mut deserializer).and_then(|root| {
        deserializer.end()?;
        Ok(root)
    }) {
        Ok(root) => root,
        Err(error) => return Err(object.fault(&error.to_string())),
    };
    match root {
        RawValue::Other(OBJECT) => Ok(object.fields),
        RawValue::Other(kind) => Err(not_an_object(kind)),
        RawValue::Text(_) => Err(not_an_object("a string")),
        RawValue::Null => Err(not_an_object("null")),
    }
}

fn not_an_object(kind: &str) -> Fault {
    Fault::body(format!("the body is {kind}, not an object; send the fields as {{\"field\": \"value\", …}}"))
}

const OBJECT: &str = "an object";

/// The object at the root, as far as it was read.
struct Object {
    fields: RawFields,
    /// The member whose value is being read.
    name: String,
}

impl Object {
    /// What `serde_json` found wrong. A number that is too large for a machine is well-formed JSON all the same, so the fault
    /// is the field's.
    fn fault(&self, error: &str) -> Fault {
        if error.starts_with("number out of range") && !self.name.is_empty() {
            super::value::not_a_string(&self.name, "a number")
        } else {
            Fault::body(format!("the body is not well-formed JSON: {error}"))
        }
    }
}

/// Reads one value. Members of the object at the root go into the fields; what lies deeper has no meaning here.
///
/// Every kind of value has its method, so that serde's own errors, which would bring the formatting of floating point
/// numbers into the Worker, are never called for.
struct Value<'a>(Option<&'a mut Object>);

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
            Some(object) => {
                while let Some(name) = map.next_key()? {
                    object.name = name;
                    object.fields.put(&object.name, map.next_value_seed(Value(None))?);
                }
            }
        }
        Ok(RawValue::Other(OBJECT))
    }
}
