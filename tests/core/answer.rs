//! Status, headers and body together.

use crate::support::{ACTION, INTERACTION, message, sys_id};
use help_request_edge::auth::AuthFailure;
use help_request_edge::help_action::Done;
use help_request_edge::http::{Answer, ApiError, Envelope, FailureShape, Format};

fn headers(further: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    further.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

#[test]
fn all_answers_have_the_common_headers_and_those_with_a_body_its_type() {
    let common = [
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ];
    assert_eq!(Answer::no_content().common_headers().collect::<Vec<_>>(), common);
    for (format, content_type) in
        [(Format::Json, "application/json;charset=UTF-8"), (Format::Xml, "application/xml;charset=UTF-8")]
    {
        let answer = Answer::failed(ApiError::UnknownUri, FailureShape::Plain, format);
        let expected = [&common[..], &[("Content-Type", content_type)]].concat();
        assert_eq!(answer.common_headers().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn success_is_200_in_the_callers_format() {
    for done in [Done::Created(sys_id(ACTION)), Done::Updated(sys_id(ACTION)), Done::EndedAll(sys_id(INTERACTION))] {
        for format in [Format::Json, Format::Xml] {
            let expected = Answer {
                status: 200,
                format: Some(format),
                headers: Vec::new(),
                body: Envelope::from(&done).render(format),
            };
            assert_eq!(Answer::done(&done, format), expected);
        }
    }
}

#[test]
fn a_failure_has_the_headers_of_its_status() {
    let error = ApiError::from(AuthFailure::Missing);
    let challenges = [
        ("WWW-Authenticate", "Basic realm=\"help-request-api\", charset=\"UTF-8\""),
        ("WWW-Authenticate", "Bearer realm=\"help-request-api\""),
    ];
    let expected = Answer {
        status: 401,
        format: Some(Format::Xml),
        headers: headers(&challenges),
        body: format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><error><message>{}</message><detail>{}</detail></error>\
             <status>failure</status></response>",
            message!("not_authenticated"),
            message!("not_authenticated_detail")
        ),
    };
    assert_eq!(Answer::failed(error, FailureShape::Full, Format::Xml), expected);
}

#[test]
fn the_transaction_id_is_added() {
    let expected = Answer {
        status: 400,
        format: Some(Format::Json),
        headers: headers(&[("X-Transaction-ID", ACTION)]),
        body: format!(
            "{{\"error\":{{\"message\":\"{}\",\"detail\":null}},\"status\":\"failure\"}}",
            message!("unknown_uri")
        ),
    };
    assert_eq!(
        Answer::failed(ApiError::UnknownUri, FailureShape::Plain, Format::Json).with_transaction_id(ACTION),
        expected
    );
}

#[test]
fn a_replayed_answer_says_so() {
    let answer = Answer::done(&Done::Created(sys_id(ACTION)), Format::Json);
    let expected = Answer { headers: headers(&[("Idempotency-Replayed", "true")]), ..answer.clone() };
    assert_eq!(answer.replayed(), expected);
}

#[test]
fn a_health_check_carries_one_word() {
    let expected = Answer {
        status: 200,
        format: Some(Format::Json),
        headers: Vec::new(),
        body: "{\"status\":\"ready\"}".to_owned(),
    };
    assert_eq!(Answer::health("ready"), expected);
}
