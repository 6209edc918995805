//! The words of choices, each with the label that people read.

use super::Choices;
use crate::action::Action;

pub(super) const INTERACTION_STATES: Choices = &[
    ("new", "New"),
    ("work_in_progress", "Work in Progress"),
    ("on_hold", "On Hold"),
    ("wrap_up", "Wrap Up"),
    ("closed_complete", "Closed Complete"),
    ("closed_abandoned", "Closed Abandoned"),
];

/// The states in which an interaction is not active.
pub const CLOSED_STATES: [&str; 2] = ["closed_complete", "closed_abandoned"];

pub(super) const INTERACTION_TYPES: Choices = &[
    ("chat", "Chat"),
    ("phone", "Phone"),
    ("messaging", "Messaging"),
    ("video", "Video"),
    ("email", "Email"),
    ("walkup", "Walk-up"),
];

pub(super) const DIRECTIONS: Choices = &[("inbound", "Inbound"), ("outbound", "Outbound")];

pub(super) const HELP_REQUEST_STATES: Choices =
    &[("new", "New"), ("in_progress", "In Progress"), ("closed", "Closed"), ("cancelled", "Cancelled")];

pub(super) const ACTIONS: Choices = &[
    (Action::BargeIn.as_str(), "Barge In"),
    (Action::Coach.as_str(), "Coach"),
    (Action::Monitor.as_str(), "Monitor"),
    (Action::Observe.as_str(), "Observe"),
];
