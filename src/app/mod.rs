//! Handles a call: runs the checks, in the order of `docs/api.md` ("Answers"), then the resource.

mod batch;

use crate::api::table::TableCall;
use crate::api::{self, Call, RequestBody};
use crate::auth::{Caller, Role};
use crate::error::{ApiError, ErrorFormat};
use crate::format::{Format, JSON_OR_XML, MAX_BODY_BYTES, request_format};
use crate::platform::{
    self, Limiter, Platform, ReceivedBody, RelayWish, RequestContext, drain, log, read_body, utc_time,
};
use crate::resource::{Access, Body, Method, Operation, Route};
use crate::response::Response;
use crate::schema::Table;
use crate::sign_in;

/// Answers a request and logs it.
///
/// # Errors
/// The runtime accepts neither the response nor the error response in its place.
pub async fn fetch(request: web_sys::Request, platform: Platform) -> platform::Result<Answered> {
    let context = RequestContext::new(request, platform);
    let response = answer_and_log(&context).await?;
    Ok(Answered { response, relay: context.relay_wish() })
}

/// An answer, and what has to be done after it.
pub struct Answered {
    pub response: web_sys::Response,
    /// What the relay has to do; `None` if nothing.
    pub relay: Option<RelayWish>,
}

async fn answer_and_log(context: &RequestContext) -> platform::Result<web_sys::Response> {
    let response = handle(context, None).await;
    // The runtime drops the body if the request itself is a HEAD.
    let response = if context.overrides_method { response.to_method(&context.method) } else { response };
    drain(context).await;
    let status = response.status;
    if let Ok(sent) = platform::send(&with_common(response, context)) {
        log_answer(context, status);
        return Ok(sent);
    }
    let error = ApiError::Internal("the platform refuses the answer".to_owned());
    let response = error_response(context, error, ErrorFormat::Table);
    log_answer(context, response.status);
    platform::send(&with_common(response, context))
}

fn log_answer(context: &RequestContext, status: u16) {
    log(&context.log_line(status), status >= 500);
}

/// Answers a request. For a request of a batch, `caller` is that of the batch.
async fn handle(context: &RequestContext, caller: Option<&Caller>) -> Response {
    match Route::find(context.url().path) {
        Ok(route) => {
            let response = answer(context, &route, caller).await;
            response.unwrap_or_else(|error| error_response(context, error, route.resource.errors))
        }
        Err(error) => error_response(context, error, ErrorFormat::Table),
    }
}

/// Runs the checks in their order, then the resource.
async fn answer(context: &RequestContext, route: &Route<'_>, caller: Option<&Caller>) -> Result<Response, ApiError> {
    if route.resource.errors == ErrorFormat::OAuth && !api::oauth::is_on(context)? {
        return Err(ApiError::UnknownUri);
    }
    let method = route.method(&context.method)?;
    match method.access {
        Access::Everybody => return public(context, method.operation).await,
        Access::OwnCredentials => return with_own_credentials(context, method, route).await,
        _ => {}
    }
    // Credentials.
    let caller = match caller {
        Some(caller) => caller.clone(),
        None => sign_in::caller(context).await?,
    };
    context.log_caller(&caller);
    if let (Operation::Batch, Body::Bytes(most)) = (method.operation, method.body) {
        return answer_batch(context, most, &caller).await;
    }
    // Role.
    let table = table(method, route)?;
    let caller = caller.authorize(role(method, table))?;
    if let Some(table) = table.filter(|table| method.access == Access::TableWriter && !table.is_writable) {
        return Err(ApiError::ReadOnly(table.name));
    }
    // Rate limit.
    check_rate(context, caller.identity()).await?;
    // Format of the answer.
    let format = context.answer_format()?;
    // Format and size of the body.
    let body_format = if method.body == Body::Fields { body_format(context)? } else { Format::default() };
    let ReceivedBody { bytes, received_at, deadline } = match method.body {
        Body::None => ReceivedBody::none(context),
        Body::Fields => read_body(context, MAX_BODY_BYTES).await?,
        Body::Bytes(most) => read_body(context, most).await?,
    };
    let call = Call {
        context,
        caller,
        format,
        body: RequestBody { format: body_format, bytes },
        now: utc_time(received_at)?,
        deadline,
    };
    match (method.operation, table) {
        (Operation::CreateOrUpdate, _) => api::help_request::create_or_update(call).await,
        (Operation::RelayStatus, _) => api::relay::status(call).await,
        (Operation::RelayRetry, _) => api::relay::retry(call).await,
        (Operation::Changes, _) => api::changes::changes(call).await,
        (Operation::CtiReport, _) => api::cti::report(call).await,
        (Operation::ReadExternalId, _) => api::external_id::read(call, route.segment(0)).await,
        (Operation::PutExternalId, _) => api::external_id::put(call, route.segment(0)).await,
        (Operation::Stats, Some(table)) => api::stats::stats(call, table).await,
        (operation, Some(table)) => {
            let (call, id) = (TableCall { call, table, version: route.version }, route.segment(1));
            match operation {
                Operation::Insert => call.insert().await,
                Operation::Read => call.read(id).await,
                Operation::Update => call.update(id).await,
                Operation::Delete => call.delete(id).await,
                _ => call.list().await,
            }
        }
        (_, None) => Err(ApiError::UnknownUri),
    }
}

/// Runs the checks of a batch, which needs no role, then its requests. Each of them counts for the rate limit too. The
/// batch has at most `most` bytes.
async fn answer_batch(context: &RequestContext, most: usize, caller: &Caller) -> Result<Response, ApiError> {
    check_rate(context, caller.identity()).await?;
    batch::check_formats(context)?;
    let body = read_body(context, most).await?;
    batch::batch(context, caller, &body.bytes).await
}

/// Counts a call of this caller.
async fn check_rate(context: &RequestContext, identity: &str) -> Result<(), ApiError> {
    let is_within_limit = context.platform.is_within_limit(Limiter::Caller, identity).await;
    if is_within_limit { Ok(()) } else { Err(ApiError::RateLimited(crate::error::RETRY_AFTER_SECONDS)) }
}

/// Answers a call that needs no credentials.
async fn public(context: &RequestContext, operation: Operation) -> Result<Response, ApiError> {
    match operation {
        Operation::Readyz => api::health::readyz(context).await,
        _ => Ok(api::health::healthz()),
    }
}

/// Answers a call whose credentials the resource checks itself.
async fn with_own_credentials(
    context: &RequestContext,
    method: &Method,
    route: &Route<'_>,
) -> Result<Response, ApiError> {
    match (method.operation, method.body) {
        (Operation::Token, Body::Bytes(most)) => api::oauth::token(context, most).await,
        (Operation::CtiEvent, Body::Bytes(most)) => api::cti::event(context, most, route.segment(0)).await,
        (Operation::CtiHandshake, _) => api::cti::handshake(context, route.segment(0)),
        _ => Err(ApiError::UnknownUri),
    }
}

/// The table in the path; `None` if the path of the resource has no table.
fn table(method: &Method, route: &Route<'_>) -> Result<Option<&'static Table>, ApiError> {
    match method.access {
        Access::TableReader | Access::TableWriter => {
            let name = route.segment(0);
            Table::named(name).map(Some).ok_or_else(|| ApiError::UnknownTable(name.to_owned()))
        }
        Access::Everybody | Access::OwnCredentials | Access::AnyCaller | Access::Role(_) => Ok(None),
    }
}

/// The role that the caller needs.
fn role(method: &Method, table: Option<&Table>) -> Role {
    match (method.access, table) {
        (Access::Role(role), _) => role,
        // An aggregate covers all rows, and cannot be limited to the caller's own.
        (_, Some(table)) if method.operation == Operation::Stats && table.own_rows.is_some() => Role::Admin,
        (_, Some(table)) => table.read_role,
        (_, None) => Role::Admin,
    }
}

/// The format of the request body.
fn body_format(context: &RequestContext) -> Result<Format, ApiError> {
    let coding = context.header("Content-Encoding");
    let is_plain = coding.is_none_or(|coding| coding.eq_ignore_ascii_case("identity"));
    let content_type = context.header("Content-Type");
    request_format(content_type.as_deref()).filter(|_| is_plain).ok_or(ApiError::UnsupportedMediaType(JSON_OR_XML))
}

fn error_response(context: &RequestContext, error: ApiError, error_format: ErrorFormat) -> Response {
    context.log_error(&error);
    // Uses the caller's format, even for errors that come before the check of `Accept`.
    Response::error(error, error_format, context.answer_format().unwrap_or_default())
}

/// Adds the headers that success and failure share.
fn with_common(response: Response, context: &RequestContext) -> Response {
    let bookmark = context.bookmark().map(|bookmark| (api::BOOKMARK, bookmark));
    response.with_headers([("X-Transaction-ID", context.transaction_id.to_string())]).with_headers(bookmark)
}
