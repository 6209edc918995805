//! The two shapes of a body, in JSON and in XML (contract, section 3).

use super::Format;
use crate::body::is_char;
use crate::fault::Fault;
use crate::help_action::Done;
use crate::json::Json;
use quick_xml::escape::escape;
use serde::Serialize;

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Envelope {
    /// 2xx.
    Success {
        /// What was done.
        result: Success,
    },
    /// Everything else.
    Failure(Failure),
}

/// The source document's result; the order of its members is part of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are the contract's")]
pub struct Success {
    success: bool,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    action_sys_id: Option<String>,
}

/// The one shape of every failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<FailedResult>,
    error: ErrorBody,
    status: &'static str,
}

/// Repeats the message for callers who read the result alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct FailedResult {
    success: bool,
    message: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ErrorBody {
    message: String,
    /// Always present: aiosnow cannot read an error without it.
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<Fault>,
}

impl From<&Done> for Envelope {
    fn from(done: &Done) -> Self {
        let action_sys_id = done.action_sys_id().map(ToString::to_string);
        Self::Success { result: Success { success: true, message: done.message(), action_sys_id } }
    }
}

impl Failure {
    /// A failure that has nothing to do with the request's content.
    #[must_use]
    pub fn new(message: impl Into<String>, detail: Option<String>) -> Self {
        let error = ErrorBody { message: message.into(), detail, faults: Vec::new() };
        Self { result: None, error, status: "failure" }
    }

    /// The failure as the Table API tells it: aiosnow reads no error that has other members than message and detail.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.result = None;
        if !self.error.faults.is_empty() {
            self.error.faults.clear();
            self.error.detail = Some("Correct what the message names and send the request again".into());
        }
        self
    }

    /// A failure that comes from the request's content.
    #[must_use]
    pub fn of_content(message: impl Into<String>, detail: Option<String>, faults: Vec<Fault>) -> Self {
        let message = message.into();
        let result = FailedResult { success: false, message: message.clone() };
        Self { result: Some(result), error: ErrorBody { message, detail, faults }, status: "failure" }
    }
}

impl Envelope {
    /// The body as text.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        match format {
            // Writing strings into memory cannot fail; an empty body would still be seen by the tests.
            Format::Json => serde_json::to_string(self).unwrap_or_default(),
            Format::Xml => self.to_xml(),
        }
    }

    /// The same members as in JSON; a list is its element repeated.
    fn to_xml(&self) -> String {
        let mut xml = Xml::new();
        xml.parent("response", |xml| match self {
            Self::Success { result } => {
                xml.result(result.success, &result.message, result.action_sys_id.as_deref());
            }
            Self::Failure(failure) => {
                if let Some(result) = &failure.result {
                    xml.result(result.success, &result.message, None);
                }
                xml.parent("error", |xml| {
                    xml.leaf("message", &failure.error.message);
                    xml.leaf("detail", failure.error.detail.as_deref().unwrap_or_default());
                    for fault in &failure.error.faults {
                        xml.parent("faults", |xml| {
                            xml.leaf("field", fault.field.as_deref().unwrap_or_default());
                            xml.leaf("code", fault.code.as_str());
                            xml.leaf("message", &fault.message);
                        });
                    }
                });
                xml.leaf("status", failure.status);
            }
        });
        xml.0
    }
}

/// The body of an answer with a record, a JSON object as the database has made it. `None` if it is not.
#[must_use]
pub fn record(record: &str, format: Format) -> Option<String> {
    match format {
        Format::Json => Some(["{\"result\":", record, "}"].concat()),
        Format::Xml => list_in_xml([Some(record)]),
    }
}

/// The body of an answer with a list of records. `None` if one is no JSON.
#[must_use]
pub fn list_in_xml(records: impl IntoIterator<Item = Option<impl AsRef<str>>>) -> Option<String> {
    let mut xml = Xml::new();
    xml.tag("<", "response");
    // One at a time, so that they are not all there twice.
    for record in records {
        xml.value("result", &serde_json::from_str(record?.as_ref()).ok()?);
    }
    xml.tag("</", "response");
    Some(xml.0)
}

struct Xml(String);

impl Xml {
    fn new() -> Self {
        Self(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"))
    }

    /// A value of JSON; a list is its element repeated.
    fn value(&mut self, name: &str, value: &Json) {
        match value {
            Json::Object(members) => self.parent(name, |xml| {
                for (name, value) in members {
                    xml.value(name, value);
                }
            }),
            Json::List(elements) => {
                for element in elements {
                    self.value(name, element);
                }
            }
            value => self.leaf(name, value.as_str().unwrap_or_default()),
        }
    }

    fn result(&mut self, success: bool, message: &str, action_sys_id: Option<&str>) {
        self.parent("result", |xml| {
            xml.leaf("success", if success { "true" } else { "false" });
            xml.leaf("message", message);
            if let Some(id) = action_sys_id {
                xml.leaf("action_sys_id", id);
            }
        });
    }

    fn parent(&mut self, name: &str, children: impl FnOnce(&mut Self)) {
        self.tag("<", name);
        children(self);
        self.tag("</", name);
    }

    fn leaf(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            self.0.push('<');
            self.0.push_str(name);
            self.0.push_str("/>");
        } else {
            // Names in tokens and what others write into the database may hold what XML may not.
            let text = text.replace(|character| !is_char(character), "\u{FFFD}");
            // XML 1.0, section 2.11: as itself it would be read as a line feed.
            self.parent(name, |xml| xml.0.push_str(&escape(text.as_str()).replace('\r', "&#13;")));
        }
    }

    fn tag(&mut self, open: &str, name: &str) {
        self.0.push_str(open);
        self.0.push_str(name);
        self.0.push('>');
    }
}
