//! Values and ways that several subjects share.

pub use crate::oracles::{can_be_run, highest_parameter};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use help_request_edge::action::Action;
use help_request_edge::auth::{Actor, Caller, Role};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::format::{Format, RawFields};
use help_request_edge::help_action::{Command, ReplayOnly, decode};
use help_request_edge::query::{self, All, Any, Comparison, Condition, Distance, Query, Test};
use help_request_edge::response::{Body, Response};
use help_request_edge::schema::Table;
use help_request_edge::store::{Param, Statement};
use help_request_edge::sys_id::SysId;
use help_request_edge::time::UtcTime;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::LazyLock;

pub const INTERACTION: &str = "d4dec70f3b4bfe101baa9f7e53e45a5d";
pub const ACTION: &str = "d25f034f3b4bfe101baa9f7e53e45a9f";
pub const HELP_REQUEST: &str = "5a1e0f034f3bfe101baa9f7e53e45a11";
pub const OTHER_INTERACTION: &str = "cd87db433bcbfe101baa9f7e53e45a4d";

/// The present of all tests.
pub const NOW: &str = "2026-02-18 12:00:00";

pub const INTERACTION_FIELDS: &str = "sys_id, number, type, state, short_description, opened_at, closed_at, assigned_to, opened_for, active, \
     work_notes, opened_by, closed_by, direction, state_reason, caller_phone_number, client_session_id, parent, \
     contact, account, consumer, company, location, assignment_group, help_request, context_table, \
     context_document, channel_metadata_table, channel_metadata_document, duration, category, subcategory, \
     virtual_agent, agent_chat, help_requested, recording_url, transcript, sys_class_name, sys_domain, sys_tags, \
     sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_mod_count";

pub const ACTIONS: &str = "barge_in, coach, monitor, observe";
pub const STATES: &str = "new, work_in_progress, on_hold, wrap_up, closed_complete, closed_abandoned";
pub const HELP_REQUEST_STATES: &str = "new, in_progress, closed, cancelled";

pub const FIELDS: &str = "interaction, action, action_sys_id, help_request, start_time, end_time";

/// A message of `tests/messages.json` with its placeholders filled: `message!("empty", field = "action")`.
macro_rules! message {
    ($name:expr $(, $placeholder:ident = $value:expr)* $(,)?) => {
        $crate::support::filled($name, &[$((stringify!($placeholder), &$value.to_string())),*])
    };
}
pub(crate) use message;

/// Panics if there is no such message, or if a value is missing or not used.
pub fn filled(name: &str, values: &[(&str, &str)]) -> String {
    let mut unused: Vec<&str> = values.iter().map(|(placeholder, _)| *placeholder).collect();
    let mut message = String::new();
    for part in parts(name) {
        message += match part {
            Part::Text(text) => text,
            Part::Placeholder(placeholder) => {
                unused.retain(|known| *known != placeholder);
                let value = values.iter().find(|(known, _)| *known == placeholder);
                value.unwrap_or_else(|| panic!("{name} needs a value for {placeholder}")).1
            }
        };
    }
    assert_eq!(unused, [""; 0], "{name} has no place for these");
    message
}

/// The placeholders of a message.
pub fn placeholders(name: &str) -> Vec<&'static str> {
    let placeholder = |part| match part {
        Part::Placeholder(placeholder) => Some(placeholder),
        Part::Text(_) => None,
    };
    parts(name).into_iter().filter_map(placeholder).collect()
}

enum Part {
    Text(&'static str),
    Placeholder(&'static str),
}

fn parts(name: &str) -> Vec<Part> {
    static TEMPLATES: LazyLock<HashMap<String, String>> =
        LazyLock::new(|| serde_json::from_str(include_str!("../messages.json")).unwrap());
    let mut parts = Vec::new();
    let template = TEMPLATES.get(name).unwrap_or_else(|| panic!("tests/messages.json has no message {name}"));
    for piece in template.split_inclusive(['{', '}']) {
        // A brace that no name stands in is the message's own.
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match (parts.last_mut(), piece.strip_suffix('}')) {
            (Some(Part::Text(text)), Some(name)) if text.ends_with('{') && is_name(name) => {
                *text = &text[..text.len() - 1];
                parts.push(Part::Placeholder(name));
            }
            _ => parts.push(Part::Text(piece)),
        }
    }
    parts
}

pub fn time(text: &str) -> UtcTime {
    UtcTime::parse(text).unwrap()
}

pub fn sys_id(text: &str) -> SysId {
    SysId::parse(text).unwrap()
}

pub fn fault(field: &str, code: FaultCode, message: impl Into<String>) -> Fault {
    Fault::field(field, code, message)
}

/// Decodes and checks a body of a call without a key.
pub fn command_of(format: Format, body: &[u8]) -> Result<Command, Vec<Fault>> {
    command(format, body, false)
}

fn command(format: Format, body: &[u8], has_key: bool) -> Result<Command, Vec<Fault>> {
    let check = |fields: RawFields| Command::from_raw(fields, time(NOW), has_key);
    decode(format, body).and_then(check).map_err(Faults::into_list)
}

/// What a call with a key is, by these members besides a valid interaction.
pub fn keyed_with(members: &str) -> Result<Command, Vec<Fault>> {
    command(Format::Json, format!(r#"{{"interaction":"{INTERACTION}"{members}}}"#).as_bytes(), true)
}

pub fn json_command(body: &str) -> Command {
    command_of(Format::Json, body.as_bytes()).unwrap()
}

/// What becomes of a JSON body: the whole command, or all faults.
pub fn json(body: &str) -> Result<String, Vec<Fault>> {
    command_of(Format::Json, body.as_bytes()).map(|command| summary(&command))
}

/// What becomes of an XML body: the whole command, or all faults.
pub fn xml(body: &str) -> Result<String, Vec<Fault>> {
    command_of(Format::Xml, body.as_bytes()).map(|command| summary(&command))
}

/// What becomes of a JSON object with these members besides a valid interaction.
pub fn json_with(members: &str) -> Result<String, Vec<Fault>> {
    json(&format!(r#"{{"interaction":"{INTERACTION}",{members}}}"#))
}

/// All of a command in one line, because its period and patch can only be read.
pub fn summary(command: &Command) -> String {
    fn or_none<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(|| "none".to_owned(), |value| value.to_string())
    }
    match command {
        Command::Create(create) => format!(
            "create {} on {} help_request={} start={} end={}",
            create.action.as_str(),
            create.interaction,
            or_none(create.help_request.as_ref()),
            create.period.start(),
            or_none(create.period.end())
        ),
        Command::Update(update) => format!(
            "update {} of {} action={} help_request={} start={} end={}",
            update.action_sys_id,
            update.interaction,
            or_none(update.patch.action().map(Action::as_str)),
            or_none(update.patch.help_request()),
            or_none(update.patch.start_time()),
            or_none(update.patch.end_time())
        ),
        Command::EndAll(end_all) => format!("end all of {} end={}", end_all.interaction, end_all.end_time),
        Command::ReplayOnly(ReplayOnly { fault, .. }) => {
            format!("replay {} or {}", command.normalized_fields(), fault.message)
        }
    }
}

/// A caller who may record help actions.
pub fn integration_user(name: &str) -> Actor {
    let role = Role::IntegrationUser;
    Actor::Caller(Caller::basic(name, vec![role.name().to_owned()]).authorize(role).unwrap())
}

pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token in compact form with an arbitrary signature.
pub fn token(header: &Value, claims: &Value) -> String {
    format!("{}.{}.{}", base64url(header.to_string()), base64url(claims.to_string()), base64url("signature"))
}

/// A table that is known to be one.
pub fn table(name: &str) -> &'static Table {
    Table::named(name).unwrap()
}

/// What becomes of an encoded query: its meaning, or all faults.
pub fn query(table_name: &str, text: &str) -> Result<String, Vec<Fault>> {
    Query::parse(table(table_name), text, time(NOW)).map(|query| meaning(&query)).map_err(Faults::into_list)
}

/// All of a query in one line, because a path cannot be made but by reading it.
pub fn meaning(query: &Query) -> String {
    let alternatives = query.alternatives.iter().map(|All(all)| {
        let all = all.iter().map(|Any(any)| match any.as_slice() {
            [one] => condition(one),
            any => format!("({})", any.iter().map(condition).collect::<Vec<_>>().join(" or ")),
        });
        all.collect::<Vec<_>>().join(" and ")
    });
    let orders = query.orders.iter().map(|order| {
        let direction = if order.is_descending { "descending" } else { "ascending" };
        format!("; {} {direction}", order.path.name())
    });
    let filters = query.filters.iter().map(|filter| format!("; besides {}", condition(filter)));
    alternatives.collect::<Vec<_>>().join(" or else ") + &filters.chain(orders).collect::<String>()
}

fn condition(condition: &Condition) -> String {
    let list = |values: &[query::Value]| values.iter().map(|value| format!("<{}>", value.as_str())).collect::<String>();
    let word = |comparison: &Comparison| match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    };
    let test = match &condition.test {
        Test::Anything => "is anything".to_owned(),
        Test::Empty => "is empty".to_owned(),
        Test::NotEmpty => "is not empty".to_owned(),
        Test::Compare(comparison, value) => format!("{} <{}>", word(comparison), value.as_str()),
        Test::In(values) => format!("in {}", list(values)),
        Test::NotIn(values) => format!("not in {}", list(values)),
        Test::Between(low, high) => format!("between <{}> and <{}>", low.as_str(), high.as_str()),
        Test::NotBetween(low, high) => format!("not between <{}> and <{}>", low.as_str(), high.as_str()),
        Test::CompareField(comparison, other) => format!("{} field {}", word(comparison), other.name()),
        Test::SameUnit(true, other, unit) => format!("in the {} of {}", unit.name(), other.name()),
        Test::SameUnit(false, other, unit) => format!("not in the {} of {}", unit.name(), other.name()),
        Test::Distance(Distance { is_more, from, unit, direction, number }) => {
            let how = if *is_more { "more" } else { "less" };
            format!("{how} than {number} {} {direction:?} {}", unit.name(), from.name())
        }
        Test::Part(part, comparison, number) => format!("{part:?} {} {number}", word(comparison)),
        Test::Contains(value) => format!("contains <{}>", value.as_str()),
        Test::NotContains(value) => format!("lacks <{}>", value.as_str()),
        Test::StartsWith(value) => format!("starts with <{}>", value.as_str()),
        Test::EndsWith(value) => format!("ends with <{}>", value.as_str()),
    };
    format!("{} {test}", condition.path.name())
}

/// A statement.
pub fn statement(sql: impl Into<String>, params: impl IntoIterator<Item = Param>) -> Statement {
    Statement { sql: sql.into(), params: params.into_iter().collect() }
}

/// Parameters that are texts.
pub fn texts(texts: &[&str]) -> Vec<Param> {
    texts.iter().copied().map(Param::from).collect()
}

/// The text of a response, which has one but for a list of records in JSON.
pub fn body(response: &Response) -> &str {
    match &response.body {
        Body::Text(text) => text,
        Body::Js(_) => panic!("a text of JavaScript"),
    }
}
