use crate::support::{members, methods, resolved};
use help_request_edge::batch::Batch;
use help_request_edge::format::{Format, decode};
use help_request_edge::help_action::{self, Command};
use help_request_edge::schema::Table;
use help_request_edge::table::{InputRules, Purpose, RecordInput};
use help_request_edge::time::UtcTime;
use serde_json::Value;

/// The request bodies of the examples of a method: their format and text.
fn bodies(id: &str) -> Vec<(Format, String)> {
    let (_, _, method) = methods().find(|(_, _, method)| method["operationId"] == id).unwrap();
    let mut bodies = Vec::new();
    for (name, content) in members(&resolved(&method["requestBody"])["content"]) {
        for example in members(&content["examples"]).values() {
            bodies.push(match &example["value"] {
                Value::String(text) => (Format::Xml, text.clone()),
                value => (Format::Json, value.to_string()),
            });
            assert_eq!(name == "application/xml", example["value"].is_string(), "{name}");
        }
    }
    bodies
}

#[test]
fn help_actions() {
    let now = UtcTime::parse("2026-02-18 11:30:00").unwrap();
    let mut read = Vec::new();
    for (format, text) in bodies("createOrUpdateHelpAction") {
        let command = Command::from_raw(help_action::decode(format, text.as_bytes()).unwrap(), now, false).unwrap();
        read.push(match command {
            Command::Create(_) => "create",
            Command::Update(_) => "update",
            Command::EndAll(_) => "end all",
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(read, ["create", "update", "end all"].repeat(2));
}

#[test]
fn records() {
    for (id, purpose) in
        [("createRecord", Purpose::Insert), ("changeRecord", Purpose::Update("")), ("putRecord", Purpose::Update(""))]
    {
        for (at, (format, text)) in bodies(id).into_iter().enumerate() {
            let table = Table::named(["interaction", "interaction_help_request"][at % 2]).unwrap();
            let fields = decode(format, text.as_bytes(), RecordInput::fields_of(table)).unwrap();
            let input = RecordInput::check(table, fields, purpose, InputRules::default()).unwrap();
            assert!(!input.is_empty() && input.ignored.is_empty(), "{text}");
        }
    }
}

#[test]
fn batches() {
    for (_, text) in bodies("sendBatch") {
        let batch = Batch::read(text.as_bytes()).unwrap();
        assert!(batch.items.iter().all(|item| item.request.is_ok()));
    }
}
