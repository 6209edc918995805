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
use crate::platform::{RequestContext, crypto, now_ms, read_body, utc_time};
use crate::refusal::{NotFound, Refusal};
use crate::response::Response;
use crate::sign_in;
use incoming::Incoming;
use serde::Serialize;

/// The formats of `CloudEvents` that are read.
const CLOUD_EVENTS: &str = "application/cloudevents+json or application/cloudevents-batch+json";

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
                counts::count(&source.name, Status::Refused, Some(Reason::Malformed), received_at);
            }
            return Err(refused(malformed));
        }
    };
    match (event, is_dry_run) {
        (Event::Observed(observations), false) => incoming.record(&observations).await,
        (Event::Observed(observations), true) => incoming.try_out(&observations).await,
        (Event::Ignored(reason), false) => {
            counts::count(&source.name, Status::Ignored, Some(reason), received_at);
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
            counts::count(&source.name, Status::Refused, Some(Reason::Signature), request.now);
            Err(error.into())
        }
    }
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

/// Whether the event is only tried out.
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
