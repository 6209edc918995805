//! The bodies of the Help Request API (contract, sections 1 and 3).

use super::value::{SYS_ID, TIME};
use super::{object, result};
use help_request_edge::action::Action;
use help_request_edge::help_action::Field;
use serde_json::{Map, Value, json};

pub fn schemas() -> Vec<(String, Value)> {
    vec![("HelpActionRequest".to_owned(), request()), ("HelpActionAnswer".to_owned(), answer())]
}

fn request() -> Value {
    let properties: Map<String, Value> =
        Field::ALL.into_iter().map(|field| (field.name().to_owned(), value(field))).collect();
    let [id, action] = [Field::ActionSysId.name(), Field::Action.name()];
    let text = json!({ "type": "string" });
    let none = json!({ "type": "null" });
    let one_of = |fields: &[Field]| -> Vec<Value> {
        fields.iter().map(|field| json!({ "required": [field.name()], "properties": { field.name(): text } })).collect()
    };
    let changed = one_of(&[Field::Action, Field::HelpRequest, Field::StartTime, Field::EndTime]);
    let all = json!({ id: none, action: none, Field::HelpRequest.name(): none, Field::StartTime.name(): none });
    json!({
        "type": "object",
        "properties": properties,
        "required": [Field::Interaction.name()],
        "additionalProperties": false,
        "anyOf": [
            { "title": "Create a help action", "required": [action], "properties": { action: text, id: none } },
            { "title": "Update a help action", "required": [id], "properties": { id: text }, "anyOf": changed },
            { "title": "End all help actions of the interaction", "properties": all },
        ],
        "xml": { "name": "request" },
    })
}

fn value(field: Field) -> Value {
    let id = |words: &str| json!({ "type": ["string", "null"], "pattern": SYS_ID, "description": words });
    let time = |words: &str| {
        let words = format!("{words} `yyyy-MM-dd HH:mm:ss` in UTC, or ISO 8601 with an offset.");
        json!({ "type": ["string", "null"], "pattern": TIME, "description": words })
    };
    match field {
        Field::Interaction => {
            json!({ "type": "string", "pattern": SYS_ID, "description": "The `sys_id` of the interaction." })
        }
        Field::Action => {
            let words: Vec<Value> =
                Action::ALL.iter().map(|action| json!(action.as_str())).chain([Value::Null]).collect();
            json!({ "enum": words, "description": "The type of help. Required to create." })
        }
        Field::ActionSysId => id("The `sys_id` of the help action to update."),
        Field::HelpRequest => id("The `sys_id` of the interaction help request."),
        Field::StartTime => time("When the help started. Default: now."),
        Field::EndTime => time("When the help ended."),
    }
}

fn answer() -> Value {
    let mut schema = object(&[
        ("success", json!({ "enum": [true, "true"], "description": "In XML a text." })),
        ("message", json!({ "type": "string" })),
        (
            "action_sys_id",
            json!({ "type": "string", "pattern": "^[0-9a-f]{32}$", "description": "Not in the answer of \"end all\"." }),
        ),
    ]);
    schema["required"] = json!(["success", "message"]);
    result(&schema)
}
