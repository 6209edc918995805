//! `CloudEvents` 1.0 of our own types, in binary, structured and batch mode: for every system without its own kind.

mod attributes;

use super::json::{id, in_range, member, optional_id, parse, required, required_text};
use super::request::together;
use super::{CtiRequest, Event, Malformed, Observation, Reason, Says};
use crate::action::Action;
use crate::fault::excerpt;
use crate::sys_id::SysId;
use attributes::{Attributes, Mode};
use serde_json::Value;

/// The ends of the types that are read.
const STARTED: &str = "help_action.started";
const CHANGED: &str = "help_action.changed";
const ENDED: &str = "help_action.ended";

pub(super) fn read(request: &CtiRequest<'_>) -> Result<Event, Malformed> {
    match attributes::mode(request)? {
        Mode::Batch => {
            let body = parse(request.text()?)?;
            let events = body.as_array().ok_or_else(|| Malformed::new("the body of a batch has to be a list"))?;
            if events.is_empty() {
                return Ok(Event::Ignored(Reason::OtherType));
            }
            let parts = events.iter().map(|event| structured(request, event));
            Ok(together(parts.collect::<Result<_, _>>()?))
        }
        Mode::Structured => structured(request, &parse(request.text()?)?),
        Mode::Binary => binary(request),
    }
}

fn structured(request: &CtiRequest<'_>, event: &Value) -> Result<Event, Malformed> {
    read_one(request, &Attributes::of_json(event)?, || attributes::data(event))
}

fn binary(request: &CtiRequest<'_>) -> Result<Event, Malformed> {
    read_one(request, &Attributes::of_headers(request)?, || {
        let text = request.text()?;
        if text.trim().is_empty() { Ok(Value::Null) } else { parse(text) }
    })
}

/// Reads an event with these attributes. Reads its data only if the event has a meaning here.
fn read_one(
    request: &CtiRequest<'_>,
    attributes: &Attributes,
    data: impl FnOnce() -> Result<Value, Malformed>,
) -> Result<Event, Malformed> {
    attributes.check()?;
    match Kind::of(&attributes.event_type) {
        Some(kind) => observed(request, attributes, kind, &data()?),
        None => Ok(Event::Ignored(Reason::OtherType)),
    }
}

/// What an event says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Help in a mode begins, or changes to another mode.
    Mode,
    /// Help ends.
    Ended,
}

impl Kind {
    fn of(event_type: &str) -> Option<Self> {
        // Whole words between full stops.
        let ends_with =
            |end: &str| event_type.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if ends_with(STARTED) || ends_with(CHANGED) {
            Some(Self::Mode)
        } else {
            ends_with(ENDED).then_some(Self::Ended)
        }
    }
}

fn observed(request: &CtiRequest<'_>, attributes: &Attributes, kind: Kind, data: &Value) -> Result<Event, Malformed> {
    if !(data.is_object() || data.is_null() && kind == Kind::Ended) {
        return Err(required("data", "an object"));
    }
    let subject = attributes.subject.as_ref().ok_or_else(|| required("subject", "the supervisor's leg"))?;
    let (leg, event_id) = (id("subject", subject)?, id("id", &attributes.id)?);
    let source = id("source", &attributes.source)?;
    let says = match kind {
        Kind::Ended => Says::nothing(),
        Kind::Mode => {
            let word = required_text(data, "action")?;
            let action = Action::named(word).ok_or_else(|| {
                let words = Action::ALL.map(Action::as_str).join(", ");
                Malformed::new(format!("action \"{}\" is none of {words}", excerpt(word)))
            })?;
            Says::mode(action)
        }
    };
    let interaction = match member(data, "interaction") {
        None => None,
        Some(Value::String(text)) => Some(SysId::parse(text.trim()).map_err(|_| {
            Malformed::new(format!("interaction \"{}\" is not a sys_id of 32 hexadecimal digits", excerpt(text)))
        })?),
        Some(_) => return Err(required("interaction", "a text")),
    };
    let calls: Vec<String> = optional_id(data, "call")?.into_iter().collect();
    if kind == Kind::Mode && interaction.is_none() && calls.is_empty() {
        return Err(Malformed::new("data has to name the interaction or the call"));
    }
    let at = attributes.time.unwrap_or_else(|| sent_at(request));
    Ok(Event::Observed(vec![Observation {
        event_id,
        group: format!("{source} {leg}"),
        leg,
        calls,
        interaction,
        order: at,
        at,
        says,
        is_supervisor: true,
    }]))
}

/// The time of an event without a time: that of its signature, else that of its arrival.
fn sent_at(request: &CtiRequest<'_>) -> i64 {
    let header = ["webhook-timestamp", "svix-timestamp"].into_iter().find_map(|name| (request.header)(name));
    let seconds = header.and_then(|text| text.parse::<i64>().ok());
    let sent_at = seconds.and_then(|seconds| seconds.checked_mul(1_000)).and_then(in_range);
    sent_at.unwrap_or(request.now)
}
