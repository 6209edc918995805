//! `POST /cti/{source}`: the telephony systems' own events (contract, section 12).

use super::Call;
use crate::auth::{Actor, AuthError, Role};
use crate::cti::external_id::{Facts, Registration};
use crate::cti::signature::{Check, Evidence, NoEvidence, evidence};
use crate::cti::sql::{self, Groups, Registering, Writing};
use crate::cti::{
    self, Counts, CtiRequest, DryRun, Event, Malformed, Observation, Plan, Reason, Report, Source, State, Status,
    StatusReport,
};
use crate::error::ApiError;
use crate::fault::{Fault, Faults};
use crate::format::Format;
use crate::platform::d1::{self, Results, Session};
use crate::platform::{RelayWish, RequestContext, crypto, new_id, now_ms, read_body, utc_time};
use crate::refusal::{NotFound, Refusal};
use crate::response::Response;
use crate::sign_in;
use crate::store::{DONE, DatabaseError, ValueRow, WriteContext};
use crate::time::UtcTime;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

thread_local! {
    /// Events that were counted in this isolate and not written yet.
    static COUNTS: RefCell<Counts> = const { RefCell::new(Counts::new()) };
}

/// The formats of `CloudEvents` that are read.
const CLOUD_EVENTS: &str = "application/cloudevents+json or application/cloudevents-batch+json";

/// How often a fold is made anew because somebody else has written. One of several writers always succeeds.
const MAX_TRIES: usize = 12;

/// An event on its way.
struct Incoming<'a> {
    context: &'a RequestContext,
    source: &'a Source,
    now: UtcTime,
    received_at: i64,
    deadline: i64,
}

/// Takes an event.
///
/// # Errors
/// 404 for an unknown source, 401 for a wrong signature, 400 for what is no event of the source's kind, 503.
pub async fn event(context: &RequestContext, most: usize, name: &str) -> Result<Response, ApiError> {
    let settings = context.platform.cti_settings()?;
    let source = settings.source(name).ok_or_else(|| unknown_source(name))?;
    let is_dry_run = is_dry_run(context.url().query)?;
    if is_dry_run {
        let caller = sign_in::caller(context).await?;
        context.log_caller(&caller);
        caller.authorize(Role::Admin)?;
    }
    let waited_since = now_ms();
    let (body, received_at) = read_body(context, most).await?;
    let header = |name: &str| context.header(name);
    let request = CtiRequest { header: &header, url: context.whole_url(), body: &body, now: received_at };
    let key = if is_dry_run { Vec::new() } else { prove(context, source, &request).await? };
    let incoming = Incoming {
        context,
        source,
        now: utc_time(received_at)?,
        received_at,
        // Waiting for the body does not count: a sender may be slow.
        deadline: context.deadline() + received_at - waited_since,
    };
    let event = match cti::read(source, &request) {
        Ok(event) => event,
        Err(malformed) => {
            if !is_dry_run {
                count(&source.name, Status::Refused, Some(Reason::Malformed), received_at);
            }
            return Err(refused(malformed));
        }
    };
    match (event, is_dry_run) {
        (Event::Observed(observations), false) => incoming.record(&observations).await,
        (Event::Observed(observations), true) => incoming.try_out(&observations).await,
        (Event::Ignored(reason), false) => {
            count(&source.name, Status::Ignored, Some(reason), received_at);
            Ok(incoming.answer(Status::Ignored, Some(reason)))
        }
        (Event::Ignored(reason), true) => {
            Ok(incoming.body(&DryRun::new(Status::Ignored, Some(reason), &Plan::default())))
        }
        (Event::UrlValidation(token), false) => {
            let encrypted = hex(&crypto::hmac(&key, token.as_bytes()).await?);
            Ok(Response::of(200, &Validation { plain_token: &token, encrypted_token: &encrypted }, Format::Json))
        }
        (Event::UrlValidation(_), true) => {
            Ok(incoming.body(&DryRun::new(Status::Ignored, Some(Reason::OtherType), &Plan::default())))
        }
    }
}

/// The answer to Zoom's validation of the URL.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Validation<'a> {
    plain_token: &'a str,
    encrypted_token: &'a str,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Answers the handshake of `CloudEvents` ("HTTP 1.1 Web Hooks for Event Delivery", section 4).
///
/// # Errors
/// 404 for an unknown source.
pub fn handshake(context: &RequestContext, name: &str) -> Result<Response, ApiError> {
    let settings = context.platform.cti_settings()?;
    settings.source(name).ok_or_else(|| unknown_source(name))?;
    let mut headers = vec![("Allow", "POST, OPTIONS".to_owned())];
    if let Some(origin) = context.header("WebHook-Request-Origin").filter(|origin| !origin.is_empty()) {
        headers.extend([("WebHook-Allowed-Origin", origin), ("WebHook-Allowed-Rate", "*".to_owned())]);
    }
    // Azure Event Grid takes 200 alone for a yes.
    Ok(Response::without_body(200).with_headers(headers))
}

/// Reports what has come in, and which calls wait.
///
/// # Errors
/// The database failed.
pub async fn report(call: Call<'_>) -> Result<Response, ApiError> {
    let settings = call.context.platform.cti_settings()?;
    let results = d1::batch(call.context, &sql::report(), Session::None, call.deadline).await?;
    let held = COUNTS.with_borrow(Clone::clone);
    let report = Report::new(&settings, results.rows(0)?, &held, results.rows(1)?);
    Ok(Response::of(200, &report, call.format))
}

fn unknown_source(name: &str) -> ApiError {
    Refusal::NotFound(NotFound::CtiSource(name.to_owned())).into()
}

fn refused(malformed: Malformed) -> ApiError {
    match malformed {
        Malformed::Content(reason) => Faults::from(Fault::body(reason)).into(),
        Malformed::Format => ApiError::UnsupportedMediaType(CLOUD_EVENTS),
    }
}

/// Whether the event is only tried out.
fn is_dry_run(query: &str) -> Result<bool, ApiError> {
    let given = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "dry_run");
    match given.as_ref().map(|(_, value)| value.as_ref()) {
        None | Some("" | "false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => {
            let message = "dry_run has to be true or false";
            Err(Faults::from(Fault::field("dry_run", crate::fault::FaultCode::InvalidParameter, message)).into())
        }
    }
}

fn count(source: &str, status: Status, reason: Option<Reason>, now: i64) {
    COUNTS.with_borrow_mut(|counts| counts.count(source, status, reason, now));
}

/// Keeps counts that were not written, without the event that goes on or failed.
fn uncounted(mut counts: Counts, source: &str, status: Status, reason: Option<Reason>) {
    counts.uncount(source, status, reason);
    COUNTS.with_borrow_mut(|all| all.add(counts));
}

/// Verifies what proves the event. Returns the secret or key that did.
async fn prove(context: &RequestContext, source: &Source, request: &CtiRequest<'_>) -> Result<Vec<u8>, ApiError> {
    let secrets = source.secrets(&context.platform)?;
    let proved = match evidence(source, &secrets, request) {
        Err(NoEvidence::Faulty(error)) => return Err(error.into()),
        Err(NoEvidence::Refused(error)) => Err(error),
        Ok(Evidence::Proven) => Ok(Vec::new()),
        Ok(Evidence::Signed { checks, body_sha256 }) => {
            let has_body = match &body_sha256 {
                Some(expected) => crypto::sha256_matches(request.body, expected).await?,
                None => true,
            };
            let at = if has_body { crypto::verified(&checks).await? } else { None };
            at.and_then(|at| checks.get(at)).map(|Check { key, .. }| key.clone()).ok_or(AuthError::SignatureWrong)
        }
    };
    match proved {
        Ok(key) => {
            context.log_source(&source.name);
            Ok(key)
        }
        Err(error) => {
            count(&source.name, Status::Refused, Some(Reason::Signature), request.now);
            Err(error.into())
        }
    }
}

/// A row of the statement that keeps observations.
#[derive(Deserialize)]
struct Kept {
    event_id: String,
}

impl Incoming<'_> {
    /// Keeps the observations and brings the help actions up to date.
    async fn record(&self, observations: &[Observation]) -> Result<Response, ApiError> {
        let policy = self.context.platform.help_action_settings()?.interaction_policy;
        let name = self.source.name.as_str();
        let groups = groups(observations);
        let mut is_new = None;
        for _ in 0..MAX_TRIES {
            let held = COUNTS.take();
            let revision = new_id(now_ms());
            let id = &self.context.transaction_id;
            let mut statements = sql::observations(name, observations, self.received_at, self.now, id).to_vec();
            statements.extend(sql::state(name, &Groups::Named(&groups), &[]));
            statements.extend(sql::count(&held, &revision));
            let results = d1::batch(self.context, &statements, Session::None, self.deadline).await;
            let results = results.inspect_err(|_| COUNTS.with_borrow_mut(|counts| counts.add(held)))?;
            let kept = results.rows::<Kept>(0)?;
            let is_new = *is_new.get_or_insert_with(|| kept.iter().any(|kept| !kept.event_id.is_empty()));
            let state = state(&results, 2)?;
            if !observations.iter().all(|one| state.has(one)) {
                count(name, Status::Ignored, Some(Reason::TooManyEvents), self.received_at);
                return Ok(self.answer(Status::Ignored, Some(Reason::TooManyEvents)));
            }
            let plan = Plan::new(&state, policy, || new_id(now_ms()));
            let (status, reason) = if is_new { plan.status() } else { (Status::Duplicate, None) };
            if plan.is_done() {
                count(name, status, reason, self.received_at);
                return Ok(self.answer(status, reason));
            }
            let mut counts = COUNTS.take();
            counts.count(name, status, reason, self.received_at);
            match self.write(&plan, &counts).await {
                Ok(true) => return Ok(self.answer(status, reason)),
                Ok(false) => uncounted(counts, name, status, reason),
                Err(error) => {
                    uncounted(counts, name, status, reason);
                    return Err(error);
                }
            }
        }
        Err(ApiError::Unavailable("too many events of one call at once".to_owned()))
    }

    /// Writes the plan. False if somebody else has written first.
    async fn write(&self, plan: &Plan, counts: &Counts) -> Result<bool, ApiError> {
        let actor = Actor::CtiSource(self.source.name.clone());
        let write = WriteContext { actor: &actor, now: self.now, transaction_id: &self.context.transaction_id };
        let revision = &new_id(now_ms());
        let (source, received) = (self.source, self.received_at);
        let writing = Writing { source, plan, write, revision, received, registering: None, counts };
        write_plan(self.context, &writing, self.deadline).await
    }

    /// Says what the observations would change, and keeps nothing.
    async fn try_out(&self, observations: &[Observation]) -> Result<Response, ApiError> {
        let policy = self.context.platform.help_action_settings()?.interaction_policy;
        let groups = groups(observations);
        let statements = sql::state(&self.source.name, &Groups::Named(&groups), observations);
        let results = d1::batch(self.context, &statements, Session::None, self.deadline).await?;
        let mut state = state(&results, 0)?;
        let is_new = !observations.iter().all(|one| state.has(one));
        state.add(observations);
        let plan = Plan::new(&state, policy, || new_id(now_ms()));
        let (status, reason) = if is_new { plan.status() } else { (Status::Duplicate, None) };
        Ok(self.body(&DryRun::new(status, reason, &plan)))
    }

    fn answer(&self, status: Status, reason: Option<Reason>) -> Response {
        self.context.log_cti(status.as_str(), reason.map(Reason::as_str));
        self.body(&StatusReport::new(status, reason))
    }

    /// 200. In JSON for a sender whose `Accept` names neither format: it does not read the body.
    fn body(&self, body: &impl Serialize) -> Response {
        Response::of(200, body, self.context.answer_format().unwrap_or_default())
    }
}

/// Registers the call of an interaction, and makes help actions of what waited for it, in one transaction. Returns whether the
/// interaction had no external id before.
///
/// # Errors
/// The interaction does not exist, another one has the external id, or the database failed.
pub(super) async fn register(call: &Call<'_>, source: &Source, registration: &Registration) -> Result<bool, ApiError> {
    let (name, context) = (source.name.as_str(), call.context);
    let (calls, days) = (registration.calls(), sql::days(call.now));
    let groups = Groups::OfCalls { calls: &calls, days: &days };
    let (caller, cti) = (Actor::Caller(call.caller.clone()), Actor::CtiSource(name.to_owned()));
    let by = |actor| WriteContext { actor, now: call.now, transaction_id: &context.transaction_id };
    for _ in 0..MAX_TRIES {
        let mut statements = vec![registration.facts(&groups)];
        statements.extend(sql::state(name, &groups, &[]));
        let results = d1::batch(context, &statements, Session::None, call.deadline).await?;
        let facts: Facts = results.first(0)?.unwrap_or_default();
        facts.check(registration)?;
        let mut state = state(&results, 1)?;
        state.register(registration);
        let policy = context.platform.help_action_settings()?.interaction_policy;
        let plan = Plan::new(&state, policy, || new_id(now_ms()));
        let registering = Some(Registering { registration, facts: &facts, groups, write: by(&caller) });
        let (revision, counts) = (&new_id(now_ms()), &Counts::new());
        let (write, plan, received) = (by(&cti), &plan, now_ms());
        let writing = Writing { source, plan, write, revision, received, registering, counts };
        if write_plan(context, &writing, call.deadline).await? {
            return Ok(facts.is_mapped == 0);
        }
    }
    Err(ApiError::Unavailable("too many events of the call at once".to_owned()))
}

/// Runs the batch of a plan. False if somebody else has written first.
async fn write_plan(context: &RequestContext, writing: &Writing<'_>, deadline: i64) -> Result<bool, ApiError> {
    let statements = writing.statements();
    match d1::batch(context, &statements, Session::None, deadline).await {
        Ok(results) => {
            let outcome = results.first::<ValueRow>(statements.len() - 1)?.and_then(|row| row.value);
            let is_done = outcome.as_deref() == Some(DONE);
            if is_done {
                context.want_relay(RelayWish::Carry);
            }
            Ok(is_done)
        }
        // The interaction was deleted or registered elsewhere since it was read.
        Err(DatabaseError::Refused(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The groups of observations, each once.
fn groups(observations: &[Observation]) -> Vec<String> {
    let mut groups: Vec<String> = observations.iter().map(|one| one.group.clone()).collect();
    groups.sort();
    groups.dedup();
    groups
}

/// The rows of the statements of [`sql::state`], the first of which has this index.
fn state(results: &Results, first: usize) -> Result<State, ApiError> {
    let state = State::new(
        results.rows(first)?,
        results.rows(first + 1)?,
        results.rows(first + 2)?,
        results.rows(first + 3)?,
        results.rows(first + 4)?,
    );
    state.ok_or_else(|| ApiError::Internal("an observation in the database cannot be read".to_owned()))
}
