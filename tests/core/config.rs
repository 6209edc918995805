//! The operator's settings: what is not set is off, what is faulty lets nobody in (contract, section 4).

use crate::support::{base64url, message, time};
use help_request_edge::archive;
use help_request_edge::auth::{AuthSettings, ClaimRules, JwksSource, MIN_SECRET_BYTES, RolesClaim, parse_jwks};
use help_request_edge::config::{ConfigError, Variable, Variables};
use help_request_edge::help_action::{BulkEndScope, HelpActionSettings, InteractionPolicy, StaleAfter};
use help_request_edge::retention::RetentionSettings;
use help_request_edge::store::Deletable;
use help_request_edge::table::{TableSettings, UnknownFields};
use std::cell::RefCell;
use std::collections::BTreeSet;

const OF_AUTH: [&str; 6] =
    ["JWT_HS256_SECRET", "JWT_JWKS", "JWT_JWKS_URL", "JWT_ISSUER", "JWT_AUDIENCE", "JWT_ROLES_CLAIM"];

const OF_HELP_ACTIONS: [&str; 2] = ["BULK_END_SCOPE", "INTERACTION_POLICY"];

/// Variables that note by which names they are asked for.
#[derive(Default)]
struct Asked(RefCell<BTreeSet<String>>);

impl Variables for Asked {
    fn get(&self, name: &str) -> Variable {
        self.0.borrow_mut().insert(name.to_owned());
        Variable::Unset
    }
}

/// What is read anew when one of them changes.
#[test]
fn the_variables_of_a_capability_are_all_that_it_reads() {
    assert_eq!((AuthSettings::VARIABLES, HelpActionSettings::VARIABLES), (OF_AUTH, OF_HELP_ACTIONS));
    let asked = Asked::default();
    assert!(AuthSettings::read(&asked).is_ok());
    assert_eq!(asked.0.take(), OF_AUTH.map(str::to_owned).into());
    assert_eq!(HelpActionSettings::read(&asked), Ok(HelpActionSettings::default()));
    assert_eq!(asked.0.take(), OF_HELP_ACTIONS.map(str::to_owned).into());
}

/// The variables that are set.
struct Set(Vec<(String, Variable)>);

impl Set {
    fn new(texts: &[(&str, &str)]) -> Self {
        Self(texts.iter().map(|(name, text)| ((*name).to_owned(), Variable::Text((*text).to_owned()))).collect())
    }
}

impl Variables for Set {
    fn get(&self, name: &str) -> Variable {
        self.0.iter().find(|(set, _)| set == name).map_or(Variable::Unset, |(_, variable)| variable.clone())
    }
}

fn auth(set: &[(&str, &str)]) -> Result<AuthSettings, ConfigError> {
    AuthSettings::read(&Set::new(set))
}

fn help_actions(set: &[(&str, &str)]) -> Result<HelpActionSettings, ConfigError> {
    HelpActionSettings::read(&Set::new(set))
}

/// What is wrong with the variables. A fault is one of the capability that the variable belongs to, and of no other.
fn refusal(set: &Set, variable: &str) -> Option<ConfigError> {
    let (auth, help_actions) = (AuthSettings::read(set).err(), HelpActionSettings::read(set).err());
    let (own, other) = if OF_AUTH.contains(&variable) { (auth, help_actions) } else { (help_actions, auth) };
    assert_eq!(other, None, "{variable}");
    own
}

#[track_caller]
fn is_refused(set: &[(&str, &str)], variable: &'static str, reason: String) {
    assert_eq!(refusal(&Set::new(set), variable), Some(ConfigError { variable, reason }));
}

fn jwks() -> String {
    let coordinate = base64url([1; 32]);
    format!(r#"{{"keys":[{{"kty":"EC","crv":"P-256","x":"{coordinate}","y":"{coordinate}"}}]}}"#)
}

#[test]
fn what_is_not_set_is_off() {
    let settings = help_actions(&[]).unwrap();
    assert_eq!(settings, HelpActionSettings::default());
    assert_eq!(settings.bulk_end_scope, BulkEndScope::All);
    assert_eq!(settings.interaction_policy, InteractionPolicy::Registered);
    let settings = auth(&[]).unwrap();
    assert_eq!(settings.hs256_secret, None);
    assert_eq!(settings.jwks, JwksSource::Off);
    let roles = RolesClaim::Name("roles".to_owned());
    assert_eq!(settings.claims, ClaimRules { issuer: None, audience: None, roles });
}

#[test]
fn everything_that_is_set_is_read() {
    let secret = "local-development-only-secret-0123456789";
    let jwks = jwks();
    let set = [
        ("BULK_END_SCOPE", "open"),
        ("INTERACTION_POLICY", "open"),
        ("JWT_HS256_SECRET", secret),
        ("JWT_JWKS", jwks.as_str()),
        ("JWT_ISSUER", "https://idp.example.com"),
        ("JWT_AUDIENCE", "help-request-api"),
        ("JWT_ROLES_CLAIM", "/realm_access/roles"),
    ];
    let expected =
        HelpActionSettings { bulk_end_scope: BulkEndScope::Open, interaction_policy: InteractionPolicy::Open };
    assert_eq!(help_actions(&set), Ok(expected));
    let settings = auth(&set).unwrap();
    assert_eq!(settings.hs256_secret.as_deref(), Some(secret));
    assert_eq!(settings.jwks, JwksSource::Inline(parse_jwks(&jwks).unwrap()));
    let expected = ClaimRules {
        issuer: Some("https://idp.example.com".to_owned()),
        audience: Some("help-request-api".to_owned()),
        roles: RolesClaim::Pointer("/realm_access/roles".to_owned()),
    };
    assert_eq!(settings.claims, expected);
}

#[test]
fn what_the_table_api_does_with_unknown_fields_is_read() {
    let read = |set: &[(&str, &str)]| TableSettings::read(&Set::new(set)).map(|settings| settings.unknown_fields);
    assert_eq!(read(&[]), Ok(UnknownFields::Ignore));
    assert_eq!(read(&[("UNKNOWN_FIELDS", "ignore")]), Ok(UnknownFields::Ignore));
    assert_eq!(read(&[("UNKNOWN_FIELDS", "reject")]), Ok(UnknownFields::Reject));
    let reason = message!("setting_choice", choices = "ignore or reject");
    assert_eq!(read(&[("UNKNOWN_FIELDS", "Reject")]), Err(ConfigError::new("UNKNOWN_FIELDS", reason)));
}

#[test]
fn the_defaults_may_be_named() {
    let set = [("BULK_END_SCOPE", "all"), ("INTERACTION_POLICY", "registered")];
    assert_eq!(help_actions(&set), Ok(HelpActionSettings::default()));
}

#[test]
fn each_setting_is_read_from_its_own_variable() {
    let settings = help_actions(&[("BULK_END_SCOPE", "open")]).unwrap();
    assert_eq!(settings, HelpActionSettings { bulk_end_scope: BulkEndScope::Open, ..Default::default() });
    let settings = help_actions(&[("INTERACTION_POLICY", "open")]).unwrap();
    assert_eq!(settings, HelpActionSettings { interaction_policy: InteractionPolicy::Open, ..Default::default() });
}

#[test]
fn other_choices_are_refused() {
    for value in ["Open", "ALL", "none", " open", "open "] {
        is_refused(&[("BULK_END_SCOPE", value)], "BULK_END_SCOPE", message!("setting_choice", choices = "all or open"));
        is_refused(
            &[("INTERACTION_POLICY", value)],
            "INTERACTION_POLICY",
            message!("setting_choice", choices = "registered or open"),
        );
    }
}

#[test]
fn an_empty_variable_is_refused() {
    for variable in OF_AUTH.into_iter().chain(OF_HELP_ACTIONS) {
        for value in ["", " ", "\n\t"] {
            is_refused(&[(variable, value)], variable, message!("setting_empty"));
        }
    }
}

#[test]
fn a_variable_that_is_no_text_is_refused() {
    for variable in OF_AUTH.into_iter().chain(OF_HELP_ACTIONS) {
        let set = Set(vec![(variable.to_owned(), Variable::NotText)]);
        assert_eq!(refusal(&set, variable), Some(ConfigError::new(variable, message!("setting_not_text"))));
    }
}

#[test]
fn a_secret_has_at_least_32_bytes() {
    assert_eq!(MIN_SECRET_BYTES, 32);
    let reason = message!("setting_short_secret");
    is_refused(&[("JWT_HS256_SECRET", &"s".repeat(31))], "JWT_HS256_SECRET", reason);
    assert!(auth(&[("JWT_HS256_SECRET", &"s".repeat(32))]).is_ok());
    assert!(auth(&[("JWT_HS256_SECRET", &"\u{fc}".repeat(16))]).is_ok());
    is_refused(&[("JWT_HS256_SECRET", &" ".repeat(64))], "JWT_HS256_SECRET", message!("setting_empty"));
}

#[test]
fn a_key_set_that_does_not_parse_is_refused() {
    for text in ["{}", "no json", r#"{"keys":[]}"#, r#"{"keys":[{"kty":"oct","k":"AA"}]}"#] {
        is_refused(&[("JWT_JWKS", text)], "JWT_JWKS", parse_jwks(text).unwrap_err());
    }
}

#[test]
fn a_key_set_is_inline_or_fetched_not_both() {
    let both = [("JWT_JWKS", jwks()), ("JWT_JWKS_URL", "https://idp.example.com/jwks".to_owned())];
    let both = both.each_ref().map(|(name, value)| (*name, value.as_str()));
    is_refused(&both, "JWT_JWKS_URL", message!("setting_two_key_sets"));
}

#[test]
fn keys_are_fetched_by_https_or_from_this_machine() {
    for url in [
        "https://idp.example.com/.well-known/jwks.json",
        "https://idp.example.com",
        "http://localhost:8080/jwks",
        "http://localhost/jwks",
        "http://localhost",
        "http://127.0.0.1:8080/jwks",
        "http://[::1]:8080/jwks",
    ] {
        assert_eq!(auth(&[("JWT_JWKS_URL", url)]).unwrap().jwks, JwksSource::Url(url.to_owned()));
    }
}

#[test]
fn keys_are_not_fetched_over_an_open_line() {
    for url in [
        "http://idp.example.com/jwks",
        "http://localhost.example.com/jwks",
        "http://localhost@evil.example/jwks",
        "http://127.0.0.1.example.com/jwks",
        "http://127.0.0.10/jwks",
        "http://[::1].example.com/jwks",
        "http://localhost:password@evil.example/jwks",
        "http://127.0.0.1:1@evil.example/jwks",
        "http:///jwks",
        "https://",
        "ftp://idp.example.com/jwks",
        "//idp.example.com/jwks",
        "idp.example.com/jwks",
        "file:///etc/passwd",
        "data:application/json,{}",
    ] {
        let reason = message!("setting_insecure_url");
        is_refused(&[("JWT_JWKS_URL", url)], "JWT_JWKS_URL", reason);
    }
}

#[test]
fn a_fault_does_not_repeat_the_value() {
    let secret = "hunter2";
    for variable in ["BULK_END_SCOPE", "INTERACTION_POLICY", "JWT_HS256_SECRET", "JWT_JWKS", "JWT_JWKS_URL"] {
        let fault = refusal(&Set::new(&[(variable, secret)]), variable).unwrap();
        assert_eq!(fault.variable, variable);
        assert!(!fault.reason.contains(secret), "{}", fault.reason);
    }
}

#[test]
fn times_are_positive_whole_numbers() {
    let of = |variable: &'static str, value: &str| {
        let set = Set::new(&[(variable, value)]);
        match variable {
            "STALE_AFTER_HOURS" => StaleAfter::read(&set).map(|setting| setting.is_some()),
            _ => RetentionSettings::read(&set).map(|setting| setting.is_some()),
        }
    };
    for (variable, highest) in [("STALE_AFTER_HOURS", 876_000), ("RETENTION_DAYS", 36_500)] {
        for value in ["1", "007", &highest.to_string()] {
            assert_eq!(of(variable, value), Ok(true));
        }
        let more = (highest + 1).to_string();
        for value in ["0", "-1", "+1", "1.0", "1e3", "one", " 1", "1 ", "1d", more.as_str(), "18446744073709551617"] {
            let reason = message!("setting_number", highest = highest);
            assert_eq!(of(variable, value), Err(ConfigError { variable, reason }), "{value:?}");
        }
        assert_eq!(of(variable, " "), Err(ConfigError { variable, reason: message!("setting_empty") }));
    }
    assert_eq!(StaleAfter::read(&Set::new(&[])), Ok(None));
    assert_eq!(RetentionSettings::read(&Set::new(&[])), Ok(None));
}

#[test]
fn what_ended_before_the_days_of_retention_may_go() {
    let settings = RetentionSettings::read(&Set::new(&[("RETENTION_DAYS", "30")])).unwrap().unwrap();
    let deletable = Deletable { needs_archive: true, needs_relay: false };
    let retention = settings.at(time("2026-03-01 10:00:00"), deletable).unwrap();
    assert_eq!((retention.oldest, retention.deletable), (time("2026-01-30 10:00:00"), deletable));
    assert_eq!(settings.at(time("0000-01-02 00:00:00"), deletable), None);
}

#[test]
fn the_archive_is_on_where_it_is_bound_and_missed_where_it_is_required() {
    let is_on = |value: Option<&str>, is_bound| {
        let set: Vec<_> = value.iter().map(|value| ("ARCHIVE_REQUIRED", *value)).collect();
        archive::is_on(&Set::new(&set), is_bound)
    };
    let faulty = |reason| Err(ConfigError { variable: "ARCHIVE_REQUIRED", reason });
    for value in [None, Some("false")] {
        assert_eq!((is_on(value, true), is_on(value, false)), (Ok(true), Ok(false)));
    }
    assert_eq!(is_on(Some("true"), true), Ok(true));
    assert_eq!(is_on(Some("true"), false), faulty(message!("setting_no_archive")));
    for is_bound in [true, false] {
        assert_eq!(is_on(Some("yes"), is_bound), faulty(message!("setting_choice", choices = "true or false")));
        assert_eq!(is_on(Some(""), is_bound), faulty(message!("setting_empty")));
    }
}
