//! JSON as it is read where its shape is not known beforehand. `serde_json::Value` would do, but for the order of an object's
//! members, which it loses and XML shows, and for the map that it sorts them into, 2 KB of the compressed Worker.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value (RFC 8259, section 3).
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that is not negative.
    Unsigned(u64),
    /// Any other number. What is written with more than 15 digits may differ in the last of these; what no machine number
    /// holds is infinite.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object, its members in their order.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads a text. `None` if it is no JSON.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The member of that name, of several the last; `None` also for what is no object.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value at a place within this one (RFC 6901).
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        let mut tokens = pointer.split('/');
        // What stands before the first slash is nothing.
        tokens.next().filter(|first| first.is_empty())?;
        tokens.try_fold(self, |value, token| match value {
            Self::List(elements) => elements.get(index(token)?),
            value => value.get(&unescaped(token)),
        })
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    /// The number, if it is one that a machine number holds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "JSON has no other numbers than these")]
    pub const fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Unsigned(number) => Some(*number as f64),
            Self::Number(number) if number.is_finite() => Some(*number),
            _ => None,
        }
    }

    /// Whether it is an object.
    #[must_use]
    pub const fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

/// What `serde_json` with its feature `arbitrary_precision` calls the only member of an object, as which it gives a number that
/// is no machine integer.
pub(crate) const NUMBER: &str = "$serde_json::private::Number";

/// The number that is written so. Not by the standard library, whose tables for it are larger than those of `serde_json`.
fn number(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (is_negative, digits) = digits.strip_prefix('-').map_or((false, digits), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut number = 0.0;
    for digit in whole.chars().chain(fraction.chars()) {
        number = number * 10.0 + f64::from(digit.to_digit(10)?);
    }
    let limit = if exponent.starts_with('-') { -i32::MAX } else { i32::MAX };
    let exponent = exponent.parse().unwrap_or(limit).saturating_sub_unsigned(u32::try_from(fraction.len()).ok()?);
    // What is zero is so at any power.
    let power = if number > 0.0 { 10_f64.powi(exponent.saturating_abs()) } else { 1.0 };
    let number = if exponent < 0 { number / power } else { number * power };
    Some(if is_negative { -number } else { number })
}

/// An index has no sign and no leading zero.
fn index(token: &str) -> Option<usize> {
    let is_plain = token == "0" || !token.starts_with(['0', '+']);
    token.parse().ok().filter(|_| is_plain)
}

/// `~0` is a tilde, `~1` a slash.
fn unescaped(token: &str) -> String {
    let mut name = String::new();
    let mut characters = token.chars().peekable();
    while let Some(character) = characters.next() {
        name.push(match character {
            '~' if characters.next_if_eq(&'1').is_some() => '/',
            '~' => {
                characters.next_if_eq(&'0');
                '~'
            }
            character => character,
        });
    }
    name
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Unsigned(number))
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON has no other numbers than these")]
    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Json::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(match members.as_slice() {
            [(name, Json::Text(text))] if name == NUMBER => number(text).map_or(Json::Null, Json::Number),
            _ => Json::Object(members),
        })
    }
}
