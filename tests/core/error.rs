//! Every error: its status, its headers, its words for the caller and for the log (contract, section 3).

use crate::support::{ACTION, HELP_REQUEST, INTERACTION, fault, message, sys_id};
use help_request_edge::auth::{AuthError, MissingRole, OAuthError, Role};
use help_request_edge::config::ConfigError;
use help_request_edge::error::{ApiError, ErrorFormat, RETRY_AFTER_SECONDS, RetryAdvice};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::feed::Cursor;
use help_request_edge::format::{JSON_OR_XML, MAX_BODY_BYTES};
use help_request_edge::refusal::{Conflict, NotFound, Refusal};
use help_request_edge::store::DatabaseError;
use serde_json::{Value, json};

const BASIC: (&str, &str) = ("WWW-Authenticate", "Basic realm=\"help-request-api\", charset=\"UTF-8\"");

/// What an error is told as by the endpoint of the source document.
struct Told {
    message: String,
    detail: Option<String>,
    /// Of a request's content: there is a result beside the error.
    is_of_content: bool,
    faults: Vec<Fault>,
}

impl Told {
    fn body(&self) -> Value {
        let Self { message, detail, .. } = self;
        let mut body = json!({"error": {"message": message, "detail": detail}, "status": "failure"});
        if self.is_of_content {
            body["result"] = json!({"success": false, "message": message});
        }
        if !self.faults.is_empty() {
            body["error"]["faults"] = json!(self.faults);
        }
        body
    }

    /// As the Table API tells it: without result and faults.
    fn body_of_tables(&self) -> Value {
        let for_faults = Some(message!("invalid_table_request_detail"));
        let detail = if self.faults.is_empty() { &self.detail } else { &for_faults };
        json!({"error": {"message": self.message, "detail": detail}, "status": "failure"})
    }
}

#[track_caller]
fn check(error: &ApiError, status: u16, code: &str, headers: &[(&str, &str)], told: &Told) {
    assert_eq!(error.status(), status);
    assert_eq!(error.code(), code);
    let actual = error.headers();
    let actual: Vec<(&str, &str)> = actual.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(actual, headers);
    let body = |format| serde_json::to_value(error.clone().body(format)).unwrap();
    assert_eq!(body(ErrorFormat::HelpRequest), told.body());
    assert_eq!(body(ErrorFormat::Table), told.body_of_tables());
}

fn failure(message: String, detail: String) -> Told {
    Told { message, detail: Some(detail), is_of_content: false, faults: Vec::new() }
}

fn of_content(message: String, detail: String) -> Told {
    Told { is_of_content: true, ..failure(message, detail) }
}

#[test]
fn an_unknown_uri_is_400() {
    let expected = Told { detail: None, ..failure(message!("unknown_uri"), String::new()) };
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
        (AuthError::Missing, "credentials_missing", None),
        (AuthError::Malformed, "credentials_malformed", None),
        (AuthError::WrongPassword, "wrong_user_or_password", None),
        (AuthError::WrongApiKey, "wrong_api_key", None),
        (OAuthError::NotAForm.into(), "token_request_not_a_form", None),
        (OAuthError::Malformed.into(), "token_request_malformed", None),
        (OAuthError::UnknownGrant.into(), "grant_unknown", None),
        (OAuthError::UnknownScope.into(), "scope_unknown", None),
        (OAuthError::WrongClient.into(), "wrong_client", None),
        (OAuthError::ClientWithoutUser.into(), "client_without_user", None),
        (OAuthError::WrongRefreshToken.into(), "wrong_refresh_token", None),
        (OAuthError::ReusedRefreshToken.into(), "refresh_token_reused", None),
        (AuthError::BearerOff, "bearer_not_configured", None),
        (AuthError::TokenMalformed, "token_malformed", not_trusted.clone()),
        (AuthError::TokenUnknownKey, "token_key_unknown", not_trusted.clone()),
        (AuthError::TokenSignature, "token_signature_wrong", not_trusted),
        (AuthError::TokenClaims, "token_claims_malformed", Some(message!("token_claims_malformed"))),
        (AuthError::TokenWithoutExpiry, "token_without_exp", Some(message!("token_without_exp"))),
        (AuthError::TokenExpired, "token_expired", Some(message!("token_expired"))),
        (AuthError::TokenNotYetValid, "token_not_yet_valid", Some(message!("token_not_yet_valid"))),
        (AuthError::TokenIssuer, "token_issuer_wrong", Some(message!("token_issuer_wrong"))),
        (AuthError::TokenAudience, "token_audience_wrong", Some(message!("token_audience_wrong"))),
        (AuthError::TokenSubjectTooLong, "token_subject_too_long", Some(message!("token_subject_too_long"))),
        (AuthError::TokenWithoutSubject, "token_without_subject", Some(message!("token_without_subject"))),
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
    for (role, name) in [(Role::IntegrationUser, "interaction_integration_user"), (Role::Admin, "admin")] {
        let expected = failure(message!("not_authorized"), message!("role_missing_detail", role = name));
        check(&MissingRole(role).into(), 403, "role_missing", &[], &expected);
    }
}

#[test]
fn what_is_not_found_is_404_with_its_id() {
    let (interaction, action, help_request) = (sys_id(INTERACTION), sys_id(ACTION), sys_id(HELP_REQUEST));
    for (missing, message, detail) in [
        (
            NotFound::Interaction(interaction.clone()),
            message!("no_interaction", id = INTERACTION),
            message!("no_interaction_detail"),
        ),
        (
            NotFound::HelpRequest(help_request),
            message!("no_help_request", id = HELP_REQUEST),
            message!("no_help_request_detail"),
        ),
        (NotFound::HelpAction(action.clone()), message!("no_action", id = ACTION), message!("no_action_detail")),
        (
            NotFound::HelpActionElsewhere { action_sys_id: action, interaction: interaction.clone() },
            message!("no_action", id = ACTION),
            message!("action_elsewhere_detail", interaction = INTERACTION),
        ),
        (
            NotFound::NothingToEnd(interaction),
            message!("nothing_to_end", id = INTERACTION),
            message!("nothing_to_end_detail"),
        ),
    ] {
        let expected = of_content(message, detail);
        check(&Refusal::NotFound(missing).into(), 404, "not_found", &[], &expected);
    }
}

#[test]
fn formats_and_sizes_are_refused_in_plain_words() {
    let expected = failure(message!("not_acceptable"), message!("not_acceptable_detail"));
    check(&ApiError::NotAcceptable(JSON_OR_XML), 406, "not_acceptable", &[], &expected);
    let expected = failure(message!("payload_too_large"), message!("payload_too_large_detail", limit = "65536"));
    check(&ApiError::PayloadTooLarge(MAX_BODY_BYTES), 413, "payload_too_large", &[], &expected);
    assert_eq!(MAX_BODY_BYTES, 65_536);
    let expected = failure(message!("unsupported_media_type"), message!("unsupported_media_type_detail"));
    check(&ApiError::UnsupportedMediaType(JSON_OR_XML), 415, "unsupported_media_type", &[], &expected);
}

#[test]
fn changes_that_are_no_longer_kept_are_410_with_the_place_to_go_on() {
    let place = |sequence| Some(Cursor { epoch: "0a1b2c3d".to_owned(), sequence });
    // Without a place, the reader begins anew.
    for (oldest, after) in [(None, "0"), (place(0), "0a1b2c3d.0"), (place(41), "0a1b2c3d.41")] {
        let expected = failure(message!("changes_gone"), message!("changes_gone_detail", after = after));
        check(&ApiError::Gone(oldest), 410, "changes_gone", &[], &expected);
    }
}

#[test]
fn faults_are_400_and_stand_in_the_message() {
    let faults =
        [fault("action", FaultCode::Empty, "action is empty"), fault("x", FaultCode::UnknownField, "x is unknown")];
    let mut pushed = Faults::default();
    for fault in faults.clone() {
        pushed.push(fault);
    }
    let expected = Told {
        faults: faults.to_vec(),
        ..of_content(
            message!("invalid_request", faults = "action is empty; x is unknown"),
            message!("invalid_request_detail"),
        )
    };
    check(&ApiError::from(pushed.clone()), 400, "invalid_request", &[], &expected);
    assert_eq!(ApiError::from(pushed.clone()), ApiError::from(Refusal::from(pushed)));
}

#[test]
fn a_key_of_another_request_is_422() {
    let expected = of_content(message!("key_of_other_request"), message!("key_of_other_request_detail"));
    check(&Refusal::KeyReused.into(), 422, "idempotency_key_of_other_request", &[], &expected);
}

#[test]
fn too_many_calls_are_429_with_retry_after() {
    let expected = failure(message!("rate_limited"), message!("rate_limited_detail"));
    check(&ApiError::RateLimited(2), 429, "rate_limited", &[("Retry-After", "2")], &expected);
    check(&ApiError::RateLimited(60), 429, "rate_limited", &[("Retry-After", "60")], &expected);
    assert_eq!(RETRY_AFTER_SECONDS, 2);
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
fn a_write_that_may_have_been_made_is_503_and_says_how_to_go_on() {
    for (repetition, detail) in [
        (RetryAdvice::SameKey, message!("outcome_unknown_same_key")),
        (RetryAdvice::UseKey, message!("outcome_unknown_no_key")),
        (RetryAdvice::LookFirst, message!("outcome_unknown_table")),
    ] {
        let error = ApiError::OutcomeUnknown(repetition, "D1: lost".to_owned());
        let expected = failure(message!("unavailable"), detail);
        check(&error, 503, "outcome_unknown", &[("Retry-After", "2")], &expected);
        assert_eq!(error.log_reason(), Some("D1: lost"));
    }
}

/// Each error of the database as the caller of a write hears of it.
#[test]
fn a_write_that_failed_says_whether_it_may_have_been_made() {
    let text = || "lost".to_owned();
    for (repetition, advice) in [
        (RetryAdvice::SameKey, message!("outcome_unknown_same_key")),
        (RetryAdvice::UseKey, message!("outcome_unknown_no_key")),
        (RetryAdvice::LookFirst, message!("outcome_unknown_table")),
    ] {
        for (error, status, code, detail) in [
            (DatabaseError::Transient(text()), 503, "outcome_unknown", advice.clone()),
            (DatabaseError::Unavailable(text()), 503, "outcome_unknown", advice),
            (DatabaseError::Overloaded(text()), 503, "unavailable", message!("unavailable_detail")),
            (DatabaseError::Full(text()), 503, "database_full", message!("database_full_detail")),
            (DatabaseError::Refused(text()), 500, "internal_error", message!("internal_error_detail")),
            (DatabaseError::Defect(text()), 500, "internal_error", message!("internal_error_detail")),
        ] {
            let (headers, message) = match status {
                503 => (&[("Retry-After", "2")][..], message!("unavailable")),
                _ => (&[][..], message!("internal_error")),
            };
            let error = ApiError::of_write(error, repetition);
            check(&error, status, code, headers, &failure(message, detail));
            assert_eq!(error.log_reason(), Some("D1: lost"));
        }
    }
}

#[test]
fn a_full_database_is_503_for_the_operator_to_mend() {
    let error = ApiError::DatabaseFull("D1: full".to_owned());
    let detail = message!("database_full_detail");
    let expected = failure(message!("unavailable"), detail);
    check(&error, 503, "database_full", &[("Retry-After", "2")], &expected);
    assert_eq!(error.log_reason(), Some("D1: full"));
}

#[test]
fn the_callers_own_faults_have_no_reason_in_the_log() {
    for error in [
        ApiError::UnknownUri,
        ApiError::MethodNotAllowed(vec!["POST"]),
        AuthError::WrongPassword.into(),
        ApiError::NotAuthorized(Role::IntegrationUser),
        ApiError::UnknownTable("sys_user".to_owned()),
        ApiError::ReadOnly("sys_audit"),
        ApiError::RateLimited(2),
        ApiError::NotAcceptable(JSON_OR_XML),
        ApiError::UnsupportedMediaType(JSON_OR_XML),
        ApiError::PayloadTooLarge(MAX_BODY_BYTES),
        ApiError::Gone(None),
        Faults::default().into(),
        Refusal::NotFound(NotFound::NothingToEnd(sys_id(INTERACTION))).into(),
        Refusal::NotFound(NotFound::Record).into(),
        Refusal::Conflict(Conflict::InUse(vec!["interaction"])).into(),
        Refusal::Conflict(Conflict::ExternalId { interaction: INTERACTION.to_owned() }).into(),
        Refusal::NotFound(NotFound::CtiSource("x".to_owned())).into(),
        Refusal::KeyReused.into(),
    ] {
        assert_eq!(error.log_reason(), None, "{error:?}");
    }
}

#[test]
fn what_the_database_leaves_unexplained_is_a_defect_of_ours() {
    let expected = failure(message!("internal_error"), message!("internal_error_detail"));
    let error = ApiError::from(Refusal::Unexplained);
    check(&error, 500, "internal_error", &[], &expected);
    assert_eq!(error.log_reason(), Some("the database neither did what was asked in full nor gave a reason"));
}

#[test]
fn a_faulty_variable_is_named_in_the_log_alone() {
    let error = ApiError::from(ConfigError::new("BULK_END_SCOPE", "x"));
    assert_eq!(error, ApiError::Internal("configuration: BULK_END_SCOPE x".to_owned()));
}

#[test]
fn an_unknown_table_is_400_with_those_that_exist() {
    let expected = failure(
        message!("unknown_uri"),
        message!(
            "unknown_table_detail",
            table = "sys_\u{FFFD}user",
            tables = "interaction, interaction_help_request, supervisor_help_action, sys_audit, sys_journal_field, sys_choice, \
                 sys_dictionary, sys_db_object, sys_user, sys_user_role, sys_user_has_role"
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
    let expected = of_content(message!("no_record"), message!("no_record_detail"));
    check(&Refusal::NotFound(NotFound::Record).into(), 404, "no_record", &[], &expected);
}

#[test]
fn a_record_that_exists_already_is_409() {
    let expected = of_content(
        message!("record_exists", table = "interaction", id = INTERACTION),
        message!("record_exists_detail"),
    );
    let error = Refusal::Conflict(Conflict::Exists { table: "interaction", sys_id: sys_id(INTERACTION) });
    check(&error.into(), 409, "exists", &[], &expected);
}

#[test]
fn a_record_in_use_is_409_with_the_tables_that_use_it() {
    for (users, tables) in [
        (vec!["supervisor_help_action"], "supervisor_help_action"),
        (
            vec!["interaction_help_request", "supervisor_help_action"],
            "interaction_help_request and supervisor_help_action",
        ),
    ] {
        let expected = of_content(message!("record_in_use", tables = tables), message!("record_in_use_detail"));
        check(&Refusal::Conflict(Conflict::InUse(users)).into(), 409, "in_use", &[], &expected);
    }
}

#[test]
fn a_limit_of_zero_is_told_in_servicenows_words_where_it_is_the_only_fault() {
    let zero = || fault("sysparm_limit", FaultCode::NotPositive, message!("not_positive"));
    let body = |faults: Faults| serde_json::to_value(ApiError::from(faults).body(ErrorFormat::Table)).unwrap();
    let (message, detail) = (message!("invalid_limit"), message!("not_positive"));
    assert_eq!(body(zero().into()), json!({"error": {"message": message, "detail": detail}, "status": "failure"}));
    let mut two = Faults::from(zero());
    two.push(fault("state", FaultCode::Empty, "state is empty"));
    let message = format!("Invalid request: {detail}; state is empty");
    let detail = message!("invalid_table_request_detail");
    assert_eq!(body(two), json!({"error": {"message": message, "detail": detail}, "status": "failure"}));
}

#[test]
fn what_telephony_systems_get_is_told_in_words() {
    let source = Refusal::NotFound(NotFound::CtiSource("x".to_owned())).into();
    let expected = of_content(message!("unknown_cti_source", name = "x"), message!("unknown_cti_source_detail"));
    check(&source, 404, "unknown_cti_source", &[], &expected);
    let taken = Refusal::Conflict(Conflict::ExternalId { interaction: INTERACTION.to_owned() }).into();
    let expected = message!("external_id_taken", interaction = INTERACTION);
    check(&taken, 409, "external_id_taken", &[], &of_content(expected, message!("external_id_taken_detail")));
}

/// Nothing tells a forger how near he was.
#[test]
fn a_wrong_signature_is_401_like_wrong_credentials() {
    let expected = failure(message!("not_authenticated"), message!("not_authenticated_detail"));
    for (error, code) in [
        (AuthError::SignatureMissing, "signature_missing"),
        (AuthError::SignatureWrong, "signature_wrong"),
        (AuthError::SignatureTime, "signature_time"),
    ] {
        let bearer = ("WWW-Authenticate", "Bearer realm=\"help-request-api\"");
        check(&error.into(), 401, code, &[BASIC, bearer], &expected);
    }
}
