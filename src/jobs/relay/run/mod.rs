//! One run of the relay.

mod step;

use super::{IS_CALLED, token};
use crate::error::ApiError;
use crate::log::RelayLog;
use crate::platform::{Platform, exchange, jitter, new_id, now_ms, sleep};
use crate::relay::sql::End;
use crate::relay::{
    AT_ONCE, Answer, Outcome, Pause, PauseReason, Record, RelaySettings, Request, TIMEOUT_MS, Task, pause_ms,
};
use crate::sys_id::SysId;
use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::collections::VecDeque;
use std::pin::pin;
use std::time::Duration;
use step::StepResult;

/// Most statements of a run. D1 allows 1,000 for an invocation, and the last step needs some.
const MAX_STATEMENTS: u32 = 900;

/// Calls that are reserved for the last step.
const SPARE_CALLS: u32 = 16;

/// How often a run with calls in flight checks whether this isolate has changed something, in milliseconds.
const LOOKS_EVERY_MS: i64 = 100;

/// How often such a run reads the log anyway, in milliseconds, because other isolates may have changed something.
const READS_EVERY_MS: i64 = 1_000;

/// After how many calls in a row with an unknown outcome the whole relay pauses.
const MAX_UNKNOWN_IN_A_ROW: u32 = 4;

/// A run.
pub(super) struct Run<'a> {
    platform: &'a Platform,
    settings: RelaySettings,
    generation: u32,
    id: SysId,
    /// Until when new calls are started, in milliseconds since 1970.
    starts_until: i64,
    /// Records that are claimed and not sent yet.
    queue: VecDeque<Record>,
    /// Outcomes that are not stored yet.
    outcomes: Vec<Outcome>,
    /// Accepted changes that are not counted in the database yet.
    delivered: u32,
    /// The interactions that have a record in flight.
    in_flight: Vec<String>,
    pause: Option<Pause>,
    /// How many pauses in a row there were. If there were any, one record at a time is sent, as a probe.
    pauses: u32,
    unknown_in_a_row: u32,
    /// The first token that was refused. If a second one is refused, the credentials are wrong.
    refused_token: Option<String>,
    calls: u32,
    statements: u32,
    /// When the last step began, in milliseconds since 1970.
    read_at: i64,
    pub log: RelayLog,
}

/// A record that was sent, and its answer.
struct Sent {
    record: Record,
    task: Task,
    credentials: String,
    answer: Option<Answer>,
}

impl<'a> Run<'a> {
    pub(super) fn new(platform: &'a Platform, settings: RelaySettings, generation: u32, starts_until: i64) -> Self {
        Self {
            platform,
            settings,
            generation,
            id: new_id(now_ms()),
            starts_until,
            queue: VecDeque::new(),
            outcomes: Vec::new(),
            delivered: 0,
            in_flight: Vec::new(),
            pause: None,
            pauses: 0,
            unknown_in_a_row: 0,
            refused_token: None,
            calls: 0,
            statements: 0,
            read_at: 0,
            log: RelayLog::new("relay"),
        }
    }

    /// Works until nothing remains to be done, the time is over, or the relay has to pause.
    ///
    /// # Errors
    /// The database failed. Another run takes over when the lease has expired.
    pub(super) async fn work(&mut self) -> Result<(), ApiError> {
        loop {
            match self.step(true, End::No).await? {
                StepResult::GoesOn => {
                    self.send_claimed().await?;
                    // A call may have changed something while the last step ended the run.
                    if !IS_CALLED.get() {
                        return Ok(());
                    }
                }
                // The other run may have read the log before the change of this call.
                StepResult::OtherWorks => sleep(Duration::from_millis(READS_EVERY_MS.unsigned_abs())).await,
                StepResult::Ended if IS_CALLED.get() => {}
                StepResult::Ended => return Ok(()),
            }
            if !self.may_start() {
                return Ok(());
            }
        }
    }

    /// Sends the claimed records and claims more, until a step ends the run.
    async fn send_claimed(&mut self) -> Result<(), ApiError> {
        let mut sending = FuturesUnordered::new();
        loop {
            while sending.len() < self.at_once()
                && let Some(call) = self.next_call().await
            {
                sending.push(call);
            }
            if let Some(end) = self.next_step(sending.len()) {
                if self.step(false, end).await? != StepResult::GoesOn {
                    return Ok(());
                }
            } else {
                let next = pin!(sending.next());
                let look = pin!(sleep(Duration::from_millis(LOOKS_EVERY_MS.unsigned_abs())));
                if let Either::Left((Some(sent), _)) = select(next, look).await {
                    self.conclude(sent);
                }
            }
        }
    }

    /// The call for the next record in the queue. `None` if the queue is empty, or the run may not start a call.
    async fn next_call(&mut self) -> Option<impl Future<Output = Sent> + use<>> {
        while self.may_start() {
            let record = self.queue.pop_front()?;
            let Some(request) = request(&record.task()) else {
                self.outcomes.push(record.conclude(&Task::Nothing, None, now_ms(), 0).outcome);
                continue;
            };
            let Some((name, value)) = self.credentials().await else {
                self.queue.push_front(record);
                return None;
            };
            self.calls += 1;
            self.in_flight.push(record.interaction.clone());
            return Some(send(self.settings.url.clone(), record, request, name, value));
        }
        None
    }

    /// Whether it is time for a step while this many calls are in flight, and whether the run ends with it. `None` if the run
    /// has to wait for an answer first.
    fn next_step(&self, sending: usize) -> Option<End> {
        if sending == 0 && (self.queue.is_empty() || !self.may_start()) {
            return Some(self.end());
        }
        let could_send = self.queue.is_empty() && self.may_start() && sending < self.at_once();
        (could_send && self.has_to_read()).then_some(End::No)
    }

    /// How many calls are in flight at a time: only one, a probe, after a pause.
    const fn at_once(&self) -> usize {
        if self.pauses > 0 { 1 } else { AT_ONCE }
    }

    /// Whether the run may start new calls.
    fn may_start(&self) -> bool {
        self.pause.is_none()
            && now_ms() < self.starts_until
            && self.calls_left() > 0
            && self.statements < MAX_STATEMENTS
    }

    /// How many calls the run may still make.
    fn calls_left(&self) -> usize {
        let made = self.calls + self.statements + SPARE_CALLS;
        usize::try_from(self.settings.max_calls.saturating_sub(made)).unwrap_or_default()
    }

    /// Whether the next step should not wait until nothing is in flight.
    fn has_to_read(&self) -> bool {
        !self.outcomes.is_empty() || IS_CALLED.get() || now_ms() - self.read_at >= READS_EVERY_MS
    }

    /// Whether the run ends with a step when nothing is in flight.
    fn end(&self) -> End {
        match self.pause {
            Some(pause) => {
                let ms = pause.asked_ms.unwrap_or_default().max(pause_ms(self.pauses + 1, jitter()));
                End::Pause(pause.reason, now_ms() + ms)
            }
            None if self.may_start() => End::IfIdle,
            None => End::Now,
        }
    }

    /// The header with the credentials. `None` if there is no token: then the relay pauses.
    async fn credentials(&mut self) -> Option<(&'static str, String)> {
        match token::header(&self.settings, self.generation, &mut self.calls).await {
            Ok(header) => Some(header),
            Err(pause) => {
                self.pause.get_or_insert(pause);
                None
            }
        }
    }

    /// Concludes from the answer to a record.
    fn conclude(&mut self, sent: Sent) {
        let Sent { record, task, credentials, answer } = sent;
        self.in_flight.retain(|interaction| *interaction != record.interaction);
        if answer.as_ref().is_some_and(|answer| answer.status == 401) && self.may_renew(&credentials) {
            self.queue.push_front(record);
            return;
        }
        let conclusion = record.conclude(&task, answer.as_ref(), now_ms(), jitter());
        if conclusion.is_delivered {
            (self.unknown_in_a_row, self.pauses) = (0, 0);
            self.delivered += 1;
            self.log.counts.delivered += 1;
        }
        if conclusion.outcome.is_parked() {
            self.log.counts.parked += 1;
        }
        if conclusion.is_unknown {
            self.log.counts.unknown += 1;
            self.unknown_in_a_row += 1;
            if self.unknown_in_a_row >= MAX_UNKNOWN_IN_A_ROW || self.pauses > 0 {
                self.pause.get_or_insert(Pause { reason: PauseReason::NoAnswer, asked_ms: None });
            }
        }
        if let Some(pause) = conclusion.pause {
            self.pause.get_or_insert(pause);
        }
        self.outcomes.push(conclusion.outcome);
    }

    /// Whether to try again with a new token: only the first refused token is replaced.
    fn may_renew(&mut self, credentials: &str) -> bool {
        if !token::forget(&self.settings, credentials) {
            return false;
        }
        match &self.refused_token {
            Some(refused) => refused == credentials,
            None => {
                self.refused_token = Some(credentials.to_owned());
                true
            }
        }
    }
}

/// What a task sends.
fn request(task: &Task) -> Option<Request> {
    match task {
        Task::Nothing => None,
        Task::Create(request) | Task::Update(request) | Task::Look(request) => Some(request.clone()),
    }
}

async fn send(url: String, record: Record, request: Request, name: &'static str, credentials: String) -> Sent {
    let answer = exchange(&url, &request, Some((name, &credentials)), TIMEOUT_MS).await;
    Sent { task: record.task(), record, credentials, answer }
}
