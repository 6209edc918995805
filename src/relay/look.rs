//! Searches the instance for a create whose outcome is unknown.

use super::request::Request;
use super::values::Values;
use crate::sys_id::SysId;
use serde_json::Value;

/// Most records that a search asks for.
pub const MAX_LOOKED_AT: usize = 1_000;

/// What a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The record that the create has made.
    Record(SysId),
    /// The create was not carried out, or not yet.
    Nothing,
    /// The instance has more records than a search asks for, because it ignores the conditions.
    TooMany,
}

/// The request of the search. The newest records come first, in case the instance ignores the conditions. The start is not a
/// condition, because an instance may read it in the user's time zone.
pub(super) fn request(interaction: &str, values: &Values) -> Request {
    let query = format!("interaction={interaction}^action={}^ORDERBYDESCsys_created_on", values.action);
    let parameters = form_urlencoded::Serializer::new(String::new())
        .append_pair("sysparm_query", &query)
        .append_pair("sysparm_fields", "sys_id,interaction,help_request,action,start_time,end_time")
        .append_pair("sysparm_display_value", "false")
        .append_pair("sysparm_exclude_reference_link", "true")
        .append_pair("sysparm_limit", &MAX_LOOKED_AT.to_string())
        .finish();
    Request::get(format!("/api/now/table/supervisor_help_action?{parameters}"))
}

/// Finds the record of a create with these values. Checks each field, because an instance ignores conditions that it does not
/// know. `taken` are the instance's ids of our other records, because two help actions may have the same values. If no record has
/// the same end, takes one with another end, because somebody may have ended it there.
#[must_use]
pub fn find(records: &Value, interaction: &str, values: &Values, taken: &[String]) -> Found {
    let records = records.as_array().map(Vec::as_slice).unwrap_or_default();
    let is_same = |record: &&Value| {
        text(record, "interaction") == Some(interaction)
            && text(record, "action") == Some(&values.action)
            && text(record, "start_time") == Some(&values.start_time)
            && text(record, "help_request") == values.help_request.as_deref()
    };
    let free = records.iter().filter(is_same).filter_map(|record| {
        let id = SysId::parse(text(record, "sys_id")?).ok()?;
        let is_taken = taken.iter().any(|taken| taken == id.as_str());
        (!is_taken).then(|| (text(record, "end_time") == values.end_time.as_deref(), id))
    });
    let best = free.max_by_key(|(has_same_end, _)| *has_same_end);
    match best {
        Some((_, id)) => Found::Record(id),
        None if records.len() >= MAX_LOOKED_AT => Found::TooMany,
        None => Found::Nothing,
    }
}

/// The text of a field, also of a reference with a link; `None` if it is empty.
fn text<'a>(record: &'a Value, field: &str) -> Option<&'a str> {
    let value = record.get(field)?;
    value.as_str().or_else(|| value.get("value")?.as_str()).filter(|text| !text.is_empty())
}
