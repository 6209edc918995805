//! `POST /cti/{source}`: the telephony systems' own events (contract, section 12).

mod counts;
mod incoming;
mod register;
mod writing;

pub use register::register;
pub use writing::{MAX_TRIES, is_written, state};

use super::Call;
use crate::auth::{AuthError, Role};
use crate::cti::signature::{Check, Evidence, NoEvidence, evidence};
use crate::cti::{self, CtiRequest, DryRun, Event, Malformed, Plan, Reason, Report, Source, Status, sql};
use crate::error::ApiError;
use crate::fault::{Fault, FaultCode, Faults};
use crate::format::Format;
use crate::platform::d1::{self, Session};
use crate::platform::{ReceivedBody, RequestContext, crypto, read_body, utc_time};
use crate::refusal::{NotFound, Refusal};
use crate::response::Response;
use crate::sign_in;
use incoming::Incoming;
use serde::Serialize;

/// The accepted formats of `CloudEvents`, for messages.
const CLOUD_EVENTS: &str = "application/cloudevents+json or application/cloudevents-batch+json";

/// Takes an event.
///
/// # Errors
/// 404 for an unknown source, 401 for a wrong signature, 400 for what is not an event of the source's kind, 503 if the
/// database failed.
pub async fn event(context: &RequestContext, most: usize, name: &str) -> Result<Response, ApiError> {
    let settings = context.platform.cti_settings()?;
    let source = settings.source(name).ok_or_else(|| unknown_source(name))?;
    let is_dry_run = is_dry_run(context.url().query)?;
    if is_dry_run {
        let caller = sign_in::caller(context).await?;
        context.log_caller(&caller);
        caller.authorize(Role::Admin)?;
    }
    let ReceivedBody { bytes, received_at, deadline } = read_body(context, most).await?;
    let header = |name: &str| context.header(name);
    let request = CtiRequest { header: &header, url: context.whole_url(), body: &bytes, now: received_at };
    let key = if is_dry_run { Vec::new() } else { verify(context, source, &request).await? };
    let incoming = Incoming { context, source, now: utc_time(received_at)?, received_at, deadline };
    let event = match cti::read(source, &request) {
        Ok(event) => event,
        Err(malformed) => {
            if !is_dry_run {
                counts::count(&source.name, Status::Refused, Some(Reason::Malformed), received_at);
            }
            return Err(refused(malformed));
        }
    };
    let dry_run_ignored = |reason| Ok(incoming.body(&DryRun::new(Status::Ignored, Some(reason), &Plan::default())));
    match (event, is_dry_run) {
        (Event::Observed(observations), false) => incoming.record(&observations).await,
        (Event::Observed(observations), true) => incoming.dry_run(&observations).await,
        (Event::Ignored(reason), false) => {
            counts::count(&source.name, Status::Ignored, Some(reason), received_at);
            Ok(incoming.answer(Status::Ignored, Some(reason)))
        }
        (Event::Ignored(reason), true) => dry_run_ignored(reason),
        (Event::UrlValidation(token), false) => {
            let encrypted = hex(&crypto::hmac(&key, token.as_bytes()).await?);
            Ok(Response::of(200, &Validation { plain_token: &token, encrypted_token: &encrypted }, Format::Json))
        }
        (Event::UrlValidation(_), true) => dry_run_ignored(Reason::OtherType),
    }
}

/// The answer when Zoom validates the URL.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Validation<'a> {
    plain_token: &'a str,
    encrypted_token: &'a str,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Verifies the signature or the secret of an event. Returns the key that verified the signature; empty if the secret itself
/// was sent.
async fn verify(context: &RequestContext, source: &Source, request: &CtiRequest<'_>) -> Result<Vec<u8>, ApiError> {
    let secrets = source.secrets(&context.platform)?;
    let verified = match evidence(source, &secrets, request) {
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
    match verified {
        Ok(key) => {
            context.log_source(&source.name);
            Ok(key)
        }
        Err(error) => {
            counts::count(&source.name, Status::Refused, Some(Reason::Signature), request.now);
            Err(error.into())
        }
    }
}

/// Answers the handshake of `CloudEvents` ("HTTP 1.1 Web Hooks for Event Delivery", section 4): any origin may send.
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
    // Azure Event Grid accepts only 200.
    Ok(Response::without_body(200).with_headers(headers))
}

/// Reports which events came in, and which calls wait.
///
/// # Errors
/// The database failed.
pub async fn report(call: Call<'_>) -> Result<Response, ApiError> {
    let settings = call.context.platform.cti_settings()?;
    let results = d1::batch(call.context, &sql::report(), Session::None, call.deadline).await?;
    let held = counts::held();
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

/// The parameter `dry_run`: whether only to say what the event would change.
fn is_dry_run(query: &str) -> Result<bool, ApiError> {
    let given = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "dry_run");
    match given.as_ref().map(|(_, value)| value.as_ref()) {
        None | Some("" | "false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => {
            let message = "dry_run has to be true or false";
            Err(Faults::from(Fault::field("dry_run", FaultCode::InvalidParameter, message)).into())
        }
    }
}
