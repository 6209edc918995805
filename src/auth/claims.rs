//! The claims of a token: whether it holds now and here, whom it names, with which roles.

use super::verified::{Validity, VerifiedCaller};
use super::{AuthError, Caller};
use serde_json::Value;

/// What tokens have to say, from the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimRules {
    /// The only accepted `iss`, if any is configured.
    pub issuer: Option<String>,
    /// What `aud` has to hold, if anything is configured.
    pub audience: Option<String>,
    /// Where the roles are.
    pub roles: RolesClaim,
}

/// Where a token holds its roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolesClaim {
    /// A claim of that name.
    Name(String),
    /// A place within the claims (RFC 6901).
    Pointer(String),
}

impl Default for RolesClaim {
    fn default() -> Self {
        Self::Name("roles".to_owned())
    }
}

impl RolesClaim {
    /// A text that begins with a slash is a JSON Pointer, any other a name.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if text.starts_with('/') { Self::Pointer(text.to_owned()) } else { Self::Name(text.to_owned()) }
    }

    fn roles(&self, claims: &Value) -> Vec<String> {
        let value = match self {
            Self::Name(name) => claims.get(name),
            Self::Pointer(pointer) => claims.pointer(pointer),
        };
        match value {
            Some(Value::Array(roles)) => roles.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(roles)) => {
                roles.split([' ', ',']).filter(|role| !role.is_empty()).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl ClaimRules {
    /// Checks the claims of a token whose signature is right. `now` is in seconds since 1970.
    pub(super) fn check(&self, claims: &Value, now: i64) -> Result<VerifiedCaller, AuthError> {
        let expires = claims.get("exp").and_then(Value::as_f64).ok_or(AuthError::TokenWithoutExpiry)?;
        let not_before = match claims.get("nbf").map(Value::as_f64) {
            // What has expired is told so, whatever else is wrong with it.
            Some(None) => Validity { expires, ..Validity::ALWAYS }.check(now).and(Err(AuthError::TokenClaims))?,
            Some(Some(not_before)) => not_before,
            None => Validity::ALWAYS.not_before,
        };
        let validity = Validity { not_before, expires };
        validity.check(now)?;
        let issuer = string_claim(claims, "iss");
        if self.issuer.is_some() && self.issuer.as_deref() != issuer {
            return Err(AuthError::TokenIssuer);
        }
        if !self.audience.as_deref().is_none_or(|audience| has_audience(claims, audience)) {
            return Err(AuthError::TokenAudience);
        }
        // RFC 7519, section 4.1.2. To ignore it would take the token for somebody else's.
        if claims.get("sub").is_some_and(|subject| !subject.is_string()) {
            return Err(AuthError::TokenClaims);
        }
        let subject = ["sub", "client_id", "azp"]
            .into_iter()
            .find_map(|name| string_claim(claims, name).filter(|subject| !subject.trim().is_empty()))
            .ok_or(AuthError::TokenWithoutSubject)?;
        Ok(VerifiedCaller::new(Caller::bearer(issuer.unwrap_or_default(), subject, self.roles.roles(claims)), validity))
    }
}

fn has_audience(claims: &Value, audience: &str) -> bool {
    match claims.get("aud") {
        Some(Value::String(given)) => given == audience,
        Some(Value::Array(given)) => given.iter().any(|given| given.as_str() == Some(audience)),
        _ => false,
    }
}

fn string_claim<'a>(claims: &'a Value, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}
