//! No input makes a decoder panic: a panic would be a 500 for what is the caller's fault.

use crate::support::{ACTION, INTERACTION, base64url, time};
use help_request_edge::auth::{
    Account, ClaimRules, Credentials, KeyCache, PasswordHash, RolesClaim, Token, parse_jwks,
};
use help_request_edge::config::{Config, Variable};
use help_request_edge::fault::Fault;
use help_request_edge::help_action::{Command, FailureFacts, decode};
use help_request_edge::http::{
    Answer, ApiError, FailureShape, Format, answer_format, request_format, route, valid_traceparent,
};
use help_request_edge::log::RequestLog;
use help_request_edge::sys_id::SysId;
use help_request_edge::time::UtcTime;
use proptest::prelude::*;
use serde_json::Value;

/// Valid texts for every decoder, to be damaged.
fn seeds() -> Vec<String> {
    vec![
        format!(r#"{{"interaction":"{INTERACTION}","action_sys_id":"{ACTION}","end_time":"2026-02-18T12:30:00.5+01:00"}}"#),
        format!("<request><entry><interaction>{INTERACTION}</interaction><action>coach</action></entry></request>"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><r xmlns=\"urn:a\"><action><![CDATA[a]]>&#x41;<!-- c --></action></r>".to_owned(),
        "text/html;q=0.5, application/xml;q=0.9;charset=utf-8, */*;q=0.1".to_owned(),
        "Basic dXNlcjpwYXNzd29yZA==".to_owned(),
        format!("Bearer {}.{}.c2ln", base64url(r#"{"alg":"RS256","kid":"1"}"#), base64url(r#"{"sub":"a","exp":1e10}"#)),
        format!("{}.{}.c2ln", base64url(r#"{"alg":"HS256"}"#), base64url(r#"{"sub":"a","exp":1e10,"aud":["b"]}"#)),
        "$pbkdf2-sha256$i=100000,l=32$c2FtcGxlLXNhbHQtYzEtLQ$vLAe7k7nh5lq6sW1iTWauzeYUSkQIR4sRWj0mYlQ8/4".to_owned(),
        format!(r#"{{"keys":[{{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}","kid":"1"}}]}}"#, x = base64url([7; 32])),
        r#"{"interaction":1,"start_time":"2026-02-18 11:30:00","has_actions":1}"#.to_owned(),
        r#"{"user":{"password":"$hmac-sha256$AA$AA","active":1,"roles":["admin"]},"slow_hashes":1}"#.to_owned(),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned(),
        "/api/now/v1/helprequest/action/create_or_update".to_owned(),
        "2026-02-18T12:30:00.123+01:00".to_owned(),
    ]
}

fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<Vec<u8>>());
    (prop::sample::select(seeds()), prop::collection::vec(edit, 1..4)).prop_map(|(seed, edits)| {
        let mut bytes = seed.into_bytes();
        for (at, to, replacement) in edits {
            let (at, to) = (at.index(bytes.len() + 1), to.index(bytes.len() + 1));
            bytes.splice(at.min(to)..at.max(to), replacement.into_iter().take(4));
        }
        bytes
    })
}

fn everything_on_bytes(bytes: &[u8]) {
    for format in [Format::Json, Format::Xml] {
        let result =
            decode(format, bytes).and_then(|fields| Command::from_raw(fields, time("2026-02-18 12:00:00"), false));
        if let Err(faults) = result {
            is_answered(faults.into());
        }
    }
    everything_on_text(&String::from_utf8_lossy(bytes));
}

/// A failure can be told in both formats, and reads back as it was meant.
fn is_answered(error: ApiError) {
    let messages: Vec<String> = match error.clone() {
        ApiError::Invalid(faults) => faults.into_list().into_iter().map(|Fault { message, .. }| message).collect(),
        _ => Vec::new(),
    };
    let json: Value =
        serde_json::from_str(&Answer::failed(error.clone(), FailureShape::Full, Format::Json).body).unwrap();
    let told: Vec<&str> =
        json["error"]["faults"].as_array().unwrap().iter().map(|f| f["message"].as_str().unwrap()).collect();
    assert_eq!(told, messages);
    let xml = Answer::failed(error, FailureShape::Full, Format::Xml).body;
    let xml = roxmltree::Document::parse(&xml).unwrap();
    let told: Vec<&str> = xml
        .descendants()
        .filter(|node| node.has_tag_name("faults"))
        .map(|node| node.children().find(|child| child.has_tag_name("message")).unwrap().text().unwrap())
        .collect();
    assert_eq!(told, messages);
}

fn everything_on_text(text: &str) {
    let _ = answer_format(Some(text));
    let _ = request_format(Some(text));
    let _ = Credentials::parse(Some(text));
    let _ = PasswordHash::parse(text);
    let _ = Account::parse(text);
    let _ = FailureFacts::parse(text);
    let _ = valid_traceparent(Some(text));
    let _ = SysId::parse(text);
    let _ = UtcTime::parse(text);
    let _ = route(text, text);
    let _ = RequestLog::new(text, text, text).to_line();
    let _ = Config::read(|_| Variable::Text(text.to_owned()));
    let keys = parse_jwks(text).unwrap_or_default();
    if let Ok(token) = Token::parse(text) {
        let rules = ClaimRules { roles: RolesClaim::parse(text), ..ClaimRules::default() };
        let _ = token
            .claims_once_verified()
            .and_then(|claims| claims.proof(&rules, 0).and_then(|proof| proof.caller(0).cloned()));
        let _ = token
            .claims_once_verified()
            .and_then(|claims| claims.proof(&rules, i64::MAX).and_then(|proof| proof.caller(i64::MAX).cloned()));
        let mut cache = KeyCache::default();
        cache.fetched(Some(keys), 0);
        let _ = cache.step(&token, 1);
    }
}

/// A token whose parts are these.
fn everything_on_token(header: &str, claims: &str) {
    everything_on_text(&format!("{}.{}.{}", base64url(header), base64url(claims), base64url("signature")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn arbitrary_bytes(bytes in any::<Vec<u8>>()) {
        everything_on_bytes(&bytes);
    }

    #[test]
    fn arbitrary_text(text in any::<String>()) {
        everything_on_bytes(text.as_bytes());
        everything_on_token(&text, &text);
    }

    #[test]
    fn damaged_documents(bytes in damaged()) {
        everything_on_bytes(&bytes);
    }

    #[test]
    fn damaged_tokens(header in damaged(), claims in damaged()) {
        everything_on_token(&String::from_utf8_lossy(&header), &String::from_utf8_lossy(&claims));
    }
}
