//! Amazon Connect: contact events, by way of `EventBridge`.
//!
//! A supervisor who listens has a contact of his own, with `initiationMethod` `MONITOR`. Amazon's pages disagree on the words for
//! its states, so both sets are read. Which contact is monitored is not documented: related, previous and initial contact are tried
//! in this order.

use super::json::{body, member, object, optional_id, optional_time, required_id, required_text, text};
use super::{CtiRequest, Event, Malformed, Observation, Reason, Says, Stretch};
use crate::action::Action;
use serde_json::Value;

/// What Amazon writes for a time that is not known.
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
    // Without the states of the supervisor, he listens from when he was connected.
    let mode = connected.filter(|_| stretches.is_empty()).map(|_| Action::Monitor);
    if stretches.is_empty() && mode.is_none() && ended.is_none() {
        return Ok(Event::Ignored(if has_unknown { Reason::UnknownState } else { Reason::NotConnected }));
    }
    let calls = ["relatedContactId", "previousContactId", "initialContactId"].map(|name| optional_id(detail, name));
    let mut calls: Vec<String> = calls.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    calls.dedup();
    Ok(Event::Observed(vec![Observation {
        event_id,
        group: leg.clone(),
        leg,
        calls,
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
    has_unknown: bool,
}

/// The states of the supervisor. A state that is not known is passed over.
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
