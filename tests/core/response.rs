//! Status, headers and body together.

use crate::support::{ACTION, INTERACTION, message, sys_id};
use help_request_edge::auth::AuthError;
use help_request_edge::error::{ApiError, ErrorFormat};
use help_request_edge::format::{Format, render};
use help_request_edge::help_action::{CarriedOut, Outcome};
use help_request_edge::response::{Body, Response};
use serde_json::json;

fn headers(further: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    further.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

const COMMON_HEADERS: [(&str, &str); 3] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Strict-Transport-Security", "max-age=31536000"),
];

fn carried_out(outcome: Outcome) -> CarriedOut {
    CarriedOut { outcome, is_replay: false }
}

#[test]
fn all_answers_have_the_common_headers_and_those_with_a_body_its_type() {
    let of_format = |format| Response::common_headers(format).collect::<Vec<_>>();
    assert_eq!(of_format(Response::without_body(204).format), COMMON_HEADERS);
    for (format, content_type) in
        [(Format::Json, "application/json;charset=UTF-8"), (Format::Xml, "application/xml;charset=UTF-8")]
    {
        let response = Response::error(ApiError::UnknownUri, ErrorFormat::Table, format);
        let expected = [&COMMON_HEADERS[..], &[("Content-Type", content_type)]].concat();
        assert_eq!(of_format(response.format), expected);
    }
}

#[test]
fn success_is_200_in_the_callers_format() {
    for (outcome, action_sys_id) in [
        (Outcome::Created(sys_id(ACTION)), Some(ACTION)),
        (Outcome::Updated(sys_id(ACTION)), Some(ACTION)),
        (Outcome::EndedAll(sys_id(INTERACTION)), None),
    ] {
        let mut result = json!({"success": true, "message": outcome.message()});
        if let Some(id) = action_sys_id {
            result["action_sys_id"] = json!(id);
        }
        for format in [Format::Json, Format::Xml] {
            let expected = Response {
                status: 200,
                format: Some(format),
                headers: Vec::new(),
                body: Body::Text(render(&json!({"result": result}), format)),
            };
            assert_eq!(Response::carried_out(&carried_out(outcome.clone()), format), expected);
        }
    }
}

#[test]
fn a_failure_has_the_headers_of_its_status() {
    let error = ApiError::from(AuthError::Missing);
    let challenges = [
        ("WWW-Authenticate", "Basic realm=\"help-request-api\", charset=\"UTF-8\""),
        ("WWW-Authenticate", "Bearer realm=\"help-request-api\""),
    ];
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><error><message>{}</message><detail>{}</detail></error>\
         <status>failure</status></response>",
        message!("not_authenticated"),
        message!("not_authenticated_detail")
    );
    let expected =
        Response { status: 401, format: Some(Format::Xml), headers: headers(&challenges), body: Body::Text(body) };
    assert_eq!(Response::error(error, ErrorFormat::HelpRequest, Format::Xml), expected);
}

#[test]
fn further_headers_are_added() {
    let body =
        format!("{{\"error\":{{\"message\":\"{}\",\"detail\":null}},\"status\":\"failure\"}}", message!("unknown_uri"));
    let expected = Response {
        status: 400,
        format: Some(Format::Json),
        headers: headers(&[("X-D1-Bookmark", "1"), ("X-Transaction-ID", ACTION)]),
        body: Body::Text(body),
    };
    let response = Response::error(ApiError::UnknownUri, ErrorFormat::Table, Format::Json)
        .with_headers(headers(&[("X-D1-Bookmark", "1")]))
        .with_headers(None)
        .with_headers(headers(&[("X-Transaction-ID", ACTION)]));
    assert_eq!(response, expected);
}

#[test]
fn a_replayed_answer_says_so() {
    let first = carried_out(Outcome::Created(sys_id(ACTION)));
    let again = CarriedOut { is_replay: true, ..first.clone() };
    for format in [Format::Json, Format::Xml] {
        let response = Response::carried_out(&first, format);
        let expected = Response { headers: headers(&[("Idempotency-Replayed", "true")]), ..response };
        assert_eq!(Response::carried_out(&again, format), expected);
    }
}

#[test]
fn a_health_check_carries_one_word() {
    let expected = Response {
        status: 200,
        format: Some(Format::Json),
        headers: Vec::new(),
        body: Body::Text("{\"status\":\"ready\"}".to_owned()),
    };
    assert_eq!(Response::health("ready"), expected);
}

#[test]
fn an_answer_lists_the_common_headers_and_those_of_its_own_that_have_a_value() {
    let response = Response::health("ready").with_headers(headers(&[("X-D1-Bookmark", ""), ("Link", "</next>")]));
    let further = [("Content-Type", "application/json;charset=UTF-8"), ("Link", "</next>")];
    assert_eq!(response.all_headers(), [&COMMON_HEADERS[..], &further].concat());
}

#[test]
fn head_gets_the_answer_to_get_without_its_body() {
    let response = || Response::health("ready").with_headers(headers(&[("Link", "</next>")]));
    assert_eq!(response().to_method("GET"), response());
    assert_eq!(response().to_method("HEAD"), Response { body: Body::Text(String::new()), ..response() });
}
