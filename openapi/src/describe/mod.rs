//! What the code does not say about a method: its words, parameters, bodies and successes.
//!
//! A new resource gets a [`Description`] for each of its methods, in a file here. `tests/core/routes.rs` fails without it. HEAD
//! needs none, because it is GET without the body.

mod batch;
mod cti;
mod health;
mod help_request;
mod oauth;
mod relay;
mod table;

use help_request_edge::error::ApiError;
use serde_json::{Value, json};

/// The description of a method.
pub struct Description {
    /// The path, as in `RESOURCES`.
    pub path: &'static str,
    /// The method, as in `RESOURCES`.
    pub method: &'static str,
    /// The name of the function in clients that are generated.
    pub id: &'static str,
    /// A tag of [`TAGS`].
    pub tag: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// What else a caller must know, in Markdown.
    pub words: String,
    /// The names of its parameters in `components`.
    pub parameters: Vec<&'static str>,
    /// The content of its request body; `None` if it has none.
    pub body: Option<Value>,
    /// Its successes.
    pub successes: Vec<Success>,
    /// Failures besides those that its access and its kind of body imply.
    pub failures: Vec<ApiError>,
}

/// A success of a method.
pub struct Success {
    /// The HTTP status code.
    pub status: u16,
    /// When it comes.
    pub words: &'static str,
    /// The names of the headers that it may have, besides those of every answer.
    pub headers: Vec<&'static str>,
    /// Its content; `None` if it has no body.
    pub content: Option<Value>,
}

/// The groups of methods, with their descriptions.
pub const TAGS: [(&str, &str); 8] = [
    ("Help Request API", "Records the help that supervisors give agents on calls."),
    ("Feed", "All changes in their order."),
    ("Table API", "Reads records, and registers interactions and help requests."),
    ("Aggregate API", "Counts and summarises records."),
    ("Batch API", "Several requests in one call."),
    ("OAuth", "Issues access tokens."),
    ("Telephony", "Takes the telephony systems' own events."),
    ("Operation", "Health, and what happens in the background."),
];

/// The descriptions of all methods.
pub fn all() -> Vec<Description> {
    [help_request::all(), table::all(), batch::all(), oauth::all(), cti::all(), relay::all(), health::all()]
        .into_iter()
        .flatten()
        .collect()
}

impl Description {
    const fn new(path: &'static str, method: &'static str, id: &'static str, tag: &'static str) -> Self {
        Self {
            path,
            method,
            id,
            tag,
            summary: "",
            words: String::new(),
            parameters: Vec::new(),
            body: None,
            successes: Vec::new(),
            failures: Vec::new(),
        }
    }
}

/// The request body with this content.
fn body(content: &Value) -> Option<Value> {
    Some(json!({ "required": true, "content": content }))
}

fn success(status: u16, words: &'static str, headers: &[&'static str], content: Value) -> Success {
    Success { status, words, headers: headers.to_vec(), content: Some(content) }
}

fn empty(status: u16, words: &'static str, headers: &[&'static str]) -> Success {
    Success { status, words, headers: headers.to_vec(), content: None }
}
