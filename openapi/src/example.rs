//! Examples, in both formats. For the local run, `xtask` replaces them by the sample data.

use help_request_edge::format::{Format, render};
use serde_json::{Map, Value, json};

/// An interaction.
pub const INTERACTION: &str = "019c70c6f0bf7c0a8f3bd1b5a7e4c2a1";
/// Its help request.
pub const HELP_REQUEST: &str = "019c70c6f0bf7c0a8f3bd1b5a7e4c2a2";
/// Its help action.
pub const HELP_ACTION: &str = "019c70c6f0bf7c0a8f3bd1b5a7e4c2a3";
/// A caller.
pub const USER: &str = "telephony.integration";
/// An OAuth client.
pub const CLIENT_ID: &str = "019c70c6f0bf7c0a8f3bd1b5a7e4c2a4";
/// Its secret.
pub const CLIENT_SECRET: &str = "the-secret-of-the-client";

/// An example with a name: a body in JSON.
pub type Example = (&'static str, Value);

/// The content of an answer or a request in JSON alone.
pub fn json_content(schema: &Value, examples: &[Example]) -> Value {
    let named: Map<String, Value> =
        examples.iter().map(|(name, body)| (key(name), json!({ "summary": name, "value": body }))).collect();
    json!({ "application/json": { "schema": schema, "examples": named } })
}

/// The content of an answer in JSON and XML, as the service writes it.
pub fn answer_content(schema: &Value, examples: &[Example]) -> Value {
    let xml = examples
        .iter()
        .map(|(name, body)| (key(name), json!({ "summary": name, "value": render(body, Format::Xml) })))
        .collect();
    with_xml(json_content(schema, examples), schema, xml)
}

/// The content of a request with fields, in JSON and XML.
pub fn fields_content(schema: &Value, examples: &[Example]) -> Value {
    let in_xml = |body: &Value| {
        let text = render(&json!({ "entry": body }), Format::Xml);
        text.replace("<response>", "<request>").replace("</response>", "</request>")
    };
    let xml =
        examples.iter().map(|(name, body)| (key(name), json!({ "summary": name, "value": in_xml(body) }))).collect();
    with_xml(json_content(schema, examples), schema, xml)
}

fn with_xml(mut content: Value, schema: &Value, examples: Map<String, Value>) -> Value {
    content["application/xml"] = json!({ "schema": schema, "examples": examples });
    content
}

/// A key that OpenAPI allows.
pub fn key(name: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' };
    name.chars().map(allowed).collect()
}
