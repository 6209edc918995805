//! Every error: its status, its headers, its words for the caller and for the log (contract, section 3).

use crate::support::{ACTION, HELP_REQUEST, INTERACTION, fault, message, sys_id};
use help_request_edge::auth::AuthFailure;
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

fn failure(message: String, detail: String) -> Failure {
    Failure::new(message, Some(detail))
}

#[test]
fn an_unknown_uri_is_400() {
    let expected = Failure::new(message!("unknown_uri"), None);
    check(&ApiError::UnknownUri, 400, "unknown_uri", &[], &expected);
}

#[test]
fn another_method_is_405_with_allow() {
    let expected = failure(message!("method_not_allowed"), message!("method_not_allowed_detail", methods = "POST"));
    check(&ApiError::MethodNotAllowed(vec!["POST"]), 405, "method_not_allowed", &[("Allow", "POST")], &expected);
    let expected =
        failure(message!("method_not_allowed"), message!("method_not_allowed_detail", methods = "GET or HEAD"));
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
    let not_trusted = Some(message!("token_untrusted"));
    for (reason, code, description) in [
        (AuthFailure::Missing, "credentials_missing", None),
        (AuthFailure::Malformed, "credentials_malformed", None),
        (AuthFailure::WrongPassword, "wrong_user_or_password", None),
        (AuthFailure::BearerOff, "bearer_not_configured", None),
        (AuthFailure::TokenMalformed, "token_malformed", not_trusted.clone()),
        (AuthFailure::TokenUnknownKey, "token_key_unknown", not_trusted.clone()),
        (AuthFailure::TokenSignature, "token_signature_wrong", not_trusted),
        (AuthFailure::TokenWithoutExpiry, "token_without_exp", Some(message!("token_without_exp"))),
        (AuthFailure::TokenExpired, "token_expired", Some(message!("token_expired"))),
        (AuthFailure::TokenNotYetValid, "token_not_yet_valid", Some(message!("token_not_yet_valid"))),
        (AuthFailure::TokenIssuer, "token_issuer_wrong", Some(message!("token_issuer_wrong"))),
        (AuthFailure::TokenAudience, "token_audience_wrong", Some(message!("token_audience_wrong"))),
        (AuthFailure::TokenWithoutSubject, "token_without_subject", Some(message!("token_without_subject"))),
    ] {
        let bearer = match description {
            None => "Bearer realm=\"help-request-api\"".to_owned(),
            Some(text) => {
                format!("Bearer realm=\"help-request-api\", error=\"invalid_token\", error_description=\"{text}\"")
            }
        };
        let expected = failure(message!("not_authenticated"), message!("not_authenticated_detail"));
        check(&reason.into(), 401, code, &[BASIC, ("WWW-Authenticate", &bearer)], &expected);
    }
}

#[test]
fn a_missing_role_is_403_and_named() {
    let expected = failure(message!("not_authorized"), message!("role_missing_detail", role = INTEGRATION_ROLE));
    check(&ApiError::NotAuthorized(INTEGRATION_ROLE), 403, "role_missing", &[], &expected);
}

#[test]
fn what_is_not_found_is_404_with_its_id() {
    let (interaction, action, help_request) = (sys_id(INTERACTION), sys_id(ACTION), sys_id(HELP_REQUEST));
    for (missing, message, detail) in [
        (
            Missing::Interaction(interaction.clone()),
            message!("no_interaction", id = INTERACTION),
            message!("no_interaction_detail"),
        ),
        (
            Missing::HelpRequest(help_request),
            message!("no_help_request", id = HELP_REQUEST),
            message!("no_help_request_detail"),
        ),
        (Missing::Action(action.clone()), message!("no_action", id = ACTION), message!("no_action_detail")),
        (
            Missing::ActionElsewhere { action_sys_id: action, interaction: interaction.clone() },
            message!("no_action", id = ACTION),
            message!("action_elsewhere_detail", interaction = INTERACTION),
        ),
        (
            Missing::AnyAction(interaction),
            message!("nothing_to_end", id = INTERACTION),
            message!("nothing_to_end_detail"),
        ),
    ] {
        let expected = Failure::of_content(message, Some(detail), Vec::new());
        check(&ApiError::NotFound(missing), 404, "not_found", &[], &expected);
    }
}

#[test]
fn formats_and_sizes_are_refused_in_plain_words() {
    let expected = failure(message!("not_acceptable"), message!("not_acceptable_detail"));
    check(&ApiError::NotAcceptable, 406, "not_acceptable", &[], &expected);
    let expected = failure(message!("payload_too_large"), message!("payload_too_large_detail", limit = "65536"));
    check(&ApiError::PayloadTooLarge, 413, "payload_too_large", &[], &expected);
    assert_eq!(MAX_BODY_BYTES, 65_536);
    let expected = failure(message!("unsupported_media_type"), message!("unsupported_media_type_detail"));
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
        message!("invalid_request", faults = "action is empty; x is unknown"),
        Some(message!("invalid_request_detail")),
        faults.to_vec(),
    );
    check(&pushed.into(), 400, "invalid_request", &[], &expected);
}

#[test]
fn a_key_of_another_request_is_422() {
    let expected = Failure::of_content(
        message!("key_of_other_request"),
        Some(message!("key_of_other_request_detail")),
        Vec::new(),
    );
    check(&ApiError::KeyOfOtherRequest, 422, "idempotency_key_of_other_request", &[], &expected);
}

#[test]
fn too_many_calls_are_429_with_retry_after() {
    let expected = failure(message!("rate_limited"), message!("rate_limited_detail"));
    check(&ApiError::RateLimited(2), 429, "rate_limited", &[("Retry-After", "2")], &expected);
}

#[test]
fn a_defect_of_ours_is_500_and_leaks_nothing() {
    let error = ApiError::Internal("JWT_JWKS is not JSON".to_owned());
    let expected = failure(message!("internal_error"), message!("internal_error_detail"));
    check(&error, 500, "internal_error", &[], &expected);
    assert_eq!(error.log_reason(), Some("JWT_JWKS is not JSON"));
}

#[test]
fn an_unavailable_database_is_503_and_leaks_nothing() {
    let error = ApiError::Unavailable("D1: overloaded".to_owned());
    let expected = failure(message!("unavailable"), message!("unavailable_detail"));
    check(&error, 503, "unavailable", &[("Retry-After", "2")], &expected);
    assert_eq!(error.log_reason(), Some("D1: overloaded"));
}

#[test]
fn the_callers_own_faults_have_no_reason_in_the_log() {
    for error in [
        ApiError::UnknownUri,
        ApiError::MethodNotAllowed(vec!["POST"]),
        AuthFailure::WrongPassword.into(),
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
        message!("unknown_uri"),
        message!(
            "unknown_table_detail",
            table = "sys_\u{FFFD}user",
            tables = "interaction, interaction_help_request, supervisor_help_action, sys_audit"
        ),
    );
    check(&ApiError::UnknownTable("sys_\u{1}user".to_owned()), 400, "unknown_table", &[], &expected);
}

#[test]
fn a_table_that_nobody_writes_is_403() {
    let expected = failure(message!("not_authorized"), message!("read_only_detail", table = "sys_audit"));
    check(&ApiError::ReadOnly("sys_audit"), 403, "read_only", &[], &expected);
}

#[test]
fn a_missing_record_is_404() {
    let expected = failure(message!("no_record"), message!("no_record_detail"));
    check(&ApiError::NoRecord, 404, "no_record", &[], &expected);
}

#[test]
fn a_record_that_exists_already_is_409() {
    let expected =
        failure(message!("record_exists", table = "interaction", id = INTERACTION), message!("record_exists_detail"));
    let error = ApiError::Exists { table: "interaction", sys_id: sys_id(INTERACTION) };
    check(&error, 409, "exists", &[], &expected);
}

#[test]
fn a_record_in_use_is_409_with_the_tables_that_use_it() {
    let detail = message!("record_in_use_detail");
    let expected = failure(message!("record_in_use", tables = "supervisor_help_action"), detail.clone());
    check(&ApiError::InUse(vec!["supervisor_help_action"]), 409, "in_use", &[], &expected);
    let expected =
        failure(message!("record_in_use", tables = "interaction_help_request and supervisor_help_action"), detail);
    let users = vec!["interaction_help_request", "supervisor_help_action"];
    check(&ApiError::InUse(users), 409, "in_use", &[], &expected);
}
