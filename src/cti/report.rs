//! Answers: to senders, to a dry run, and the report.

use super::{Count, Counts, CtiSettings, Period, Plan, Reason, Status};
use crate::sys_id::SysId;
use crate::time::UtcTime;
use serde::{Deserialize, Serialize};

/// The answer to a sender.
#[derive(Serialize)]
pub struct StatusReport {
    result: StatusResult,
}

#[derive(Serialize)]
struct StatusResult {
    status: &'static str,
    reason: Option<&'static str>,
}

impl StatusReport {
    /// The answer.
    #[must_use]
    pub fn new(status: Status, reason: Option<Reason>) -> Self {
        Self { result: StatusResult { status: status.as_str(), reason: reason.map(Reason::as_str) } }
    }
}

/// The answer to `dry_run`.
#[derive(Serialize)]
pub struct DryRun {
    result: DryRunResult,
}

#[derive(Serialize)]
struct DryRunResult {
    status: &'static str,
    reason: Option<&'static str>,
    dry_run: bool,
    changes: Vec<Change>,
}

/// A change that a dry run would make to a help action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    operation: &'static str,
    leg: String,
    interaction: String,
    sys_id: Option<String>,
    action: Option<&'static str>,
    start_time: Option<String>,
    end_time: Option<String>,
}

impl DryRun {
    /// The answer, with what the plan would change.
    #[must_use]
    pub fn new(status: Status, reason: Option<Reason>, plan: &Plan) -> Self {
        let reason = reason.map(Reason::as_str);
        Self { result: DryRunResult { status: status.as_str(), reason, dry_run: true, changes: changes(plan) } }
    }
}

fn changes(plan: &Plan) -> Vec<Change> {
    let mut changes = Vec::new();
    for group in &plan.groups {
        let interaction = group.interaction.as_ref().map(SysId::to_string).unwrap_or_default();
        for leg in &group.legs {
            let mut add = |operation, id: Option<&SysId>, period: Option<&Period>| {
                changes.push(Change {
                    operation,
                    leg: leg.leg.clone(),
                    interaction: interaction.clone(),
                    sys_id: id.map(SysId::to_string),
                    action: period.map(|period| period.action.as_str()),
                    start_time: period.map(|period| period.start.to_string()),
                    end_time: period.and_then(|period| period.end).map(|end| end.to_string()),
                });
            };
            leg.creates.iter().for_each(|new| add("insert", None, Some(&new.period)));
            leg.updates.iter().for_each(|(_, new)| add("update", Some(&new.id), Some(&new.period)));
            leg.deletes.iter().for_each(|id| add("delete", Some(id), None));
        }
    }
    changes
}

/// A row of `cti_count`.
#[derive(Clone, Debug, Deserialize)]
pub struct CountRow {
    /// The name of the source.
    pub source: String,
    /// The word of a [`Status`].
    pub status: String,
    /// The word of a [`Reason`], or empty.
    pub reason: String,
    /// How many events.
    pub events: i64,
    /// When the last one came, in milliseconds since 1970.
    pub last_event: i64,
}

/// A row of `cti_waiting`.
#[derive(Clone, Debug, Deserialize)]
pub struct WaitingCallRow {
    /// The name of the source.
    pub source: String,
    /// The id of the call.
    pub call: String,
    /// Since when, in milliseconds since 1970.
    pub since: i64,
}

/// The report: the events of each source, and the calls that wait.
#[derive(Serialize)]
pub struct Report {
    result: ReportResult,
}

#[derive(Serialize)]
struct ReportResult {
    sources: Vec<SourceReport>,
    waiting: Vec<WaitingCall>,
}

/// The events of a source, by status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SourceReport {
    source: String,
    kind: &'static str,
    recorded: i64,
    duplicate: i64,
    waiting: i64,
    ignored: i64,
    refused: i64,
    /// Why events were ignored, refused or left waiting.
    reasons: Vec<ReasonReport>,
    last_event: Option<String>,
}

/// The number of events with a status for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ReasonReport {
    status: String,
    reason: String,
    events: i64,
}

/// A call whose interaction is not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaitingCall {
    source: String,
    call: String,
    since: Option<String>,
}

impl Report {
    /// The report. `held` are the counts of this isolate that are not in the database yet.
    #[must_use]
    pub fn new(settings: &CtiSettings, counts: Vec<CountRow>, held: &Counts, waiting: Vec<WaitingCallRow>) -> Self {
        let mut rows = counts;
        for (source, status, reason, Count { events, last }) in held.iter() {
            let same =
                |row: &&mut CountRow| row.source == source && row.status == status.as_str() && row.reason == reason;
            if let Some(row) = rows.iter_mut().find(same) {
                row.events += events;
                row.last_event = row.last_event.max(last);
            } else {
                let (source, status) = (source.to_owned(), status.as_str().to_owned());
                rows.push(CountRow { source, status, reason: reason.to_owned(), events, last_event: last });
            }
        }
        rows.sort_by(|a, b| (&a.source, &a.status, &a.reason).cmp(&(&b.source, &b.status, &b.reason)));
        let sources = settings.sources.iter().map(|source| {
            let of_source: Vec<&CountRow> = rows.iter().filter(|row| row.source == source.name).collect();
            let sum = |status: Status| {
                of_source.iter().filter(|row| row.status == status.as_str()).map(|row| row.events).sum()
            };
            let reasons = of_source.iter().filter(|row| !row.reason.is_empty()).map(|row| ReasonReport {
                status: row.status.clone(),
                reason: row.reason.clone(),
                events: row.events,
            });
            SourceReport {
                source: source.name.clone(),
                kind: source.kind.as_str(),
                recorded: sum(Status::Recorded),
                duplicate: sum(Status::Duplicate),
                waiting: sum(Status::Waiting),
                ignored: sum(Status::Ignored),
                refused: sum(Status::Refused),
                reasons: reasons.collect(),
                last_event: of_source.iter().map(|row| row.last_event).max().and_then(iso),
            }
        });
        let waiting =
            waiting.into_iter().map(|row| WaitingCall { source: row.source, call: row.call, since: iso(row.since) });
        Self { result: ReportResult { sources: sources.collect(), waiting: waiting.collect() } }
    }
}

/// A time as ISO 8601 with milliseconds.
fn iso(millis: i64) -> Option<String> {
    let time = UtcTime::from_unix_millis(millis)?.to_string().replace(' ', "T");
    Some(format!("{time}.{:03}Z", millis.rem_euclid(1_000)))
}
