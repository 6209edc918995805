//! Twilio: status callbacks of conferences, as forms and as Event Streams (`CloudEvents` with the form's fields in them).
//!
//! No callback says that a participant is a supervisor, or whom the supervisor coaches. The mode follows from `Coaching` and
//! `Muted` of every event of the participant, whatever its name: under `TaskRouter` no event reports a change of `Coaching`. A
//! participant is a supervisor who coaches once, has a label as configured, or, if configured, joins muted.

use super::json::{id, in_range, not_a_time, object, parse, text, time};
use super::request::together;
use super::signature::FORM;
use super::{CtiRequest, Event, Malformed, Observation, Reason, Says, Source};
use crate::action::Action;
use crate::fault::excerpt;
use crate::sys_id::SysId;
use chrono::DateTime;
use serde_json::Value;
use std::collections::HashMap;

/// The beginning of the types of Event Streams that are about conferences.
const CONFERENCE_TYPES: &str = "com.twilio.voice.status-callback.conference.";

/// The query parameter of the callback's URL that names the interaction. The signature covers it.
const INTERACTION: &str = "interaction";

/// The fields of a callback.
type Fields = HashMap<String, String>;

pub(super) fn read(source: &Source, request: &CtiRequest<'_>) -> Result<Event, Malformed> {
    let interaction = interaction(request.query())?;
    if request.media_type() == FORM {
        request.text()?;
        let fields = form_urlencoded::parse(request.body);
        let fields = fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        return callback(source, &fields, interaction.as_ref());
    }
    let body = parse(request.text()?)?;
    let events = match &body {
        Value::Array(events) => events.as_slice(),
        event @ Value::Object(_) => std::slice::from_ref(event),
        _ => return Err(Malformed::new("the body is neither a form nor a list of Event Streams' events")),
    };
    let parts = events.iter().map(|event| streamed(source, event, interaction.as_ref()));
    Ok(together(parts.collect::<Result<_, _>>()?))
}

/// The interaction in the query.
fn interaction(query: &str) -> Result<Option<SysId>, Malformed> {
    let given = form_urlencoded::parse(query.as_bytes()).find(|(name, value)| name == INTERACTION && !value.is_empty());
    let Some((_, value)) = given else { return Ok(None) };
    let sys_id = SysId::parse(value.trim());
    sys_id.map(Some).map_err(|_| {
        Malformed::new(format!(
            "{INTERACTION} \"{}\" in the URL is not a sys_id of 32 hexadecimal digits",
            excerpt(&value)
        ))
    })
}

/// An event of Event Streams.
fn streamed(source: &Source, event: &Value, interaction: Option<&SysId>) -> Result<Event, Malformed> {
    let event_type = text(event, "type").ok_or_else(|| Malformed::new("an event has no type"))?;
    if !event_type.starts_with(CONFERENCE_TYPES) {
        return Ok(Event::Ignored(Reason::OtherType));
    }
    let parameters = object(object(object(event, "data")?, "request")?, "parameters")?;
    let as_text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields = parameters.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let fields = fields.map(|(name, value)| (name.clone(), as_text(value))).collect();
    callback(source, &fields, interaction)
}

/// A callback, with its fields.
fn callback(source: &Source, fields: &Fields, interaction: Option<&SysId>) -> Result<Event, Malformed> {
    let field = |name: &str| {
        let value = fields.get(name).filter(|value| !value.trim().is_empty());
        value.ok_or_else(|| Malformed::new(format!("{name} is missing; send status callbacks of conferences")))
    };
    let event = field("StatusCallbackEvent")?.as_str();
    let conference = id("ConferenceSid", field("ConferenceSid")?)?;
    let sequence = sequence(field("SequenceNumber")?)?;
    let at = rfc2822(field("Timestamp")?)?;
    let observed = |leg: String, says: Says, is_supervisor: bool| -> Result<Event, Malformed> {
        let name = fields.get("FriendlyName").filter(|name| !name.trim().is_empty());
        let name = name.map(|name| id("FriendlyName", name)).transpose()?;
        let calls = name.into_iter().chain([conference.clone()]).collect();
        Ok(Event::Observed(vec![Observation {
            event_id: format!("{conference}:{sequence}"),
            group: conference.clone(),
            leg,
            calls,
            interaction: interaction.cloned(),
            order: sequence,
            at,
            says,
            is_supervisor,
        }]))
    };
    if event == "conference-end" {
        return observed(String::new(), Says::nothing(), false);
    }
    if !event.starts_with("participant-") {
        return Ok(Event::Ignored(if event.starts_with("conference-") { Reason::NoLeg } else { Reason::OtherType }));
    }
    let leg = id("CallSid", field("CallSid")?)?;
    let is_gone = event == "participant-leave";
    let flag = |name: &str| match fields.get(name).map(|value| value.trim()) {
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        None | Some("") if is_gone => Ok(false),
        _ => Err(Malformed::new(format!("{name} has to be true or false"))),
    };
    let (is_coaching, is_muted) = (flag("Coaching")?, flag("Muted")?);
    let has_label = source.label_prefix.as_ref().zip(fields.get("ParticipantLabel"));
    let is_supervisor = is_coaching
        || has_label.is_some_and(|(prefix, label)| label.starts_with(prefix.as_str()))
        || (source.joins_muted && event == "participant-join" && is_muted);
    let says = if is_gone { Says::nothing() } else { Says::mode(mode(is_coaching, is_muted)) };
    observed(leg, says, is_supervisor)
}

/// The mode, as Twilio's own plug-in for supervisors sets it.
const fn mode(is_coaching: bool, is_muted: bool) -> Action {
    match (is_coaching, is_muted) {
        (_, true) => Action::Monitor,
        (true, false) => Action::Coach,
        (false, false) => Action::BargeIn,
    }
}

fn sequence(text: &str) -> Result<i64, Malformed> {
    // JavaScript represents whole numbers up to 2^53 exactly.
    let number = text.trim().parse().ok().filter(|number: &i64| (0..1 << 53).contains(number));
    number.ok_or_else(|| Malformed::new(format!("SequenceNumber \"{}\" is not a whole number", excerpt(text))))
}

/// A time such as `Thu, 1 Jun 2017 20:48:32 +0000`, in milliseconds since 1970. Event Streams may also have RFC 3339.
fn rfc2822(text: &str) -> Result<i64, Malformed> {
    match DateTime::parse_from_rfc2822(text.trim()) {
        Ok(time) => in_range(time.timestamp_millis()).ok_or_else(|| not_a_time("Timestamp", text)),
        Err(_) => time("Timestamp", text),
    }
}
