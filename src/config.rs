//! The operator's settings: variables and secrets of the Worker. What is not set is off.

use crate::auth::{ClaimRules, Jwk, RolesClaim, parse_jwks};

/// The fewest bytes of `JWT_HS256_SECRET`: the size of the hash (RFC 7518, section 3.2).
pub const MIN_SECRET_BYTES: usize = 32;

/// All settings, checked. Without `Debug`, because a secret is in it.
#[derive(Clone)]
pub struct Config {
    /// Which help actions "end all" changes (`BULK_END_SCOPE`).
    pub bulk_end_scope: BulkEndScope,
    /// What happens with an interaction that is not registered (`INTERACTION_POLICY`).
    pub interaction_policy: InteractionPolicy,
    /// The secret of HS256 tokens (`JWT_HS256_SECRET`).
    pub hs256_secret: Option<String>,
    /// The keys of RS256 and ES256 tokens (`JWT_JWKS`, `JWT_JWKS_URL`).
    pub jwks: JwksSource,
    /// What tokens have to say (`JWT_ISSUER`, `JWT_AUDIENCE`, `JWT_ROLES_CLAIM`).
    pub claims: ClaimRules,
}

/// Which help actions of the interaction "end all" changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BulkEndScope {
    /// All, as the source document says.
    #[default]
    All,
    /// Those that have no end yet.
    Open,
}

/// What happens with an interaction or help request that has no row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InteractionPolicy {
    /// It is not found.
    #[default]
    Registered,
    /// A create records it.
    Open,
}

/// Where the public keys of token issuers come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwksSource {
    /// There are none.
    Off,
    /// They stand in the configuration.
    Inline(Vec<Jwk>),
    /// They are fetched from this address.
    Url(String),
}

/// A variable that cannot be used. Its value is not repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The variable's name.
    pub variable: &'static str,
    /// What is wrong with it, following its name in a sentence.
    pub reason: String,
}

/// A variable as the platform holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Variable {
    /// It is not set.
    Unset,
    /// It is a text.
    Text(String),
    /// It is something else, such as a JSON value.
    NotText,
}

impl Config {
    /// Reads the settings by means of `lookup`.
    ///
    /// # Errors
    /// The first variable that cannot be used.
    pub fn read(lookup: impl Fn(&str) -> Variable) -> Result<Self, ConfigFault> {
        let text = |variable: &'static str| match lookup(variable) {
            Variable::Unset => Ok(None),
            Variable::Text(text) if !text.trim().is_empty() => Ok(Some(text)),
            Variable::Text(_) => fault(variable, "is empty; give it a value or remove it"),
            Variable::NotText => fault(variable, "is not a text"),
        };
        let hs256_secret = text("JWT_HS256_SECRET")?;
        if hs256_secret.as_ref().is_some_and(|secret| secret.len() < MIN_SECRET_BYTES) {
            return fault("JWT_HS256_SECRET", &format!("has fewer than {MIN_SECRET_BYTES} bytes"));
        }
        Ok(Self {
            bulk_end_scope: choice(
                "BULK_END_SCOPE",
                text("BULK_END_SCOPE")?,
                [("all", BulkEndScope::All), ("open", BulkEndScope::Open)],
            )?,
            interaction_policy: choice(
                "INTERACTION_POLICY",
                text("INTERACTION_POLICY")?,
                [("registered", InteractionPolicy::Registered), ("open", InteractionPolicy::Open)],
            )?,
            hs256_secret,
            jwks: jwks(text("JWT_JWKS")?, text("JWT_JWKS_URL")?)?,
            claims: ClaimRules {
                issuer: text("JWT_ISSUER")?,
                audience: text("JWT_AUDIENCE")?,
                roles: text("JWT_ROLES_CLAIM")?.as_deref().map_or_else(RolesClaim::default, RolesClaim::parse),
            },
        })
    }
}

fn fault<T>(variable: &'static str, reason: &str) -> Result<T, ConfigFault> {
    Err(ConfigFault { variable, reason: reason.to_owned() })
}

fn choice<T: Default>(
    variable: &'static str,
    given: Option<String>,
    choices: [(&str, T); 2],
) -> Result<T, ConfigFault> {
    let Some(given) = given else {
        return Ok(T::default());
    };
    let words = choices.each_ref().map(|(word, _)| *word).join(" or ");
    match choices.into_iter().find(|(word, _)| *word == given) {
        Some((_, choice)) => Ok(choice),
        None => fault(variable, &format!("has to be {words}")),
    }
}

fn jwks(inline: Option<String>, url: Option<String>) -> Result<JwksSource, ConfigFault> {
    match (inline, url) {
        (None, None) => Ok(JwksSource::Off),
        (Some(_), Some(_)) => fault("JWT_JWKS_URL", "is set beside JWT_JWKS; set one of them"),
        (Some(text), None) => match parse_jwks(&text) {
            Ok(keys) => Ok(JwksSource::Inline(keys)),
            Err(reason) => fault("JWT_JWKS", &reason),
        },
        (None, Some(url)) if is_fetchable(&url) => Ok(JwksSource::Url(url)),
        (None, Some(_)) => fault("JWT_JWKS_URL", "has to begin with https:// (http:// only for this machine itself)"),
    }
}

/// Keys that came over an open line could be anybody's. What stands before an `@` is no host.
fn is_fetchable(url: &str) -> bool {
    let is_loopback = |rest: &str| {
        ["localhost", "127.0.0.1", "[::1]"]
            .into_iter()
            .any(|host| rest.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':'])))
    };
    url.strip_prefix("https://").is_some_and(|host| !host.is_empty())
        || (!url.contains('@') && url.strip_prefix("http://").is_some_and(is_loopback))
}
