//! The values of a help action that are sent to the instance.

use serde::{Deserialize, Serialize};

/// The values of a help action, as they are stored. Its interaction stays the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// The type of help.
    pub action: String,
    /// The start, `yyyy-MM-dd HH:mm:ss` in UTC.
    pub start_time: String,
    /// The end; `None` while the help goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<String>,
    /// The `sys_id` of the help request, the same on both sides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_request: Option<String>,
}

/// The fields that an update sends. `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_request: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<&'a str>,
}

impl Values {
    /// The fields that an update has to send to an instance that has the `old` values; without `old`, all fields. `None` if there
    /// are none. Leaves out a field that has no value any more, because the API cannot empty a field.
    pub(super) fn difference<'a>(&'a self, old: Option<&Self>) -> Option<Difference<'a>> {
        let differs = |new: &'a str, old: Option<&str>| Some(new).filter(|new| Some(*new) != old);
        let difference = Difference {
            action: differs(&self.action, old.map(|old| old.action.as_str())),
            start_time: differs(&self.start_time, old.map(|old| old.start_time.as_str())),
            end_time: self
                .end_time
                .as_deref()
                .and_then(|new| differs(new, old.and_then(|old| old.end_time.as_deref()))),
            help_request: self
                .help_request
                .as_deref()
                .and_then(|new| differs(new, old.and_then(|old| old.help_request.as_deref()))),
        };
        (difference != Difference::default()).then_some(difference)
    }

    /// The values that the instance has after an update from the old ones: the API cannot empty a field.
    pub(super) fn over(self, old: Option<Self>) -> Self {
        let (end_time, help_request) = old.map_or((None, None), |old| (old.end_time, old.help_request));
        Self { end_time: self.end_time.or(end_time), help_request: self.help_request.or(help_request), ..self }
    }
}
