//! JSON bodies (RFC 8259): one object whose members are the fields.

use super::{RawFields, RawValue};
use crate::fault::Fault;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue as JsonText;
use std::collections::BTreeMap;
use std::fmt;

/// Reads the members of the object into the fields.
pub(super) fn decode(text: &str, mut fields: RawFields) -> Result<RawFields, Fault> {
    if text.trim_start().is_empty() {
        return Err(Fault::body("the body is empty; send a JSON object with the fields of the request"));
    }
    let result = if text.trim_start().starts_with('{') {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        Members(&mut fields).deserialize(&mut deserializer).and_then(|()| deserializer.end())
    } else {
        match serde_json::from_str(text).and_then(value) {
            Ok(other) => {
                let kind = other.kind();
                let message =
                    format!("the body is {kind}, not an object; send the fields as {{\"field\": \"value\", …}}");
                return Err(Fault::body(message));
            }
            Err(error) => Err(error),
        }
    };
    match result {
        Ok(()) => Ok(fields),
        Err(error) => {
            // Values are parsed one by one, so this error has the wrong line and column. Parsing the whole body gives the
            // right ones.
            let error = serde_json::from_str::<Value>(text).err().unwrap_or(error);
            Err(Fault::body(format!("the body is not well-formed JSON: {error}")))
        }
    }
}

/// Puts each member of an object into the fields. Keeps duplicate names, which serde's maps would drop.
struct Members<'a>(&'a mut RawFields);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((name, text)) = map.next_entry::<String, &JsonText>()? {
            self.0.put(&name, value(text).map_err(serde::de::Error::custom)?);
        }
        Ok(())
    }
}

/// Reads one value. `text` is well-formed, except that an escape may be half a character (a lone surrogate).
fn value(text: &JsonText) -> serde_json::Result<RawValue> {
    let text = text.get();
    Ok(match text.as_bytes().first() {
        Some(b'"') => RawValue::Text(serde_json::from_str(text)?),
        Some(b'{') => displayed(text)?,
        Some(b'[') => RawValue::Other("an array"),
        Some(b'n') => RawValue::Null,
        _ => RawValue::Scalar(text.to_owned()),
    })
}

/// Reads an object. With `link` or `display_value` it is the form in which the Table API shows a value.
fn displayed(text: &str) -> serde_json::Result<RawValue> {
    let members: BTreeMap<String, &JsonText> = serde_json::from_str(text)?;
    let is_displayed = members.contains_key("link") || members.contains_key("display_value");
    let value = members.get("value").filter(|value| is_displayed && value.get().starts_with('"'));
    match value {
        Some(value) => Ok(RawValue::Displayed(serde_json::from_str(value.get())?)),
        None => Ok(RawValue::Other(RawValue::OBJECT)),
    }
}
