//! Every error: its status, its headers, its words for the caller and for the log (contract, section 3).

use crate::support::{ACTION, HELP_REQUEST, INTERACTION, fault, sys_id};
use help_request_edge::auth::AuthError;
use help_request_edge::auth::INTEGRATION_ROLE;
use help_request_edge::fault::{FaultCode, Faults};
use help_request_edge::help_action::NotDone;
use help_request_edge::http::{ApiError, Failure, MAX_BODY_BYTES, Missing};

const BASIC: (&str, &str) = ("WWW-Authenticate", "Basic realm=\"help-request-api\", charset=\"UTF-8\"");

#[track_caller]
fn check(error: &ApiError, status: u16, code: &str, headers: &[(&str, &str)], failure: &Failure) {
    assert_eq!(error.status(), status);
    assert_eq!(error.code(), code);
    let actual = error.headers();
    let actual: Vec<(&str, &str)> = actual.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(actual, headers);
    assert_eq!(error.clone().failure(), *failure);
}

fn failure(message: &str, detail: &str) -> Failure {
    Failure::new(message, Some(detail.to_owned()))
}

#[test]
fn an_unknown_uri_is_400() {
    let expected = Failure::new("Requested URI does not represent any resource", None);
    check(&ApiError::UnknownUri, 400, "unknown_uri", &[], &expected);
}

#[test]
fn another_method_is_405_with_allow() {
    let expected = failure("Method not allowed", "This resource is called with POST");
    check(&ApiError::MethodNotAllowed(vec!["POST"]), 405, "method_not_allowed", &[("Allow", "POST")], &expected);
    let expected = failure("Method not allowed", "This resource is called with GET or HEAD");
    check(
        &ApiError::MethodNotAllowed(vec!["GET", "HEAD"]),
        405,
        "method_not_allowed",
        &[("Allow", "GET, HEAD")],
        &expected,
    );
}

#[test]
fn missing_or_wrong_credentials_are_401_with_both_challenges() {
    let not_trusted = Some("The token is not signed with a key that is trusted here");
    for (reason, code, description) in [
        (AuthError::Missing, "credentials_missing", None),
        (AuthError::Malformed, "credentials_malformed", None),
        (AuthError::WrongPassword, "wrong_user_or_password", None),
        (AuthError::BearerOff, "bearer_not_configured", None),
        (AuthError::TokenMalformed, "token_malformed", not_trusted),
        (AuthError::TokenUnknownKey, "token_key_unknown", not_trusted),
        (AuthError::TokenSignature, "token_signature_wrong", not_trusted),
        (AuthError::TokenWithoutExpiry, "token_without_exp", Some("The token has no exp claim")),
        (AuthError::TokenExpired, "token_expired", Some("The token has expired")),
        (AuthError::TokenNotYetValid, "token_not_yet_valid", Some("The token is not yet valid")),
        (AuthError::TokenIssuer, "token_issuer_wrong", Some("The token is from another issuer")),
        (AuthError::TokenAudience, "token_audience_wrong", Some("The token is for another audience")),
        (
            AuthError::TokenWithoutSubject,
            "token_without_subject",
            Some("The token names nobody: it has no sub, client_id or azp"),
        ),
    ] {
        let bearer = match description {
            None => "Bearer realm=\"help-request-api\"".to_owned(),
            Some(text) => {
                format!("Bearer realm=\"help-request-api\", error=\"invalid_token\", error_description=\"{text}\"")
            }
        };
        let expected = failure("User Not Authenticated", "Required to provide Auth information");
        check(&reason.into(), 401, code, &[BASIC, ("WWW-Authenticate", &bearer)], &expected);
    }
}

#[test]
fn a_missing_role_is_403_and_named() {
    let expected = failure("User Not Authorized", "The caller needs the role interaction_integration_user");
    check(&ApiError::NotAuthorized(INTEGRATION_ROLE), 403, "role_missing", &[], &expected);
}

#[test]
fn what_is_not_found_is_404_with_its_id() {
    let (interaction, action, help_request) = (sys_id(INTERACTION), sys_id(ACTION), sys_id(HELP_REQUEST));
    for (missing, message, detail) in [
        (
            Missing::Interaction(interaction.clone()),
            format!("Interaction not found: {INTERACTION}"),
            "Nothing was changed; correct interaction, or register the interaction first".to_owned(),
        ),
        (
            Missing::HelpRequest(help_request),
            format!("Interaction help request not found: {HELP_REQUEST}"),
            "Nothing was changed; correct help_request, or register the help request first".to_owned(),
        ),
        (
            Missing::Action(action.clone()),
            format!("Supervisor help action not found: {ACTION}"),
            "Nothing was changed; correct action_sys_id, or give action without action_sys_id to create a help action"
                .to_owned(),
        ),
        (
            Missing::ActionElsewhere { action_sys_id: action, interaction: interaction.clone() },
            format!("Supervisor help action not found: {ACTION}"),
            format!(
                "Nothing was changed; the help action belongs to another interaction than {INTERACTION}: correct \
                 interaction or action_sys_id"
            ),
        ),
        (
            Missing::AnyAction(interaction),
            format!("No supervisor help action found for interaction: {INTERACTION}"),
            "Nothing was changed; correct interaction, or give action to create a help action".to_owned(),
        ),
    ] {
        let expected = Failure::of_content(message, Some(detail), Vec::new());
        check(&ApiError::NotFound(missing), 404, "not_found", &[], &expected);
    }
}

#[test]
fn formats_and_sizes_are_refused_in_plain_words() {
    let expected =
        failure("Not acceptable", "Answers are application/json or application/xml; name one of them in Accept");
    check(&ApiError::NotAcceptable, 406, "not_acceptable", &[], &expected);
    let expected = failure("Request body too large", "A body has at most 65536 bytes");
    check(&ApiError::PayloadTooLarge, 413, "payload_too_large", &[], &expected);
    assert_eq!(MAX_BODY_BYTES, 65_536);
    let expected = failure(
        "Unsupported media type",
        "Send application/json or application/xml, charset UTF-8, without Content-Encoding",
    );
    check(&ApiError::UnsupportedMediaType, 415, "unsupported_media_type", &[], &expected);
}

#[test]
fn faults_are_400_and_stand_in_the_message() {
    let faults =
        [fault("action", FaultCode::Empty, "action is empty"), fault("x", FaultCode::UnknownField, "x is unknown")];
    let mut pushed = Faults::default();
    for fault in faults.clone() {
        pushed.push(fault);
    }
    let expected = Failure::of_content(
        "Invalid request: action is empty; x is unknown",
        Some("Nothing was changed; correct what faults lists and send the request again".to_owned()),
        faults.to_vec(),
    );
    check(&pushed.into(), 400, "invalid_request", &[], &expected);
}

#[test]
fn a_key_of_another_request_is_422() {
    let expected = Failure::of_content(
        "Idempotency-Key was used with another request",
        Some("Nothing was changed; give each request a key of its own, and repeat a request as it was".to_owned()),
        Vec::new(),
    );
    check(&ApiError::KeyOfOtherRequest, 422, "idempotency_key_of_other_request", &[], &expected);
}

#[test]
fn too_many_calls_are_429_with_retry_after() {
    let expected = failure("Rate limit exceeded", "Call again after the seconds in Retry-After");
    check(&ApiError::RateLimited(2), 429, "rate_limited", &[("Retry-After", "2")], &expected);
}

#[test]
fn a_defect_of_ours_is_500_and_leaks_nothing() {
    let error = ApiError::Internal("JWT_JWKS is not JSON".to_owned());
    let expected = failure("Internal server error", "The fault is ours and has been logged under the X-Transaction-ID");
    check(&error, 500, "internal_error", &[], &expected);
    assert_eq!(error.log_reason(), Some("JWT_JWKS is not JSON"));
}

#[test]
fn an_unavailable_database_is_503_and_leaks_nothing() {
    let error = ApiError::Unavailable("D1: overloaded".to_owned());
    let expected =
        failure("Service temporarily unavailable", "Send the same request again after the seconds in Retry-After");
    check(&error, 503, "unavailable", &[("Retry-After", "2")], &expected);
    assert_eq!(error.log_reason(), Some("D1: overloaded"));
}

#[test]
fn the_callers_own_faults_have_no_reason_in_the_log() {
    for error in [
        ApiError::UnknownUri,
        ApiError::MethodNotAllowed(vec!["POST"]),
        AuthError::WrongPassword.into(),
        ApiError::NotAuthorized(INTEGRATION_ROLE),
        ApiError::RateLimited(2),
        ApiError::NotAcceptable,
        ApiError::UnsupportedMediaType,
        ApiError::PayloadTooLarge,
        Faults::default().into(),
        ApiError::NotFound(Missing::AnyAction(sys_id(INTERACTION))),
    ] {
        assert_eq!(error.log_reason(), None, "{error:?}");
    }
}

#[test]
fn what_was_not_done_becomes_an_error() {
    let (interaction, action) = (sys_id(INTERACTION), sys_id(ACTION));
    let faults = Faults::from(fault("end_time", FaultCode::EndBeforeStart, "too early"));
    let unexplained = "the database carried a command out neither in full nor with a reason".to_owned();
    for (not_done, expected) in [
        (NotDone::NoInteraction(interaction.clone()), ApiError::NotFound(Missing::Interaction(interaction.clone()))),
        (NotDone::NoHelpRequest(action.clone()), ApiError::NotFound(Missing::HelpRequest(action.clone()))),
        (NotDone::NoAction(action.clone()), ApiError::NotFound(Missing::Action(action.clone()))),
        (
            NotDone::ActionElsewhere { action_sys_id: action.clone(), interaction: interaction.clone() },
            ApiError::NotFound(Missing::ActionElsewhere { action_sys_id: action, interaction: interaction.clone() }),
        ),
        (NotDone::NothingToEnd(interaction.clone()), ApiError::NotFound(Missing::AnyAction(interaction))),
        (NotDone::Invalid(faults.clone()), ApiError::Invalid(faults)),
        (NotDone::Unexplained, ApiError::Internal(unexplained)),
    ] {
        assert_eq!(ApiError::from(not_done), expected);
    }
}

#[test]
fn an_unknown_table_is_400_with_those_that_exist() {
    let expected = failure(
        "Requested URI does not represent any resource",
        "There is no table \"sys_\u{FFFD}user\"; the tables are interaction, interaction_help_request, \
         supervisor_help_action, sys_audit",
    );
    check(&ApiError::UnknownTable("sys_\u{1}user".to_owned()), 400, "unknown_table", &[], &expected);
}

#[test]
fn a_table_that_nobody_writes_is_403() {
    let expected = failure(
        "User Not Authorized",
        "sys_audit is read only here; help actions are written with helprequest/action/create_or_update, and their \
         history with them",
    );
    check(&ApiError::ReadOnly("sys_audit"), 403, "read_only", &[], &expected);
}

#[test]
fn a_missing_record_is_404() {
    let expected = failure("No Record found", "Record doesn't exist or ACL restricts the record retrieval");
    check(&ApiError::NoRecord, 404, "no_record", &[], &expected);
}

#[test]
fn a_record_that_exists_already_is_409() {
    let expected = failure(
        &format!("interaction has a record {INTERACTION} already"),
        "Nothing was changed; change that record, or create one with another sys_id or none",
    );
    let error = ApiError::Exists { table: "interaction", sys_id: sys_id(INTERACTION) };
    check(&error, 409, "exists", &[], &expected);
}

#[test]
fn a_record_in_use_is_409_with_the_tables_that_use_it() {
    let detail = "Nothing was changed; delete what refers to the record first, or leave it where it is";
    let expected = failure("The record is referred to by supervisor_help_action", detail);
    check(&ApiError::InUse(vec!["supervisor_help_action"]), 409, "in_use", &[], &expected);
    let expected = failure("The record is referred to by interaction_help_request and supervisor_help_action", detail);
    let users = vec!["interaction_help_request", "supervisor_help_action"];
    check(&ApiError::InUse(users), 409, "in_use", &[], &expected);
}
