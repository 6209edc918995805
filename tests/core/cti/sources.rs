//! The variable `CTI_SOURCES`.

use super::{Set, settings};
use help_request_edge::config::ConfigError;
use help_request_edge::cti::{CtiSettings, Kind, Proof};

fn read(text: &str) -> Result<CtiSettings, ConfigError> {
    CtiSettings::read(&Set([("CTI_SOURCES".to_owned(), text.to_owned())].into()))
}

#[test]
fn without_the_variable_there_is_no_source() {
    assert_eq!(CtiSettings::read(&Set([].into())), Ok(CtiSettings::default()));
    assert_eq!(read("{}"), Ok(CtiSettings::default()));
}

#[test]
fn each_kind_is_proved_in_its_way() {
    let settings = settings(
        r#"{"e": {"kind": "events", "secret": "S"}, "e2": {"kind": "events", "secret": "S", "header": "X-Key"},
            "t": {"kind": "twilio", "secret": ["S", "T"], "url": "https://u@a.example.com/x", "label_prefix": "sup", "joins_muted": true},
            "c": {"kind": "amazon_connect", "secret": "S"}, "g": {"kind": "genesys", "secret": "S", "user": "eb"},
            "z": {"kind": "zoom", "secret": "S"}}"#,
    );
    let proofs: Vec<_> = settings.sources.iter().map(|s| (s.name.as_str(), s.kind, s.proof.clone())).collect();
    assert_eq!(
        proofs,
        [
            ("c", Kind::AmazonConnect, Proof::Header("x-api-key".into())),
            ("e", Kind::Events, Proof::Signature),
            ("e2", Kind::Events, Proof::Header("x-key".into())),
            ("g", Kind::Genesys, Proof::Basic("eb".into())),
            ("t", Kind::Twilio, Proof::Signature),
            ("z", Kind::Zoom, Proof::Signature),
        ]
    );
    let twilio = settings.source("t").unwrap();
    assert_eq!(twilio.url.as_deref(), Some("https://u@a.example.com/x"));
    assert_eq!((twilio.label_prefix.as_deref(), twilio.joins_muted), (Some("sup"), true));
    assert_eq!(settings.source("T"), None);
}

#[test]
fn a_name_has_at_most_40_characters() {
    let of = |length: usize| read(&format!(r#"{{"{}": {{"kind": "zoom", "secret": "S"}}}}"#, "n".repeat(length)));
    assert_eq!(of(40).map(|settings| settings.sources.len()), Ok(1));
    let name = "n".repeat(41);
    let reason = format!("has a faulty source \"{name}\": its name has to have 1 to 40 letters, digits, _ and -");
    assert_eq!(of(41), Err(ConfigError::new("CTI_SOURCES", reason)));
}

#[test]
fn secrets_are_read_by_name_and_all_have_to_be_set() {
    let settings = settings(r#"{"t": {"kind": "twilio", "secret": ["A", "B"]}}"#);
    let source = settings.source("t").unwrap();
    let both = Set([("A".to_owned(), " one ".to_owned()), ("B".to_owned(), "two".to_owned())].into());
    assert_eq!(source.secrets(&both), Ok(vec!["one".to_owned(), "two".to_owned()]));
    let reason = r#"names the secret B for the source "t", which is not set"#;
    for set in [vec![("A", "one")], vec![("A", "one"), ("B", " ")]] {
        let set = Set(set.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect());
        assert_eq!(source.secrets(&set), Err(ConfigError::new("CTI_SOURCES", reason)));
    }
}

#[test]
fn what_is_wrong_is_said() {
    for (text, reason) in [
        ("[]", "is not a JSON object: invalid type: sequence, expected a map at line 1 column 0"),
        (" ", "is empty; give it a value or remove it"),
        (
            r#"{"a b": {"kind": "zoom", "secret": "S"}}"#,
            r#"has a faulty source "a b": its name has to have 1 to 40 letters, digits, _ and -"#,
        ),
        (
            r#"{"": {"kind": "zoom", "secret": "S"}}"#,
            r#"has a faulty source "": its name has to have 1 to 40 letters, digits, _ and -"#,
        ),
        (r#"{"a": 1}"#, r#"has a faulty source "a": it has to be an object"#),
        (
            r#"{"a": {"secret": "S"}}"#,
            r#"has a faulty source "a": kind has to be events or twilio or amazon_connect or genesys or zoom"#,
        ),
        (
            r#"{"a": {"kind": "Zoom", "secret": "S"}}"#,
            r#"has a faulty source "a": kind has to be events or twilio or amazon_connect or genesys or zoom"#,
        ),
        (r#"{"a": {"kind": 1, "secret": "S"}}"#, r#"has a faulty source "a": kind has to be a text"#),
        (
            r#"{"a": {"kind": "zoom"}}"#,
            r#"has a faulty source "a": secret has to be the name of a variable, or a list of 1 to 2"#,
        ),
        (
            r#"{"a": {"kind": "zoom", "secret": []}}"#,
            r#"has a faulty source "a": secret has to be the name of a variable, or a list of 1 to 2"#,
        ),
        (
            r#"{"a": {"kind": "zoom", "secret": ["A", "B", "C"]}}"#,
            r#"has a faulty source "a": secret has to be the name of a variable, or a list of 1 to 2"#,
        ),
        (
            r#"{"a": {"kind": "zoom", "secret": ["A", 1]}}"#,
            r#"has a faulty source "a": secret has to be the name of a variable, or a list of 1 to 2"#,
        ),
        (
            r#"{"a": {"kind": "zoom", "secret": " "}}"#,
            r#"has a faulty source "a": secret has to be the name of a variable, or a list of 1 to 2"#,
        ),
        (
            r#"{"a": {"kind": "zoom", "secret": "S", "header": "h"}}"#,
            r#"has a faulty source "a": "header" is not a setting of the kind zoom"#,
        ),
        (
            r#"{"a": {"kind": "events", "secret": "S", "url": "https://a"}}"#,
            r#"has a faulty source "a": "url" is not a setting of the kind events"#,
        ),
        (
            r#"{"a": {"kind": "events", "secret": "S", "header": "h", "user": "u"}}"#,
            r#"has a faulty source "a": header and user exclude each other"#,
        ),
        (
            r#"{"a": {"kind": "events", "secret": "S", "header": "a b"}}"#,
            r#"has a faulty source "a": header has to be a name"#,
        ),
        (
            r#"{"a": {"kind": "events", "secret": "S", "user": "a:b"}}"#,
            r#"has a faulty source "a": user must not have a colon"#,
        ),
        (
            r#"{"a": {"kind": "twilio", "secret": "S", "joins_muted": "yes"}}"#,
            r#"has a faulty source "a": joins_muted has to be true or false"#,
        ),
        (
            r#"{"a": {"kind": "twilio", "secret": "S", "label_prefix": ""}}"#,
            r#"has a faulty source "a": label_prefix has to be a text"#,
        ),
        (
            r#"{"a": {"kind": "twilio", "secret": "S", "url": "a.example.com"}}"#,
            r#"has a faulty source "a": url has to begin with https:// and must not have a query: that of the request is taken"#,
        ),
        (
            r#"{"a": {"kind": "twilio", "secret": "S", "url": "https://a.example.com/?x=1"}}"#,
            r#"has a faulty source "a": url has to begin with https:// and must not have a query: that of the request is taken"#,
        ),
    ] {
        assert_eq!(read(text), Err(ConfigError::new("CTI_SOURCES", reason)), "{text}");
    }
}
