//! JSON bodies (RFC 8259): one object whose members are the fields.

use super::{AN_OBJECT, RawFields, RawValue};
use crate::fault::Fault;
use crate::json::NUMBER;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Reads the members of the object.
pub(super) fn decode(text: &str, mut fields: RawFields) -> Result<RawFields, Fault> {
    if text.trim_start().is_empty() {
        return Err(Fault::body("the body is empty; send a JSON object with the fields of the request"));
    }
    // Only of an object: a number at the root looks like one.
    let is_object = text.trim_start().starts_with('{');
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match Value(Some(&mut fields).filter(|_| is_object)).deserialize(&mut deserializer).and_then(|root| {
        deserializer.end()?;
        Ok(root)
    }) {
        Ok(RawValue::Other(AN_OBJECT)) => Ok(fields),
        Ok(RawValue::Other(kind)) => Err(not_an_object(kind)),
        Ok(RawValue::Text(_) | RawValue::Shown(_)) => Err(not_an_object("a string")),
        Ok(RawValue::Null) => Err(not_an_object("null")),
        Err(error) => Err(Fault::body(format!("the body is not well-formed JSON: {error}"))),
    }
}

fn not_an_object(kind: &str) -> Fault {
    Fault::body(format!("the body is {kind}, not an object; send the fields as {{\"field\": \"value\", …}}"))
}

const A_NUMBER: &str = "a number";

/// Reads one value. Members of the object at the root go into the fields; deeper ones mean something only where they are
/// those of [`RawValue::Shown`].
///
/// A number that is no machine integer comes as an object whose only member is [`NUMBER`]. All the same every kind of value has
/// its method, so that serde's own errors, which would bring the formatting of floating point numbers into the Worker, are
/// never called for.
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
        Ok(RawValue::Other(A_NUMBER))
    }

    fn visit_u64<E>(self, _: u64) -> Result<RawValue, E> {
        Ok(RawValue::Other(A_NUMBER))
    }

    fn visit_f64<E>(self, _: f64) -> Result<RawValue, E> {
        Ok(RawValue::Other(A_NUMBER))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawValue, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(RawValue::Other("an array"))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<RawValue, A::Error> {
        let (mut kind, mut value, mut is_shown) = (AN_OBJECT, None, false);
        while let Some(name) = map.next_key::<String>()? {
            if let Some(fields) = &mut self.0 {
                fields.put(&name, map.next_value_seed(Value(None))?);
            } else if name == "value" {
                value = Some(map.next_value_seed(Value(None))?);
            } else {
                map.next_value::<IgnoredAny>()?;
                match name.as_str() {
                    "link" | "display_value" => is_shown = true,
                    NUMBER => kind = A_NUMBER,
                    _ => {}
                }
            }
        }
        Ok(match value {
            Some(RawValue::Text(text)) if is_shown => RawValue::Shown(text),
            _ => RawValue::Other(kind),
        })
    }
}
