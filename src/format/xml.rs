//! Writes XML from JSON values.

use super::is_char;
use quick_xml::escape::escape;
use serde_json::Value;

/// The root element of every answer.
const ROOT: &str = "response";

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// Writes an object as a document, with the same members under the root `response`.
pub(super) fn write(body: &Value) -> String {
    let mut xml = Xml(DECLARATION.to_owned());
    xml.value(ROOT, body);
    xml.0
}

/// Writes a list of records as a document of at most `max_bytes` bytes before its last tag, and returns how many records
/// fit. Each record is the text of a JSON value. `None` if one is missing or not JSON. `next` is where the reader of a feed
/// goes on.
///
/// Parses one record at a time, so that a long list is not in memory twice.
#[must_use]
pub fn write_records(
    records: impl IntoIterator<Item = Option<impl AsRef<str>>>,
    max_bytes: usize,
    next: Option<&str>,
) -> Option<(String, usize)> {
    let mut xml = Xml(DECLARATION.to_owned());
    xml.tag("<", ROOT);
    let mut written = 0;
    for record in records {
        let before = xml.0.len();
        xml.value("result", &serde_json::from_str(record?.as_ref()).ok()?);
        if xml.0.len() > max_bytes {
            xml.0.truncate(before);
            break;
        }
        written += 1;
    }
    if let Some(next) = next {
        xml.leaf("next", next);
    }
    xml.tag("</", ROOT);
    Some((xml.0, written))
}

struct Xml(String);

impl Xml {
    /// Writes a value as an element. A list becomes one element for each item.
    fn value(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                self.tag("<", name);
                for (name, value) in members {
                    self.value(name, value);
                }
                self.tag("</", name);
            }
            Value::Array(elements) => {
                for element in elements {
                    self.value(name, element);
                }
            }
            Value::String(text) => self.leaf(name, text),
            Value::Null => self.leaf(name, ""),
            Value::Bool(_) | Value::Number(_) => self.leaf(name, &value.to_string()),
        }
    }

    fn leaf(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            self.0.extend(["<", name, "/>"]);
            return;
        }
        // Names from tokens, and texts that other programs have written into the database, may have characters that XML
        // forbids.
        let text = text.replace(|character| !is_char(character), "\u{FFFD}");
        self.tag("<", name);
        // A reader would turn a bare carriage return into a line feed (XML 1.0, section 2.11).
        self.0.push_str(&escape(text.as_str()).replace('\r', "&#13;"));
        self.tag("</", name);
    }

    fn tag(&mut self, open: &str, name: &str) {
        self.0.extend([open, name, ">"]);
    }
}
