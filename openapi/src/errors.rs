//! The failures of each method. Status, headers and bodies are those that the service itself makes of an [`ApiError`].

use crate::example::{HELP_ACTION, HELP_REQUEST, INTERACTION, key};
use crate::headers;
use crate::schemas::reference;
use help_request_edge::auth::{AuthError, OAuthError, Role};
use help_request_edge::error::{ApiError, ErrorFormat, RETRY_AFTER_SECONDS, RetryAdvice};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::format::{Format, JSON_OR_XML, MAX_BODY_BYTES, render};
use help_request_edge::refusal::{Conflict, NotFound, Refusal};
use help_request_edge::resource::{Access, Body, Method, Operation, Resource, Version};
use help_request_edge::sys_id::SysId;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A method of a resource, under a version of the API.
#[derive(Clone, Copy)]
pub struct Call {
    pub resource: &'static Resource,
    pub method: &'static Method,
    pub version: Version,
}

/// The failures of a method, by status, as OpenAPI's responses. `own` are those that its description adds.
pub fn responses(call: Call, own: &[ApiError]) -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<ApiError>> = BTreeMap::new();
    let possible = examples().into_iter().filter(|error| is_possible(error, call)).map(|error| match error {
        ApiError::MethodNotAllowed(_) => {
            ApiError::MethodNotAllowed(call.resource.methods.iter().map(|method| method.name).collect())
        }
        error => error,
    });
    for error in possible.chain(own.iter().cloned()) {
        by_status.entry(error.status()).or_default().push(error);
    }
    by_status.into_iter().map(|(status, errors)| (status.to_string(), response(call, &errors))).collect()
}

fn response(call: Call, errors: &[ApiError]) -> Value {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in errors.iter().flat_map(ApiError::headers) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if errors.iter().any(|error| has_bookmark(error, call)) {
        names.push("X-D1-Bookmark");
    }
    let mut messages: Vec<String> = errors.iter().map(|error| message(error, call.resource.errors)).collect();
    messages.dedup();
    let mut response = json!({ "description": messages.join(" · "), "headers": headers::references(&names) });
    if call.method.name != "HEAD" {
        response["content"] = content(call.resource.errors, errors);
    }
    response
}

/// Whether the answer may have the bookmark of the session in which the database said this.
fn has_bookmark(error: &ApiError, call: Call) -> bool {
    let is_of_database =
        matches!(error, ApiError::Refused(Refusal::NotFound(_) | Refusal::Conflict(_) | Refusal::KeyReused));
    let has_session = matches!(call.method.access, Access::TableReader | Access::TableWriter)
        || call.method.operation == Operation::CreateOrUpdate;
    is_of_database && has_session
}

fn content(format: ErrorFormat, errors: &[ApiError]) -> Value {
    let schema = reference(match format {
        ErrorFormat::Table => "Failure",
        ErrorFormat::HelpRequest => "HelpRequestFailure",
        ErrorFormat::OAuth => "OAuthFailure",
    });
    let named = |body: &dyn Fn(&ApiError) -> Value| -> Map<String, Value> {
        let example = |(at, error): (usize, &ApiError)| {
            (
                format!("{}-{}", key(error.code()), at + 1),
                json!({ "summary": message(error, format), "value": body(error) }),
            )
        };
        errors.iter().enumerate().map(example).collect()
    };
    let as_json = named(&|error| body(error, format));
    if format == ErrorFormat::OAuth {
        return json!({ "application/json": { "schema": schema, "examples": as_json } });
    }
    let as_xml = named(&|error| Value::String(render(&body(error, format), Format::Xml)));
    json!({
        "application/json": { "schema": schema, "examples": as_json },
        "application/xml": { "schema": schema, "examples": as_xml },
    })
}

/// The body, as the service writes it.
fn body(error: &ApiError, format: ErrorFormat) -> Value {
    let text = match format {
        ErrorFormat::OAuth if *error != ApiError::UnknownUri => render(&error.oauth_body(), Format::Json),
        _ => render(&error.clone().body(format), Format::Json),
    };
    text.parse().unwrap_or_default()
}

fn message(error: &ApiError, format: ErrorFormat) -> String {
    let body = body(error, format);
    let message = body.pointer("/error/message").or_else(|| body.get("error_description"));
    message.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// At least one example of each kind of failure.
fn examples() -> Vec<ApiError> {
    let id = |text: &str| SysId::parse(text).map_err(|_| ());
    let (Ok(interaction), Ok(help_request), Ok(action)) = (id(INTERACTION), id(HELP_REQUEST), id(HELP_ACTION)) else {
        return Vec::new();
    };
    let invalid = |field: &str, code: FaultCode, message: &str| {
        ApiError::Refused(Refusal::Invalid(Faults::from(Fault::field(field, code, message))))
    };
    let not_found = |record: NotFound| ApiError::Refused(Refusal::NotFound(record));
    vec![
        ApiError::UnknownUri,
        ApiError::UnknownTable("incident".to_owned()),
        invalid("interaction", FaultCode::Required, "interaction is required: give the sys_id of the interaction"),
        invalid("limit", FaultCode::InvalidNumber, "limit \"0\" is not a whole number from 1 to 1000"),
        invalid("sysparm_limit", FaultCode::NotPositive, "sysparm_limit value must be a positive integer"),
        invalid("type", FaultCode::TooLong, "type has 101 characters; 100 are possible"),
        invalid("rest_requests", FaultCode::Required, "rest_requests is missing; give the list of requests"),
        ApiError::NotAuthenticated(AuthError::Missing),
        ApiError::NotAuthenticated(AuthError::OAuth(OAuthError::NotAForm)),
        ApiError::NotAuthorized(Role::IntegrationUser),
        ApiError::NotAuthorized(Role::Admin),
        ApiError::ReadOnly("supervisor_help_action"),
        not_found(NotFound::Interaction(interaction.clone())),
        not_found(NotFound::HelpRequest(help_request)),
        not_found(NotFound::HelpAction(action)),
        not_found(NotFound::NothingToEnd(interaction.clone())),
        not_found(NotFound::Record),
        ApiError::MethodNotAllowed(Vec::new()),
        ApiError::NotAcceptable(JSON_OR_XML),
        ApiError::Refused(Refusal::Conflict(Conflict::Exists { table: "interaction", sys_id: interaction })),
        ApiError::Refused(Refusal::Conflict(Conflict::InUse(vec!["supervisor_help_action"]))),
        ApiError::Gone(None),
        ApiError::PayloadTooLarge(MAX_BODY_BYTES),
        ApiError::UnsupportedMediaType(JSON_OR_XML),
        ApiError::Refused(Refusal::KeyReused),
        ApiError::RateLimited(RETRY_AFTER_SECONDS),
        ApiError::Internal(String::new()),
        ApiError::Unavailable(String::new()),
        ApiError::OutcomeUnknown(RetryAdvice::SameKey, String::new()),
        ApiError::OutcomeUnknown(RetryAdvice::LookFirst, String::new()),
        ApiError::DatabaseFull(String::new()),
    ]
}

/// Whether the method can fail in this way. A new kind of failure does not compile without an answer here.
fn is_possible(error: &ApiError, call: Call) -> bool {
    let Call { resource, method: Method { name, operation, access, body }, version } = call;
    let is_oauth = resource.errors == ErrorFormat::OAuth;
    let is_write = !matches!(*name, "GET" | "HEAD" | "OPTIONS");
    let is_of_table = matches!(access, Access::TableReader | Access::TableWriter);
    let is_one_record = matches!(operation, Operation::Read | Operation::Update | Operation::Delete);
    let is_signed_in = !matches!(access, Access::Everybody | Access::OwnCredentials);
    match error {
        // Without the secret for signing, the path does not exist.
        ApiError::UnknownUri => is_oauth,
        ApiError::UnknownTable(_) => is_of_table,
        ApiError::NotAuthenticated(AuthError::OAuth(_)) => is_oauth,
        ApiError::NotAuthenticated(_) => is_signed_in || is_oauth,
        ApiError::NotAuthorized(needed) => match access {
            Access::Role(role) => needed == role,
            Access::TableWriter => *needed == Role::IntegrationUser,
            access => is_of_table && *access == Access::TableReader,
        },
        ApiError::ReadOnly(_) => *access == Access::TableWriter,
        // A POST can ask for another method.
        ApiError::MethodNotAllowed(_) => *name == "POST",
        ApiError::NotAcceptable(_) => is_signed_in,
        ApiError::UnsupportedMediaType(_) => is_signed_in && *body != Body::None,
        ApiError::PayloadTooLarge(_) => *body != Body::None,
        ApiError::Gone(_) => *operation == Operation::Changes,
        // Telephony systems never get 429, because they would stop sending.
        ApiError::RateLimited(_) => is_signed_in || is_oauth,
        ApiError::Internal(_) => *operation != Operation::Healthz,
        ApiError::Unavailable(_) => *operation != Operation::Healthz,
        ApiError::OutcomeUnknown(advice, _) => {
            is_write
                && (is_of_table || *operation == Operation::CreateOrUpdate)
                && is_of_table == (*advice == RetryAdvice::LookFirst)
        }
        ApiError::DatabaseFull(_) => is_write && *operation != Operation::Batch,
        ApiError::Refused(refusal) => match refusal {
            Refusal::Invalid(faults) => {
                let faults = faults.clone().into_list();
                let field = faults.first().and_then(|fault| fault.field.as_deref()).unwrap_or_default();
                match operation {
                    Operation::CreateOrUpdate => field == "interaction",
                    Operation::Changes => field == "limit",
                    Operation::List | Operation::Stats | Operation::Read => field == "sysparm_limit",
                    Operation::Insert | Operation::Update => field == "type",
                    Operation::Batch => field == "rest_requests",
                    _ => false,
                }
            }
            Refusal::NotFound(NotFound::Record) => {
                is_one_record || (*operation == Operation::List && version == Version::V1)
            }
            Refusal::NotFound(_) | Refusal::KeyReused => *operation == Operation::CreateOrUpdate,
            Refusal::Conflict(conflict) => match operation {
                Operation::Insert => matches!(conflict, Conflict::Exists { .. }),
                Operation::Update | Operation::Delete => matches!(conflict, Conflict::InUse(_)),
                _ => false,
            },
            Refusal::Unexplained => false,
        },
    }
}
