//! Reads a batch. A malformed batch is refused as a whole. A request that cannot be sent is a fault of that request, and does not
//! affect the others.

use super::MAX_REQUESTS;
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

/// A batch, as the caller sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The caller's id of the batch; empty if it has none.
    pub id: String,
    /// The requests that may be carried out, in their order: the first [`MAX_REQUESTS`]. No two have the same id.
    pub items: Vec<Item>,
    /// The ids of the requests after them. Clients send those again: `PySNC` puts all records of a list into one batch.
    pub others: Vec<String>,
}

/// A request of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The caller's id of the request.
    pub id: String,
    /// Whether the answer leaves out the headers.
    pub excludes_headers: bool,
    /// The request, or why it cannot be sent.
    pub request: Result<ItemRequest, Fault>,
}

/// A request that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRequest {
    /// The HTTP method, in upper case.
    pub method: String,
    /// The path and the query. Begins with a slash.
    pub url: String,
    /// The headers that the caller gave.
    pub headers: Vec<(String, String)>,
    /// Empty if there is none.
    pub body: Vec<u8>,
}

/// Base64 with or without padding, because some clients leave it out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The headers that say how a request is sent or by whom. They are ignored in a request of a batch, which has those of the batch.
const TRANSPORT_HEADERS: [&str; 6] =
    ["authorization", "connection", "content-length", "expect", "host", "transfer-encoding"];

#[derive(Deserialize)]
struct RawBatch {
    batch_request_id: Option<Text>,
    rest_requests: Option<RawItems>,
}

struct RawItems {
    items: Vec<Object<RawItem>>,
    others: Vec<Object<RawId>>,
}

#[derive(Deserialize)]
struct RawId {
    id: Text,
}

#[derive(Deserialize)]
struct RawItem {
    id: Option<Text>,
    method: Option<Text>,
    url: Option<Text>,
    headers: Option<Vec<Object<RawHeader>>>,
    body: Option<Text>,
    exclude_response_headers: Option<Text>,
}

#[derive(Deserialize)]
struct RawHeader {
    name: Text,
    value: Text,
}

/// An object. By themselves, serde's structs would also accept a list of their members.
struct Object<T>(T);

/// A text. Accepts numbers and booleans as their text, because `PySNC` sends ids as numbers.
struct Text(String);

impl Batch {
    /// Reads the body of a batch. Ignores unknown members, as ServiceNow does, and `enforce_order`, because the order is always
    /// kept.
    ///
    /// # Errors
    /// All faults together. Nothing is carried out then.
    pub fn read(body: &[u8]) -> Result<Self, Faults> {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let Object(raw): Object<RawBatch> = serde_json::from_slice(body)
            .map_err(|error| Fault::body(format!("the body is not a batch: {error}; nothing was carried out")))?;
        let Some(RawItems { items, others }) = raw.rest_requests else {
            let message = "rest_requests is missing; give the list of requests";
            return Err(Fault::field("rest_requests", FaultCode::Required, message).into());
        };
        let (mut faults, mut ids) = (Faults::default(), HashSet::new());
        let mut read = Vec::with_capacity(items.len());
        for (at, Object(item)) in items.into_iter().enumerate() {
            match item.read(at) {
                Ok(item) if ids.contains(&item.id) => {
                    let message = format!(
                        "rest_requests[{at}].id \"{}\" is the id of another request; give each its own",
                        excerpt(&item.id)
                    );
                    faults.push(Fault::field(format!("rest_requests[{at}].id"), FaultCode::DuplicateField, message));
                }
                Ok(item) => {
                    ids.insert(item.id.clone());
                    read.push(item);
                }
                Err(fault) => faults.push(fault),
            }
        }
        let id = raw.batch_request_id.map_or_else(String::new, |Text(id)| id);
        let others = others.into_iter().map(|Object(RawId { id: Text(id) })| id).collect();
        if faults.is_empty() { Ok(Self { id, items: read, others }) } else { Err(faults) }
    }
}

impl RawItem {
    fn read(self, at: usize) -> Result<Item, Fault> {
        let required = |value: Option<Text>, name: &str| match value {
            Some(Text(value)) if !value.trim().is_empty() => Ok(value),
            _ => {
                let field = format!("rest_requests[{at}].{name}");
                let message = format!("{field} is missing; each request needs id, method and url");
                Err(Fault::field(field, FaultCode::Required, message))
            }
        };
        let id = required(self.id, "id")?;
        let method = required(self.method, "method")?.trim().to_ascii_uppercase();
        let url = required(self.url, "url")?.trim().to_owned();
        let headers =
            self.headers.unwrap_or_default().into_iter().map(|Object(header)| (header.name.0, header.value.0));
        let headers =
            headers.filter(|(name, _)| !TRANSPORT_HEADERS.iter().any(|other| name.eq_ignore_ascii_case(other)));
        let excludes_headers =
            self.exclude_response_headers.is_some_and(|Text(value)| value.eq_ignore_ascii_case("true"));
        let request = match decode(self.body) {
            _ if !url.starts_with('/') => {
                let message = format!("url \"{}\" does not begin with /api/now/; give path and query", excerpt(&url));
                Err(Fault::field("url", FaultCode::InvalidParameter, message))
            }
            Some(body) => Ok(ItemRequest { method, url, headers: headers.collect(), body }),
            None => Err(Fault::field(
                "body",
                FaultCode::MalformedBody,
                "body is not Base64; encode the body of the request",
            )),
        };
        Ok(Item { id, excludes_headers, request })
    }
}

/// Decodes Base64 of either alphabet (RFC 4648, sections 4 and 5), with or without padding and white space: ServiceNow's
/// samples have line breaks and spaces within the body.
fn decode(body: Option<Text>) -> Option<Vec<u8>> {
    let Some(Text(text)) = body else {
        return Some(Vec::new());
    };
    let plain = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    });
    LENIENT.decode(plain.collect::<Vec<u8>>()).ok()
}

impl<'de> Deserialize<'de> for RawItems {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items;
        impl<'de> Visitor<'de> for Items {
            type Value = RawItems;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of requests")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawItems, A::Error> {
                let mut raw = RawItems { items: Vec::new(), others: Vec::new() };
                while raw.items.len() < MAX_REQUESTS
                    && let Some(item) = list.next_element()?
                {
                    raw.items.push(item);
                }
                if raw.items.len() == MAX_REQUESTS {
                    // Reads only their ids, because a body can have very many.
                    while let Some(other) = list.next_element()? {
                        raw.others.push(other);
                    }
                }
                Ok(raw)
            }
        }
        deserializer.deserialize_seq(Items)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfObject<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OfObject<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(OfObject(PhantomData)).map(Self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfText;
        impl Visitor<'_> for OfText {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Text, E> {
                Ok(Text(text))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
        }
        deserializer.deserialize_any(OfText)
    }
}
