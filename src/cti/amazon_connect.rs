//! Amazon Connect: contact events, sent by `EventBridge`.
//!
//! A supervisor who listens has a separate contact, with `initiationMethod` `MONITOR`. Amazon's pages name its states in two
//! ways, so both are read. They do not say how the monitored contact is named, so the related, the previous and the initial
//! contact are tried in this order.

use super::json::{body, ids, member, object, optional_time, required_id, required_text, text};
use super::{CtiRequest, Event, Malformed, Observation, Reason, Says, Stretch};
use crate::action::Action;
use serde_json::Value;

/// The highest time, in milliseconds since 1970, that means an unknown time.
const NO_TIME: i64 = 1;

pub(super) fn read(request: &CtiRequest<'_>) -> Result<Event, Malformed> {
    let event = body(request)?;
    let detail_type = required_text(&event, "detail-type")?;
    let detail = object(&event, "detail")?;
    if !detail_type.eq_ignore_ascii_case("Amazon Connect Contact Event") {
        return Ok(Event::Ignored(Reason::OtherType));
    }
    let event_type = required_text(detail, "eventType")?;
    let leg = required_id(detail, "contactId")?;
    if text(detail, "initiationMethod").is_none_or(|method| !method.eq_ignore_ascii_case("MONITOR")) {
        return Ok(Event::Ignored(Reason::NoSupervisor));
    }
    let event_id = required_id(&event, "id")?;
    let agent = member(detail, "agentInfo").unwrap_or(&Value::Null);
    let Stretches { stretches, has_unknown } = stretches(agent)?;
    let connected = time(agent, "connectedToAgentTimestamp")?;
    let ended = time(detail, "disconnectTimestamp")?;
    let sent_at = optional_time(&event, "time")?.unwrap_or(request.now);
    let ended = ended.or_else(|| is_end(event_type).then_some(sent_at));
    // Without states, the supervisor listens from the moment of the connection.
    let mode = connected.filter(|_| stretches.is_empty()).map(|_| Action::Monitor);
    if stretches.is_empty() && mode.is_none() && ended.is_none() {
        return Ok(Event::Ignored(if has_unknown { Reason::UnknownState } else { Reason::NotConnected }));
    }
    Ok(Event::Observed(vec![Observation {
        event_id,
        group: leg.clone(),
        leg,
        calls: ids(detail, &["relatedContactId", "previousContactId", "initialContactId"])?,
        interaction: None,
        order: sent_at,
        at: connected.unwrap_or(sent_at),
        says: Says { mode, since: None, ended, stretches },
        is_supervisor: true,
    }]))
}

fn is_end(event_type: &str) -> bool {
    ["DISCONNECTED", "COMPLETED"].iter().any(|end| event_type.eq_ignore_ascii_case(end))
}

/// A time; `None` if Amazon does not know it.
fn time(value: &Value, name: &str) -> Result<Option<i64>, Malformed> {
    Ok(optional_time(value, name)?.filter(|time| *time > NO_TIME))
}

struct Stretches {
    stretches: Vec<Stretch>,
    /// Whether there were unknown states.
    has_unknown: bool,
}

/// The states of the supervisor. Ignores unknown states.
fn stretches(agent: &Value) -> Result<Stretches, Malformed> {
    let mut found = Stretches { stretches: Vec::new(), has_unknown: false };
    let Some(transitions) = member(agent, "stateTransitions") else {
        return Ok(found);
    };
    let transitions = transitions.as_array().ok_or_else(|| Malformed::new("stateTransitions has to be a list"))?;
    for transition in transitions {
        let state = required_text(transition, "state")?;
        let mode = match state.to_ascii_uppercase().as_str() {
            "SILENT_MONITOR" | "INITIAL" | "CONNECTED" => Some(Action::Monitor),
            "BARGE" => Some(Action::BargeIn),
            "DISCONNECTED" | "MISSED" => None,
            _ => {
                found.has_unknown = true;
                continue;
            }
        };
        let start = time(transition, "stateStartTimestamp")?;
        let start = start.ok_or_else(|| Malformed::new("stateStartTimestamp has to be a time"))?;
        found.stretches.push(Stretch { mode, start, end: time(transition, "stateEndTimestamp")? });
    }
    Ok(found)
}
