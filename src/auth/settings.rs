//! The settings of bearer tokens.

use super::{ClaimRules, Jwk, RolesClaim, parse_jwks};
use crate::config::{ConfigError, Variables, is_secure_url};

/// Shortest `JWT_HS256_SECRET`, in bytes: the size of the hash (RFC 7518, section 3.2).
pub const MIN_SECRET_BYTES: usize = 32;

/// How bearer tokens are verified. Without `Debug`, because it holds a secret.
#[derive(Clone)]
pub struct AuthSettings {
    /// The secret of HS256 tokens (`JWT_HS256_SECRET`). `None` refuses such tokens.
    pub hs256_secret: Option<String>,
    /// The public keys of RS256 and ES256 tokens (`JWT_JWKS`, `JWT_JWKS_URL`).
    pub jwks: JwksSource,
    /// What the claims must contain (`JWT_ISSUER`, `JWT_AUDIENCE`, `JWT_ROLES_CLAIM`).
    pub claims: ClaimRules,
}

/// Where the public keys of token issuers come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwksSource {
    /// Nowhere: RS256 and ES256 tokens are refused.
    Off,
    /// From the configuration (`JWT_JWKS`).
    Inline(Vec<Jwk>),
    /// Fetched from this URL (`JWT_JWKS_URL`).
    Url(String),
}

impl AuthSettings {
    /// The variables of these settings. If one changes, the settings are read again.
    pub const VARIABLES: [&str; 6] =
        ["JWT_HS256_SECRET", "JWT_JWKS", "JWT_JWKS_URL", "JWT_ISSUER", "JWT_AUDIENCE", "JWT_ROLES_CLAIM"];

    /// Reads the settings.
    ///
    /// # Errors
    /// The first variable that cannot be used.
    pub fn read(variables: &impl Variables) -> Result<Self, ConfigError> {
        let hs256_secret = variables.text("JWT_HS256_SECRET")?;
        if hs256_secret.as_ref().is_some_and(|secret| secret.len() < MIN_SECRET_BYTES) {
            return Err(ConfigError::new("JWT_HS256_SECRET", format!("has fewer than {MIN_SECRET_BYTES} bytes")));
        }
        Ok(Self {
            hs256_secret,
            jwks: JwksSource::new(variables.text("JWT_JWKS")?, variables.text("JWT_JWKS_URL")?)?,
            claims: ClaimRules {
                issuer: variables.text("JWT_ISSUER")?,
                audience: variables.text("JWT_AUDIENCE")?,
                roles: variables
                    .text("JWT_ROLES_CLAIM")?
                    .as_deref()
                    .map_or_else(RolesClaim::default, RolesClaim::parse),
            },
        })
    }
}

impl JwksSource {
    fn new(inline: Option<String>, url: Option<String>) -> Result<Self, ConfigError> {
        match (inline, url) {
            (None, None) => Ok(Self::Off),
            (Some(_), Some(_)) => Err(ConfigError::new("JWT_JWKS_URL", "is set beside JWT_JWKS; set one of them")),
            (Some(text), None) => {
                parse_jwks(&text).map(Self::Inline).map_err(|reason| ConfigError::new("JWT_JWKS", reason))
            }
            (None, Some(url)) if is_secure_url(&url) => Ok(Self::Url(url)),
            (None, Some(_)) => {
                let reason = "has to begin with https:// (http:// only for this machine itself)";
                Err(ConfigError::new("JWT_JWKS_URL", reason))
            }
        }
    }
}
