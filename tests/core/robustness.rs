//! No input makes a decoder panic: a panic would be a 500 for what is the caller's fault.

use crate::support::{ACTION, INTERACTION, base64url, body, json_command, keyed_with, time};
use help_request_edge::auth::{
    Account, AuthSettings, ClaimRules, Credentials, KeyCache, PasswordHash, RolesClaim, Token, ip_network, parse_jwks,
};
use help_request_edge::config::{Variable, Variables};
use help_request_edge::error::{ApiError, ErrorFormat};
use help_request_edge::fault::Fault;
use help_request_edge::format::{Format, answer_format, request_format};
use help_request_edge::help_action::{Command, HelpActionSettings, decode};
use help_request_edge::log::{RequestLog, valid_traceparent};
use help_request_edge::refusal::Refusal;
use help_request_edge::resource::Route;
use help_request_edge::response::Response;
use help_request_edge::store::idempotency::{IdempotencyKey, KeyRow};
use help_request_edge::store::{DatabaseError, ValueRow};
use help_request_edge::sys_id::SysId;
use help_request_edge::time::UtcTime;
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

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
        r#"{"user_password":"$hmac-sha256$AA$AA","active":1,"roles":"[\"admin\"]","slow_hashes":1}"#.to_owned(),
        format!(r#"{{"request":"interaction=","operation":"create","sys_id":"{ACTION}","transaction_id":"{ACTION}"}}"#),
        r#"D1_ERROR: {"interaction":1,"help_request_interaction":"another"}: SQLITE_CONSTRAINT"#.to_owned(),
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
            is_answered(&faults.into());
        }
    }
    everything_on_text(&String::from_utf8_lossy(bytes));
}

/// A failure can be told in both formats, and reads back as it was meant.
fn is_answered(error: &ApiError) {
    let messages: Vec<String> = match error {
        ApiError::Refused(Refusal::Invalid(faults)) => {
            faults.clone().into_list().into_iter().map(|Fault { message, .. }| message).collect()
        }
        _ => Vec::new(),
    };
    let answered = |format| body(&Response::error(error.clone(), ErrorFormat::HelpRequest, format)).to_owned();
    let json: Value = serde_json::from_str(&answered(Format::Json)).unwrap();
    let told: Vec<&str> =
        json["error"]["faults"].as_array().unwrap().iter().map(|f| f["message"].as_str().unwrap()).collect();
    assert_eq!(told, messages);
    let xml = answered(Format::Xml);
    let xml = roxmltree::Document::parse(&xml).unwrap();
    let told: Vec<&str> = xml
        .descendants()
        .filter(|node| node.has_tag_name("faults"))
        .map(|node| node.children().find(|child| child.has_tag_name("message")).unwrap().text().unwrap())
        .collect();
    assert_eq!(told, messages);
}

/// All variables are set to this text.
struct Everywhere<'a>(&'a str);

impl Variables for Everywhere<'_> {
    fn get(&self, _name: &str) -> Variable {
        Variable::Text(self.0.to_owned())
    }
}

/// Commands of all operations.
static COMMANDS: LazyLock<[Command; 4]> = LazyLock::new(|| {
    [
        json_command(&format!(r#"{{"interaction":"{INTERACTION}"}}"#)),
        json_command(&format!(r#"{{"interaction":"{INTERACTION}","action":"coach"}}"#)),
        json_command(&format!(r#"{{"interaction":"{INTERACTION}","action_sys_id":"{ACTION}","action":"coach"}}"#)),
        keyed_with(r#","action":"coach","end_time":"2026-02-18 11:59:59""#).unwrap(),
    ]
});

fn everything_on_text(text: &str) {
    let _ = answer_format(Some(text));
    let _ = request_format(Some(text));
    let _ = Credentials::parse(Some(text));
    let _ = PasswordHash::parse(text);
    let _ = serde_json::from_str::<Account>(text).map(|account| (account.password(), account.active_roles()));
    let _ = serde_json::from_str::<ValueRow>(text);
    let _ = ip_network(text);
    let _ = IdempotencyKey::parse(Some(text));
    let _ = DatabaseError::classify(text.to_owned());
    for command in COMMANDS.iter() {
        let _ = command.explain(text);
    }
    if let Ok(row) = serde_json::from_str::<KeyRow>(text) {
        let _ = row.lookup(text, &SysId::parse(ACTION).unwrap());
    }
    let _ = valid_traceparent(Some(text));
    let _ = SysId::parse(text);
    let _ = UtcTime::parse(text);
    if let Ok(route) = Route::find(text) {
        let _ = route.method(text);
    }
    let mut log = RequestLog::default();
    log.finish(text, text, text, 200);
    let _ = log.to_line();
    let _ = AuthSettings::read(&Everywhere(text));
    let _ = HelpActionSettings::read(&Everywhere(text));
    let keys = parse_jwks(text).unwrap_or_default();
    if let Ok(token) = Token::parse(text) {
        let rules = ClaimRules { roles: RolesClaim::parse(text), ..ClaimRules::default() };
        for now in [i64::MIN, 0, i64::MAX] {
            let claims = token.claims_once_verified();
            let verified = claims.and_then(|claims| claims.verified_caller(&rules, now));
            let _ = verified.and_then(|verified| verified.caller(now).cloned());
        }
        let mut cache = KeyCache::default();
        cache.store(Some(keys), 0);
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
