//! What is signed, with which key, and what is refused before that. Whether a signature is right is tested over HTTP, with the
//! runtime's cryptography.

use super::{Given, Set, T0, settings, source, source_with};
use help_request_edge::auth::AuthError;
use help_request_edge::cti::signature::{Algorithm, Check, Evidence, NoEvidence, evidence, signed_urls};
use help_request_edge::cti::{SIGNATURE_SECONDS, Source};

fn check(given: &Given, source: &Source, secrets: &[&str]) -> Result<Evidence, NoEvidence> {
    let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
    given.request(|request| evidence(source, &secrets, request))
}

#[track_caller]
fn refused(given: &Given, source: &Source, secrets: &[&str], error: AuthError) {
    assert!(check(given, source, secrets) == Err(NoEvidence::Refused(error)), "{given:?}");
}

#[track_caller]
fn signed(given: &Given, source: &Source, secrets: &[&str]) -> Vec<Check> {
    match check(given, source, secrets) {
        Ok(Evidence::Signed { checks, .. }) => checks,
        _ => panic!("{given:?}"),
    }
}

fn texts(checks: &[Check]) -> Vec<&str> {
    checks.iter().map(|check| std::str::from_utf8(&check.signed).unwrap()).collect()
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn twilio_signs_the_url_and_the_sorted_parameters() {
    let source = source("twilio");
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let of = |form: &str| Given::new(FORM, form).to(url).with("X-Twilio-Signature", "c2ln");
    let sorted = "https://mycompany.com/myapp.php?foo=1&bar=2CallSidCA1Caller+14158675309Digits1234To+1";
    for form in [
        "Digits=1234&CallSid=CA1&To=%2B1&Caller=%2B14158675309",
        "CallSid=CA1&Caller=%2B14158675309&Digits=1234&To=%2B1",
        "CallSid=CA1&CallSid=CA1&Caller=%2B14158675309&Digits=1234&To=%2b1",
    ] {
        let checks = signed(&of(form), &source, &["12345"]);
        assert_eq!(texts(&checks)[0], sorted);
        assert_eq!((checks[0].algorithm, checks[0].key.as_slice()), (Algorithm::HmacSha1, &b"12345"[..]));
        assert_eq!(checks[0].signature, b"sig");
    }
    let repeated = signed(&of("b=2&a=1&b=1&b=2"), &source, &["t"]);
    assert_eq!(texts(&repeated)[0], format!("{url}a1b1b2"));
}

#[test]
fn twilio_may_have_signed_the_url_with_another_port_or_encoding_or_the_configured_one() {
    for (request, configured, expected) in [
        ("https://a.b/c", None, vec!["https://a.b/c", "https://a.b:443/c"]),
        ("http://a.b/c", None, vec!["http://a.b/c", "http://a.b:80/c"]),
        ("https://a.b:1234/c?d=1", None, vec!["https://a.b:1234/c?d=1", "https://a.b/c?d=1"]),
        ("https://a.b:443/c", None, vec!["https://a.b:443/c", "https://a.b/c"]),
        (
            "https://a.b/c?d=e+f",
            None,
            vec![
                "https://a.b/c?d=e+f",
                "https://a.b:443/c?d=e+f",
                "https://a.b/c?d=e%20f",
                "https://a.b:443/c?d=e%20f",
            ],
        ),
        (
            "http://localhost:8787/c?d=1",
            Some("https://u:p@a.b/x"),
            vec![
                "http://localhost:8787/c?d=1",
                "http://localhost/c?d=1",
                "https://u:p@a.b/x?d=1",
                "https://u:p@a.b:443/x?d=1",
            ],
        ),
        ("https://u:@a.b/c", None, vec!["https://u:@a.b/c", "https://u:@a.b:443/c"]),
        ("https://[::1]/c", None, vec!["https://[::1]/c", "https://[::1]:443/c"]),
        ("https://[::1]:9/c", None, vec!["https://[::1]:9/c", "https://[::1]/c"]),
    ] {
        assert_eq!(signed_urls(request, configured), expected, "{request}");
    }
}

#[test]
fn twilio_covers_json_by_its_hash_in_the_url() {
    let source = source("twilio");
    let hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    let given = Given::json(r#"{"property": "value", "boolean": true}"#).with("X-Twilio-Signature", "c2ln");
    let of = |query: &str| given.clone().to(&format!("https://mycompany.com/myapp.php?{query}"));
    match check(&of(&format!("foo=1&bodySHA256={hash}")), &source, &["t"]) {
        Ok(Evidence::Signed { checks, body_sha256 }) => {
            assert_eq!(texts(&checks)[0], format!("https://mycompany.com/myapp.php?foo=1&bodySHA256={hash}"));
            let hex: String = body_sha256.unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, hash);
        }
        _ => panic!(),
    }
    // Without the hash, the signature says nothing about the body.
    for query in ["foo=1", "bodySHA256=", "bodySHA256=xy", "bodySHA256=0a1"] {
        match check(&of(query), &source, &["t"]) {
            Err(NoEvidence::Refused(AuthError::SignatureWrong)) => {}
            Ok(Evidence::Signed { body_sha256, .. }) => assert_eq!((query, body_sha256), ("bodySHA256=", Some(vec![]))),
            _ => panic!("{query}"),
        }
    }
}

#[test]
fn twilios_beta_names_the_algorithm() {
    let source = source("twilio");
    let given = Given::new(FORM, "a=1").with("X-Twilio-Signature", "c2ln");
    let of = |settings: &str| given.clone().with("X-Twilio-Webhooks-Signature-Settings", settings);
    for (settings, algorithm) in [
        ("key=SK1,algorithm=HMAC_SHA256", Algorithm::HmacSha256),
        ("algorithm=HMAC_SHA256, key=SK1", Algorithm::HmacSha256),
        ("algorithm=HMAC_SHA1", Algorithm::HmacSha1),
        ("key=SK1", Algorithm::HmacSha1),
    ] {
        assert_eq!(signed(&of(settings), &source, &["t"])[0].algorithm, algorithm, "{settings}");
    }
    refused(&of("algorithm=none"), &source, &["t"], AuthError::SignatureWrong);
}

#[test]
fn twilio_without_a_signature_or_with_none_that_can_be_read_is_refused() {
    let given = Given::new(FORM, "a=1");
    refused(&given, &source("twilio"), &["t"], AuthError::SignatureMissing);
    refused(&given.clone().with("X-Twilio-Signature", ""), &source("twilio"), &["t"], AuthError::SignatureMissing);
    refused(&given.with("X-Twilio-Signature", "%"), &source("twilio"), &["t"], AuthError::SignatureWrong);
}

#[test]
fn zoom_signs_its_time_and_the_body() {
    let given = Given::json("{}").with("x-zm-signature", "v0=0aFf").with("x-zm-request-timestamp", "1789480802");
    let checks = signed(&given, &source("zoom"), &["one", "two"]);
    assert_eq!(texts(&checks), ["v0:1789480802:{}", "v0:1789480802:{}"]);
    assert_eq!(checks.iter().map(|check| check.key.as_slice()).collect::<Vec<_>>(), [&b"one"[..], b"two"]);
    assert_eq!((checks[0].algorithm, checks[0].signature.as_slice()), (Algorithm::HmacSha256, &[0x0a, 0xff][..]));
    let (missing, wrong) = (AuthError::SignatureMissing, AuthError::SignatureWrong);
    refused(&Given::json("{}"), &source("zoom"), &["s"], missing);
    refused(&Given::json("{}").with("x-zm-signature", "v0=00"), &source("zoom"), &["s"], missing);
    for signature in ["0aff", "v1=0aff", "v0=0af", "v0=xy"] {
        refused(&given.clone().with("x-zm-signature", signature), &source("zoom"), &["s"], wrong);
    }
}

/// The time of a signature, and whether it is good at T0.
fn times() -> Vec<(String, bool)> {
    let now = T0 / 1_000;
    let off = |by: i64| (now + by).to_string();
    let (most, more) = (SIGNATURE_SECONDS, SIGNATURE_SECONDS + 1);
    let good = [0, most, -most].map(|by| (off(by), true));
    let bad = [more, -more, -now, 1_000_000_000].map(|by| (off(by), false));
    let none =
        ["", "x", "-1", "+1789480800", "1789480800.5", "99999999999999999999"].map(|text| (text.to_owned(), false));
    good.into_iter().chain(bad).chain(none).collect()
}

#[test]
fn a_signature_is_good_for_300_seconds() {
    assert_eq!(SIGNATURE_SECONDS, 300);
    for (time, is_good) in times() {
        let zoom = Given::json("{}").with("x-zm-signature", "v0=00").with("x-zm-request-timestamp", &time);
        let standard = Given::json("{}")
            .with("webhook-id", "m")
            .with("webhook-signature", "v1,c2ln")
            .with("webhook-timestamp", &time);
        for (given, source, secret) in [(zoom, source("zoom"), "s"), (standard, source("events"), WHSEC)] {
            if is_good {
                assert_eq!(signed(&given, &source, &[secret]).len(), 1, "{time}");
            } else {
                let error = if time.is_empty() { AuthError::SignatureMissing } else { AuthError::SignatureTime };
                refused(&given, &source, &[secret], error);
            }
        }
    }
}

const WHSEC: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const WHPK: &str = "whpk_ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=";

#[test]
fn standard_webhooks_sign_id_time_and_body() {
    let source = source("events");
    let given = |prefix: &str, signature: &str| {
        Given::json(r#"{"a":1}"#)
            .with(&format!("{prefix}-id"), "msg_1")
            .with(&format!("{prefix}-timestamp"), "1789480800")
            .with(&format!("{prefix}-signature"), signature)
    };
    for prefix in ["webhook", "svix"] {
        let checks = signed(&given(prefix, "v1,c2ln"), &source, &[WHSEC]);
        assert_eq!(texts(&checks), [r#"msg_1.1789480800.{"a":1}"#]);
        assert_eq!((checks[0].algorithm, checks[0].key.len()), (Algorithm::HmacSha256, 24));
    }
    // Each signature with each key of its kind; versions that are not known are passed over.
    let both = signed(&given("webhook", "v2,c2ln v1a,c2ln  v1,eA== v1,%"), &source, &[WHSEC, WHPK]);
    let found: Vec<_> = both.iter().map(|check| (check.algorithm, check.signature.as_slice())).collect();
    assert_eq!(found, [(Algorithm::Ed25519, &b"sig"[..]), (Algorithm::HmacSha256, b"x")]);
    assert_eq!(signed(&given("webhook", "v1,"), &source, &[WHSEC])[0].signature, b"");
    for signature in ["v1a,c2ln", "v2,c2ln", "c2ln", "v1", ","] {
        assert_eq!(signed(&given("webhook", signature), &source, &[WHSEC]).len(), 0, "{signature}");
    }
    let with_stop = given("webhook", "v1,c2ln").with("webhook-id", "msg.1");
    refused(&with_stop, &source, &[WHSEC], AuthError::SignatureWrong);
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        refused(&given("webhook", "v1,c2ln").with(name, ""), &source, &[WHSEC], AuthError::SignatureMissing);
    }
}

#[test]
fn a_secret_of_another_form_is_a_fault_of_the_settings() {
    let given = Given::json("{}");
    let settings = settings(r#"{"s": {"kind": "events", "secret": ["A", "B"]}}"#);
    for (secret, reason) in [
        ("whsec_%", "is not whsec_ and the Base64 of 24 to 64 bytes"),
        ("whsec_c2ln", "is not whsec_ and the Base64 of 24 to 64 bytes"),
        ("whpk_c2ln", "is not whpk_ and the Base64 of 32 bytes"),
    ] {
        match check(&given, settings.source("s").unwrap(), &[WHSEC, secret]) {
            Err(NoEvidence::Faulty(error)) => {
                assert_eq!(error.reason, format!("names the secret B for the source \"s\", which {reason}"));
            }
            _ => panic!("{secret}"),
        }
    }
}

#[test]
fn a_secret_in_a_header_is_compared() {
    for kind in ["amazon_connect", "genesys"] {
        let given = Given::json("{}").with("X-Api-Key", "right");
        assert!(check(&given, &source(kind), &["right"]) == Ok(Evidence::Proven));
        assert!(check(&given, &source(kind), &["next", "right"]) == Ok(Evidence::Proven));
        assert!(check(&given, &source(kind), &["right", "right"]) == Ok(Evidence::Proven));
        for secret in ["wrong", "righ", "right2", "Right"] {
            refused(&given, &source(kind), &[secret, secret], AuthError::SignatureWrong);
        }
        refused(&Given::json("{}"), &source(kind), &["right"], AuthError::SignatureMissing);
    }
    let other = source_with("events", r#", "header": "Authorization""#);
    assert!(check(&Given::json("{}").with("authorization", "Bearer x"), &other, &["Bearer x"]) == Ok(Evidence::Proven));
    refused(&Given::json("{}").with("X-Api-Key", "right"), &other, &["right"], AuthError::SignatureMissing);
}

#[test]
fn http_basic_is_compared() {
    let source = source_with("genesys", r#", "user": "eb""#);
    // eb:right, other:right, eb:wrong
    for (header, result) in [
        ("Basic ZWI6cmlnaHQ=", Ok(Evidence::Proven)),
        ("Basic b3RoZXI6cmlnaHQ=", Err(NoEvidence::Refused(AuthError::SignatureWrong))),
        ("Basic ZWI6d3Jvbmc=", Err(NoEvidence::Refused(AuthError::SignatureWrong))),
        ("Bearer right", Err(NoEvidence::Refused(AuthError::SignatureWrong))),
        ("Basic %", Err(NoEvidence::Refused(AuthError::SignatureWrong))),
    ] {
        assert!(check(&Given::json("{}").with("Authorization", header), &source, &["right"]) == result, "{header}");
    }
    refused(&Given::json("{}"), &source, &["right"], AuthError::SignatureMissing);
}

#[test]
fn secrets_come_from_the_variables_of_the_source() {
    let settings = settings(r#"{"z": {"kind": "zoom", "secret": "Z"}}"#);
    let set = Set([("Z".to_owned(), "zoom-secret-token".to_owned())].into());
    assert_eq!(settings.source("z").unwrap().secrets(&set).unwrap(), ["zoom-secret-token"]);
}
