//! The sources: which vendors' events are accepted, and how they are verified (`CTI_SOURCES`).

use crate::config::{ConfigError, Variable, Variables};
use serde_json::{Map, Value};

/// The variable that lists the sources.
const CTI_SOURCES: &str = "CTI_SOURCES";

/// Most characters of a source's name. It is part of `sys_created_by`.
const MAX_NAME: usize = 40;

/// Most secrets of a source: two during a rotation.
const MAX_SECRETS: usize = 2;

/// The default header of a secret.
const SECRET_HEADER: &str = "x-api-key";

/// The sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CtiSettings {
    /// In the order of their names.
    pub sources: Vec<Source>,
}

/// Where events come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name, in the path and in `sys_created_by`.
    pub name: String,
    /// The vendor, or the format of the events.
    pub kind: Kind,
    /// How an event is verified.
    pub proof: Proof,
    /// The names of the variables of the secrets. Each of the secrets is accepted.
    secrets: Vec<String>,
    /// The URL that Twilio was given and signs, if it differs from the one that arrives.
    pub url: Option<String>,
    /// The beginning of the labels of supervisors (Twilio).
    pub label_prefix: Option<String>,
    /// Whether a participant that joins muted is a supervisor (Twilio).
    pub joins_muted: bool,
}

/// The kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `CloudEvents` of our own types.
    Events,
    /// Twilio's conference status callbacks, as forms and as Event Streams.
    Twilio,
    /// Amazon Connect's contact events.
    AmazonConnect,
    /// Genesys Cloud's conversations.
    Genesys,
    /// Zoom Contact Center and Zoom Phone.
    Zoom,
}

/// How an event of a source is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The vendor's signature; for [`Kind::Events`] that of Standard Webhooks.
    Signature,
    /// The secret in this header.
    Header(String),
    /// HTTP Basic with this user; the secret is the password.
    Basic(String),
}

impl Kind {
    const ALL: [(&'static str, Self); 5] = [
        ("events", Self::Events),
        ("twilio", Self::Twilio),
        ("amazon_connect", Self::AmazonConnect),
        ("genesys", Self::Genesys),
        ("zoom", Self::Zoom),
    ];

    /// The word in the settings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// The settings that a source of this kind may have, besides `kind` and `secret`.
    const fn members(self) -> &'static [&'static str] {
        match self {
            Self::Events | Self::AmazonConnect | Self::Genesys => &["header", "user"],
            Self::Twilio => &["url", "label_prefix", "joins_muted"],
            Self::Zoom => &[],
        }
    }
}

impl CtiSettings {
    /// The variables of these settings. The secrets are read with each call.
    pub const VARIABLES: [&str; 1] = [CTI_SOURCES];

    /// Reads the settings.
    ///
    /// # Errors
    /// The variable cannot be used.
    pub fn read(variables: &impl Variables) -> Result<Self, ConfigError> {
        let Some(text) = variables.text(CTI_SOURCES)? else {
            return Ok(Self::default());
        };
        let faulty = |reason: String| ConfigError::new(CTI_SOURCES, reason);
        let sources: Map<String, Value> =
            serde_json::from_str(&text).map_err(|error| faulty(format!("is not a JSON object: {error}")))?;
        let sources = sources.iter().map(|(name, value)| {
            Source::read(name, value).map_err(|reason| faulty(format!("has a faulty source {name:?}: {reason}")))
        });
        let mut sources = sources.collect::<Result<Vec<_>, _>>()?;
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { sources })
    }

    /// The source of this name.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name == name)
    }
}

impl Source {
    fn read(name: &str, value: &Value) -> Result<Self, String> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(is_name) {
            return Err(format!("its name has to have 1 to {MAX_NAME} letters, digits, _ and -"));
        }
        let Some(members) = value.as_object() else {
            return Err("it has to be an object".to_owned());
        };
        let text = |member: &str| match members.get(member) {
            None => Ok(None),
            Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(format!("{member} has to be a text")),
        };
        let kind = text("kind")?;
        let found = Kind::ALL.into_iter().find(|(word, _)| Some(*word) == kind.as_deref());
        let Some((_, kind)) = found else {
            let words: Vec<&str> = Kind::ALL.iter().map(|(word, _)| *word).collect();
            return Err(format!("kind has to be {}", words.join(" or ")));
        };
        for member in members.keys() {
            if !["kind", "secret"].contains(&member.as_str()) && !kind.members().contains(&member.as_str()) {
                return Err(format!("{member:?} is not a setting of the kind {}", kind.as_str()));
            }
        }
        let proof = match (text("header")?, text("user")?) {
            (Some(_), Some(_)) => return Err("header and user exclude each other".to_owned()),
            (Some(header), None) => Proof::Header(header_name(&header)?),
            (None, Some(user)) if user.contains(':') => return Err("user must not have a colon".to_owned()),
            (None, Some(user)) => Proof::Basic(user),
            (None, None) if matches!(kind, Kind::AmazonConnect | Kind::Genesys) => {
                Proof::Header(SECRET_HEADER.to_owned())
            }
            (None, None) => Proof::Signature,
        };
        let joins_muted = match members.get("joins_muted") {
            None => false,
            Some(value) => value.as_bool().ok_or("joins_muted has to be true or false")?,
        };
        let url = text("url")?;
        let is_url = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        if url.as_ref().is_some_and(|url| !is_url(url) || url.contains(['?', '#'])) {
            return Err(
                "url has to begin with https:// and must not have a query: that of the request is taken".to_owned()
            );
        }
        let (secrets, label_prefix) = (secret_names(members.get("secret"))?, text("label_prefix")?);
        Ok(Self { name: name.to_owned(), kind, proof, secrets, url, label_prefix, joins_muted })
    }

    /// The values of the secrets.
    ///
    /// # Errors
    /// One of the variables is not set, or is not a text.
    pub fn secrets(&self, variables: &impl Variables) -> Result<Vec<String>, ConfigError> {
        let secrets = self.secrets.iter().map(|name| match variables.get(name) {
            Variable::Text(secret) if !secret.trim().is_empty() => Ok(secret.trim().to_owned()),
            _ => Err(self.faulty_secret(name, "is not set")),
        });
        secrets.collect()
    }

    /// The error of a secret that cannot be used.
    pub(super) fn faulty_secret(&self, variable: &str, reason: &str) -> ConfigError {
        ConfigError::new(
            CTI_SOURCES,
            format!("names the secret {variable} for the source {:?}, which {reason}", self.name),
        )
    }

    /// The name of the variable of one of the secrets.
    pub(super) fn secret_name(&self, at: usize) -> &str {
        self.secrets.get(at).map_or("", String::as_str)
    }
}

/// The name of a header, in lower case.
fn header_name(name: &str) -> Result<String, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.chars().all(is_name) { Ok(name.to_ascii_lowercase()) } else { Err("header has to be a name".to_owned()) }
}

/// The names of the variables of the secrets: a text, or a list of texts.
fn secret_names(value: Option<&Value>) -> Result<Vec<String>, String> {
    let names = match value {
        Some(Value::Array(names)) => names.iter().map(|name| name.as_str().map(str::to_owned)).collect(),
        Some(Value::String(name)) => Some(vec![name.clone()]),
        _ => None,
    };
    let is_good = |names: &Vec<String>| {
        (1..=MAX_SECRETS).contains(&names.len()) && names.iter().all(|name| !name.trim().is_empty())
    };
    names
        .filter(is_good)
        .ok_or_else(|| format!("secret has to be the name of a variable, or a list of 1 to {MAX_SECRETS}"))
}
