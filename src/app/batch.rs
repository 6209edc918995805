//! Carries out the requests of a batch in turn, each by the code of single calls.

use super::{body_format, handle, log_answer, with_common};
use crate::auth::Caller;
use crate::batch::{Batch, BatchAnswer, Item, MAX_ANSWER_CHARACTERS, MAX_MS, MAX_STATEMENTS, Serviced};
use crate::config::d1_queries_per_call;
use crate::error::{ApiError, ErrorFormat};
use crate::fault::{Fault, FaultCode, Faults};
use crate::format::{Format, accepts_json};
use crate::platform::{BatchText, RequestContext, item_context, now_ms};
use crate::resource::{API_PREFIX, Operation, Route};
use crate::response::Response;

/// The media type of a batch and of its answer.
const JSON: &str = "application/json";

/// Checks what the headers say about the formats of a batch, which are JSON alone.
///
/// # Errors
/// 406 or 415.
pub(super) fn check_formats(context: &RequestContext) -> Result<(), ApiError> {
    if !accepts_json(context.header("Accept").as_deref()) {
        return Err(ApiError::NotAcceptable(JSON));
    }
    match body_format(context) {
        Ok(Format::Json) => Ok(()),
        _ => Err(ApiError::UnsupportedMediaType(JSON)),
    }
}

/// Carries out a batch for its caller. The answer names the requests that did not fit into the limits of the call.
///
/// # Errors
/// The body is not a batch. Then nothing was carried out.
pub(super) async fn batch(context: &RequestContext, caller: &Caller, body: &[u8]) -> Result<Response, ApiError> {
    let most_statements = d1_queries_per_call(&context.platform)?;
    let batch = Batch::read(body)?;
    let ends_at = now_ms() + MAX_MS;
    let mut text = BatchText::default();
    let mut items = batch.items.iter();
    while text.characters < MAX_ANSWER_CHARACTERS
        && now_ms() < ends_at
        && context.statements() + MAX_STATEMENTS <= most_statements
        && let Some(item) = items.next()
    {
        service(context, caller, item, ends_at, &mut text).await?;
    }
    let unserviced: Vec<&str> = items.map(|item| &item.id).chain(&batch.others).map(String::as_str).collect();
    context.log_batch(text.len(), unserviced.len());
    let around = BatchAnswer { id: &batch.id, unserviced }.around_serviced();
    Ok(Response::records_as_json(text.finish(&around)))
}

/// Carries out one request, and adds its answer.
async fn service(
    context: &RequestContext,
    caller: &Caller,
    item: &Item,
    ends_at: i64,
    text: &mut BatchText,
) -> Result<(), ApiError> {
    let started_at = now_ms();
    let request = match &item.request {
        Ok(request) => item_context(context, request, ends_at),
        Err(fault) => Err(fault.clone()),
    };
    let response = match request {
        Ok(request) => {
            request.log_caller(caller);
            let response = match check_path(&request) {
                Ok(()) => Box::pin(handle(&request, Some(caller))).await,
                Err(error) => super::error_response(&request, error, ErrorFormat::Table),
            };
            let response = with_common(response.to_method(&request.method), &request);
            log_answer(&request, response.status);
            context.adopt_bookmark(&request);
            response
        }
        Err(fault) => Response::error(Faults::from(fault).into(), ErrorFormat::Table, Format::Json),
    };
    let headers = if item.excludes_headers { Vec::new() } else { response.all_headers() };
    let serviced = Serviced { id: &item.id, status: response.status, headers, ms: now_ms() - started_at };
    text.push(&response.body, &serviced.around_body())
        .map_err(|_| ApiError::Internal("the runtime has no encoder".to_owned()))
}

/// Checks that the request may be part of a batch: it is for one of ServiceNow's APIs, and not a batch itself.
fn check_path(request: &RequestContext) -> Result<(), ApiError> {
    let path = request.url().path;
    if !path.starts_with(API_PREFIX) {
        return Err(ApiError::UnknownUri);
    }
    let is_batch = |route: Route<'_>| route.resource.methods.iter().any(|method| method.operation == Operation::Batch);
    if Route::find(path).is_ok_and(is_batch) {
        let message = "a batch cannot be part of a batch; send its requests in this one";
        return Err(Faults::from(Fault::field("url", FaultCode::NotApplicable, message)).into());
    }
    Ok(())
}
