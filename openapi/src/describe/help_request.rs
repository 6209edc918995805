//! The Help Request API and its feed (contract, sections 1 and 10).

use super::{Description, body, success};
use crate::example::{Example, HELP_ACTION, INTERACTION, USER, answer_content, fields_content};
use crate::schemas::reference;
use help_request_edge::feed::MAX_WAIT_SECONDS;
use help_request_edge::format::MAX_BODY_BYTES;
use serde_json::json;

pub fn all() -> Vec<Description> {
    vec![create_or_update(), changes()]
}

/// The requests of the source document.
pub fn requests() -> Vec<Example> {
    vec![
        (
            "Create a help action",
            json!({ "interaction": INTERACTION, "action": "coach", "start_time": "2026-02-18 11:15:00" }),
        ),
        (
            "Update a help action",
            json!({ "interaction": INTERACTION, "action_sys_id": HELP_ACTION, "end_time": "2026-02-18 11:30:00" }),
        ),
        (
            "End all help actions of the interaction",
            json!({ "interaction": INTERACTION, "end_time": "2026-02-18 11:30:00" }),
        ),
    ]
}

fn create_or_update() -> Description {
    let answers = [
        (
            "Created",
            json!({ "result": { "success": true, "message": "Supervisor help action created successfully", "action_sys_id": HELP_ACTION } }),
        ),
        (
            "Updated",
            json!({ "result": { "success": true, "message": "Supervisor help action updated successfully", "action_sys_id": HELP_ACTION } }),
        ),
        (
            "Ended",
            json!({ "result": { "success": true, "message": format!("end_time updated for all supervisor help actions associated with the interaction id: {INTERACTION}") } }),
        ),
    ];
    Description {
        summary: "Create, update or end help actions",
        words: format!(
            "What is given decides the operation: with `action_sys_id` an update, with `action` alone a create, with neither the end of \
             all help actions of the interaction. Unknown fields and empty values are 400, because a misspelt `action_sys_id` must not \
             end every help action of a call. A body has at most {MAX_BODY_BYTES} bytes. Query parameters are ignored."
        ),
        parameters: vec!["Idempotency-Key", "X-HTTP-Method-Override", "traceparent"],
        body: body(&fields_content(&reference("HelpActionRequest"), &requests())),
        successes: vec![success(
            200,
            "The database has committed the change, or had committed it under the same key",
            &["Idempotency-Replayed", "X-D1-Bookmark"],
            answer_content(&reference("HelpActionAnswer"), &answers),
        )],
        ..Description::new(
            "/api/now/helprequest/action/create_or_update",
            "POST",
            "createOrUpdateHelpAction",
            "Help Request API",
        )
    }
}

fn changes() -> Description {
    let change = json!({
        "sequence": 7, "table": "supervisor_help_action", "sys_id": HELP_ACTION, "interaction": INTERACTION, "operation": "update",
        "recorded_at": "2026-02-18T11:30:00.447Z", "user": USER, "transaction_id": "019c70c6f0bf7c0a8f3bd1b5a7e4c2d0",
        "changes": { "end_time": [null, "2026-02-18 11:30:00"] },
    });
    let answers =
        [("A change", json!({ "result": [change], "next": "a.7" })), ("None", json!({ "result": [], "next": "a.7" }))];
    Description {
        summary: "Read the changes in their order",
        words: format!(
            "Changes of interactions, help requests and help actions; none is left out and none comes twice. With `wait` the answer \
             comes as soon as there is a change, after {MAX_WAIT_SECONDS} seconds at most. `sysparm_query` and `sysparm_offset` are \
             400; other `sysparm_*` are ignored."
        ),
        parameters: vec!["after", "limit", "wait", "changes_of", "X-D1-Bookmark", "traceparent"],
        successes: vec![success(
            200,
            "The changes after `after`, perhaps none",
            &["X-D1-Bookmark"],
            answer_content(&reference("ChangesAnswer"), &answers),
        )],
        ..Description::new("/api/now/helprequest/changes", "GET", "readChanges", "Feed")
    }
}
