//! Genesys Cloud: notifications of conversations, bare, in the envelope of a WebSocket, or in that of `EventBridge`.
//!
//! Each is a snapshot of the whole conversation with all participants so far, so only the state matters, not the kind of event. A
//! participant helps as long as he has the id of another one whom he monitors, coaches or barges in on.

use super::json::{body, id, in_range, member, object, optional_time, required_id, text};
use super::{CtiRequest, Event, Malformed, Observation, Reason, Says};
use crate::action::Action;
use crate::sys_id::SysId;
use serde_json::Value;
use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;

/// The members that name the participant who is helped. Of several, the first counts.
const MODES: [(&str, Action); 4] = [
    ("bargedParticipantId", Action::BargeIn),
    ("coachedParticipantId", Action::Coach),
    ("monitoredParticipantId", Action::Monitor),
    ("screenMonitoredParticipantId", Action::Observe),
];

/// The attribute of a participant that may name the interaction.
const INTERACTION: &str = "interaction";

pub(super) fn read(request: &CtiRequest<'_>) -> Result<Event, Malformed> {
    let event = body(request)?;
    if !event.is_object() {
        return Err(Malformed::new("the body has to be an object"));
    }
    // Only EventBridge has `detail`.
    let detail = member(&event, "detail");
    let envelope = detail.unwrap_or(&event);
    let conversation = match member(envelope, "eventBody") {
        Some(_) => object(envelope, "eventBody")?,
        None => envelope,
    };
    let named_at = match optional_time(envelope, "timestamp")? {
        Some(time) => Some(time),
        None if detail.is_some() => optional_time(&event, "time")?,
        None => None,
    };
    let Some(participants) = member(conversation, "participants") else {
        // Detail events say who came and went, but not in which mode.
        let is_notification = detail.is_some() || member(&event, "topicName").is_some();
        return if is_notification {
            Ok(Event::Ignored(Reason::OtherType))
        } else {
            Err(Malformed::new("participants has to be a list"))
        };
    };
    let participants = participants.as_array().ok_or_else(|| Malformed::new("participants has to be a list"))?;
    let group = required_id(conversation, "id")?;
    if !may_have_supervisor(participants) {
        return Ok(Event::Ignored(Reason::NoSupervisor));
    }
    let event_id = match detail.and(text(&event, "id")) {
        Some(given) => id("id", given)?,
        // A repeated snapshot has the same bytes.
        None => hash(request.body),
    };
    let interaction = interaction(conversation, participants);
    let snapshot = Snapshot { now: named_at.unwrap_or(request.now), order: named_at };
    let read = participants.iter().filter(|participant| is_internal(participant));
    let observations = read.map(|participant| {
        let leg = required_id(participant, "id")?;
        let (says, at, order) = snapshot.participant(participant, participants)?;
        let is_supervisor = mode(participant).is_some();
        let (event_id, group, interaction) = (event_id.clone(), group.clone(), interaction.clone());
        let calls = vec![group.clone()];
        Ok(Observation { event_id, group, leg, calls, interaction, order, at, says, is_supervisor })
    });
    observations.collect::<Result<Vec<_>, _>>().map(Event::Observed)
}

/// When a snapshot was taken, in milliseconds since 1970.
struct Snapshot {
    /// The time of the notification, else of its arrival.
    now: i64,
    /// The time of the notification; `None` if it has none.
    order: Option<i64>,
}

impl Snapshot {
    /// What the snapshot says of a participant, when that happened, and the order.
    fn participant(&self, participant: &Value, all: &[Value]) -> Result<(Says, i64, i64), Malformed> {
        let mode = mode(participant);
        let since = optional_time(participant, "connectedTime")?;
        let ended = match optional_time(participant, "endTime")? {
            None if has_state(participant, &["disconnected", "terminated"]) => Some(self.now),
            ended => ended,
        };
        let barged = if mode == Some(Action::BargeIn) { barged_time(participant)? } else { None };
        let at = barged.unwrap_or(self.now);
        let at = ended.map_or(at, |ended| at.min(ended));
        // A snapshot without a time is as new as the latest time in it.
        let order = match self.order {
            Some(order) => order,
            None => latest(all)?.unwrap_or(self.now),
        };
        // A supervisor who is not connected does not help yet.
        let mode = mode.filter(|_| since.is_some() || !has_state(participant, &WAITING));
        Ok((Says { mode, since: since.filter(|_| barged.is_none()), ended, stretches: Vec::new() }, at, order))
    }
}

/// The states of a participant who is not connected yet.
const WAITING: [&str; 4] = ["alerting", "dialing", "contacting", "offering"];

fn mode(participant: &Value) -> Option<Action> {
    MODES.into_iter().find(|(name, _)| text(participant, name).is_some()).map(|(_, action)| action)
}

fn has_state(participant: &Value, states: &[&str]) -> bool {
    text(participant, "state").is_some_and(|state| states.contains(&state))
}

/// Whether the participant is a user of the organization, and not a customer, queue or menu.
fn is_internal(participant: &Value) -> bool {
    mode(participant).is_some()
        || text(participant, "userId").is_some()
        || member(participant, "user").is_some()
        || text(participant, "purpose").is_some_and(|purpose| ["agent", "user"].contains(&purpose))
}

/// Whether somebody helps, or may have helped before, which takes two users. Most conversations have only one user, and cost no
/// database call.
fn may_have_supervisor(participants: &[Value]) -> bool {
    participants.iter().any(|participant| mode(participant).is_some())
        || participants.iter().filter(|participant| is_internal(participant)).count() > 1
}

/// When the participant barged in: the time of the participant, else of one of the calls.
fn barged_time(participant: &Value) -> Result<Option<i64>, Malformed> {
    if let Some(time) = optional_time(participant, "bargedTime")? {
        return Ok(Some(time));
    }
    let calls = member(participant, "calls").and_then(Value::as_array);
    for call in calls.into_iter().flatten() {
        if let Some(time) = optional_time(call, "bargedTime")? {
            return Ok(Some(time));
        }
    }
    Ok(None)
}

/// The latest time in a snapshot.
fn latest(participants: &[Value]) -> Result<Option<i64>, Malformed> {
    let mut latest = None;
    for participant in participants {
        for name in ["startTime", "connectedTime", "endTime", "bargedTime"] {
            latest = latest.max(optional_time(participant, name)?);
        }
        latest = latest.max(barged_time(participant)?);
    }
    Ok(latest.and_then(in_range))
}

/// The interaction: `externalTag` of the conversation, or an attribute of a participant. Both are free texts, so only a `sys_id`
/// counts.
fn interaction(conversation: &Value, participants: &[Value]) -> Option<SysId> {
    let attributes = participants.iter().filter_map(|one| text(member(one, "attributes")?, INTERACTION));
    let mut texts = text(conversation, "externalTag").into_iter().chain(attributes);
    texts.find_map(|text| SysId::parse(text).ok())
}

/// A hash that tells bodies apart. Only verified senders get here, so it need not withstand attacks.
fn hash(bytes: &[u8]) -> String {
    let mut hasher = SipHasher13::new();
    hasher.write(bytes);
    format!("{:032x}", hasher.finish128().as_u128())
}
