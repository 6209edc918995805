//! Telephony systems' events (contract, section 12).

#![allow(clippy::needless_pass_by_value, reason = "tests hand over what they have just made")]

mod amazon_connect;
mod counts;
mod events;
mod fold;
mod genesys;
mod histories;
mod memory;
mod plan;
mod registration;
mod report;
mod robustness;
mod signature;
mod sources;
mod sql;
mod state;
mod twilio;
mod zoom;

use crate::support::sys_id;
use help_request_edge::action::Action;
use help_request_edge::config::{Variable, Variables};
use help_request_edge::cti::{self, CtiRequest, CtiSettings, Event, Malformed, Observation, Period, Reason, Source};
use help_request_edge::time::UtcTime;
use std::collections::HashMap;

/// 2026-09-15 14:00:00 UTC, in milliseconds.
pub const T0: i64 = 1_789_480_800_000;

/// Variables that are set.
pub struct Set(pub HashMap<String, String>);

impl Variables for Set {
    fn get(&self, name: &str) -> Variable {
        self.0.get(name).map_or(Variable::Unset, |text| Variable::Text(text.clone()))
    }
}

pub fn settings(json: &str) -> CtiSettings {
    CtiSettings::read(&Set([("CTI_SOURCES".to_owned(), json.to_owned())].into())).unwrap()
}

/// A source of a kind, with more settings.
pub fn source_with(kind: &str, more: &str) -> Source {
    settings(&format!(r#"{{"s": {{"kind": "{kind}", "secret": "S"{more}}}}}"#)).sources.remove(0)
}

pub fn source(kind: &str) -> Source {
    source_with(kind, "")
}

/// A request of a test.
#[derive(Clone, Debug)]
pub struct Given {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub now: i64,
}

impl Given {
    pub fn json(body: impl ToString) -> Self {
        Self::new("application/json", body.to_string())
    }

    pub fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let url = "https://help.example.com/cti/s".to_owned();
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { url, headers, body: body.into(), now: T0 }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn at(mut self, now: i64) -> Self {
        self.now = now;
        self
    }

    pub fn to(mut self, url: &str) -> Self {
        url.clone_into(&mut self.url);
        self
    }

    pub fn request<T>(&self, f: impl FnOnce(&CtiRequest<'_>) -> T) -> T {
        let header = |name: &str| {
            self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        };
        f(&CtiRequest { header: &header, url: &self.url, body: &self.body, now: self.now })
    }

    pub fn read(&self, source: &Source) -> Result<Event, Malformed> {
        self.request(|request| cti::read(source, request))
    }

    #[track_caller]
    pub fn observed(&self, source: &Source) -> Vec<Observation> {
        match self.read(source) {
            Ok(Event::Observed(observations)) => observations,
            other => panic!("{other:?}"),
        }
    }
}

#[track_caller]
pub fn ignored(given: &Given, source: &Source, reason: Reason) {
    assert_eq!(given.read(source), Ok(Event::Ignored(reason)));
}

#[track_caller]
pub fn malformed(given: &Given, source: &Source, message: &str) {
    assert_eq!(given.read(source), Err(Malformed::Content(message.to_owned())));
}

/// A time of day of 2026-09-15.
pub fn clock(text: &str) -> UtcTime {
    UtcTime::parse(&format!("2026-09-15 {text}")).unwrap()
}

pub fn period(action: Action, start: &str, end: Option<&str>) -> Period {
    Period { action, start: clock(start), end: end.map(clock) }
}

/// The periods of the only leg, or of all legs together where there are several.
pub fn periods(observations: &[Observation]) -> Vec<Period> {
    let mut legs: Vec<&str> = observations.iter().map(|one| one.leg.as_str()).filter(|leg| !leg.is_empty()).collect();
    legs.sort_unstable();
    legs.dedup();
    let of = |leg: &str| cti::fold(observations.iter().filter(|one| one.leg == leg || one.leg.is_empty()));
    legs.into_iter().flat_map(of).collect()
}

pub fn interaction() -> help_request_edge::sys_id::SysId {
    sys_id(crate::support::INTERACTION)
}
