//! Writes XML from JSON values.

use super::is_char;
use quick_xml::escape::escape;
use serde_json::Value;

/// The root element of every answer.
const ROOT: &str = "response";

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// The document of a JSON object: the same members under the root `response`.
pub(super) fn write(body: &Value) -> String {
    let mut xml = Xml(DECLARATION.to_owned());
    xml.value(ROOT, body);
    xml.0
}

/// The document of a list of records, each given as the text of a JSON object, and how many of them it has: as many as fit into
/// so many bytes. `None` if one is no JSON.
///
/// Parses one record at a time, so that a long list is not in memory twice.
#[must_use]
pub fn write_records(
    records: impl IntoIterator<Item = Option<impl AsRef<str>>>,
    max_bytes: usize,
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
    xml.tag("</", ROOT);
    Some((xml.0, written))
}

struct Xml(String);

impl Xml {
    /// An element with a value. A list is its element repeated.
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
        // Names in tokens and what others write into the database may hold characters that XML may not.
        let text = text.replace(|character| !is_char(character), "\u{FFFD}");
        self.tag("<", name);
        // XML 1.0, section 2.11: a bare carriage return would be read as a line feed.
        self.0.push_str(&escape(text.as_str()).replace('\r', "&#13;"));
        self.tag("</", name);
    }

    fn tag(&mut self, open: &str, name: &str) {
        self.0.extend([open, name, ">"]);
    }
}
