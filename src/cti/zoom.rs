//! Zoom: live events of the Contact Center, and the call history of Zoom Phone.
//!
//! The Contact Center says when a mode begins, but not when it ends: it ends with the next mode, or when the user or the whole
//! engagement ends. Zoom does not document the objects of the four events of supervisors; `user_id` is read if present. The call
//! history comes after the call and has exact times.

use super::json::{
    body, ids, in_range, member, object, optional_id, optional_time, required, required_id, required_text, text,
};
use super::request::together;
use super::{CtiRequest, Event, Malformed, Observation, Reason, Says, Stretch};
use crate::action::Action;
use serde_json::Value;

const VALIDATION: &str = "endpoint.url_validation";

/// The events of the Contact Center that begin a mode.
const MODES: [(&str, Action); 4] = [
    ("contact_center.engagement_user_monitor_initiated", Action::Monitor),
    ("contact_center.engagement_user_whisper_initiated", Action::Coach),
    ("contact_center.engagement_user_barge_initiated", Action::BargeIn),
    ("contact_center.engagement_user_takeover_initiated", Action::BargeIn),
];
const USER_ENDED: &str = "contact_center.engagement_user_ended";
const ENGAGEMENT_ENDED: &str = "contact_center.engagement_ended";

const HISTORIES: [&str; 2] = ["phone.callee_call_history_completed", "phone.caller_call_history_completed"];

/// The leg of a supervisor whom the event does not name. An engagement has only one supervisor at a time.
const UNNAMED: &str = "-";

/// The results of an answered call.
const ANSWERED: [&str; 3] = ["answered", "connected", "succeeded"];

pub(super) fn read(request: &CtiRequest<'_>) -> Result<Event, Malformed> {
    let body = body(request)?;
    let event = required_text(&body, "event")?;
    let payload = object(&body, "payload")?;
    if event == VALIDATION {
        return Ok(Event::UrlValidation(required_text(payload, "plainToken")?.to_owned()));
    }
    let at = member(&body, "event_ts").and_then(Value::as_i64).and_then(in_range);
    let at = at.ok_or_else(|| required("event_ts", "a time in milliseconds since 1970"))?;
    if HISTORIES.contains(&event) {
        return call_history(object(payload, "object")?);
    }
    let mode = MODES.into_iter().find(|(name, _)| *name == event).map(|(_, mode)| mode);
    if mode.is_none() && event != USER_ENDED && event != ENGAGEMENT_ENDED {
        return Ok(Event::Ignored(Reason::OtherType));
    }
    engagement(event, mode, at, object(payload, "object")?)
}

/// An event of the Contact Center.
fn engagement(event: &str, mode: Option<Action>, at: i64, object: &Value) -> Result<Event, Malformed> {
    let engagement = required_id(object, "engagement_id")?;
    let user = match optional_id(object, "user_id")? {
        None => member(object, "user").map_or(Ok(None), |user| optional_id(user, "id"))?,
        user => user,
    };
    let leg = match event {
        ENGAGEMENT_ENDED => String::new(),
        _ => user.unwrap_or_else(|| UNNAMED.to_owned()),
    };
    Ok(Event::Observed(vec![Observation {
        event_id: format!("{event}:{at}:{leg}"),
        group: engagement.clone(),
        leg,
        calls: vec![engagement],
        interaction: None,
        order: at,
        at,
        says: Says { mode, ..Says::nothing() },
        is_supervisor: mode.is_some(),
    }]))
}

/// The history of a call. Each log of a supervisor is help that has ended.
fn call_history(object: &Value) -> Result<Event, Malformed> {
    let logs = member(object, "call_logs").and_then(Value::as_array);
    let logs = logs.ok_or_else(|| required("call_logs", "a list"))?;
    let parts = logs.iter().map(call_log).collect::<Result<Vec<_>, _>>()?;
    Ok(together(parts))
}

fn call_log(log: &Value) -> Result<Event, Malformed> {
    let mode = match text(log, "event") {
        Some("listen" | "monitor") => Action::Monitor,
        Some("whisper") => Action::Coach,
        Some("barge" | "conference_barge" | "takeover") => Action::BargeIn,
        _ => return Ok(Event::Ignored(Reason::NoSupervisor)),
    };
    let (answered, ended) = (optional_time(log, "answer_time")?, optional_time(log, "end_time")?);
    let was_answered = text(log, "result").is_some_and(|result| ANSWERED.contains(&result));
    let start = match answered {
        None if was_answered => optional_time(log, "start_time")?,
        answered => answered,
    };
    let Some(start) = start else {
        return Ok(Event::Ignored(Reason::NotConnected));
    };
    let Some(end) = ended else {
        return Ok(Event::Ignored(Reason::NoEnd));
    };
    let leg = required_id(log, "id")?;
    let stretches = vec![Stretch { mode: Some(mode), start, end: Some(end) }];
    Ok(Event::Observed(vec![Observation {
        event_id: leg.clone(),
        group: leg.clone(),
        leg,
        calls: ids(log, &["call_path_id", "call_id"])?,
        interaction: None,
        order: start,
        at: start,
        says: Says { stretches, ..Says::nothing() },
        is_supervisor: true,
    }]))
}
