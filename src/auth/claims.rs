//! The claims of a token: is it valid now and here, whom does it name, and which roles does it give?

use super::verified::{Validity, VerifiedCaller};
use super::{AuthError, Caller};
use serde_json::Value;

/// Most characters of a token's subject (`OpenID` Connect Core 1.0, section 2). Each record that the caller writes repeats it. It is
/// not cut, because two callers could then have the same name.
pub const MAX_SUBJECT_CHARACTERS: usize = 255;

/// What the claims of a token must contain, as configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimRules {
    /// The only accepted `iss`. `None` accepts any.
    pub issuer: Option<String>,
    /// What `aud` must contain. `None` accepts any.
    pub audience: Option<String>,
    /// Where to find the roles.
    pub roles: RolesClaim,
}

/// Where a token has its roles: a list, or a text separated by spaces or commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolesClaim {
    /// The claim of this name.
    Name(String),
    /// The value at this JSON Pointer (RFC 6901).
    Pointer(String),
}

impl Default for RolesClaim {
    fn default() -> Self {
        Self::Name("roles".to_owned())
    }
}

impl RolesClaim {
    /// A text that begins with a slash is a JSON Pointer. Any other text is a name.
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
    /// Checks the claims of a token whose signature was verified. `now` is in seconds since 1970.
    pub(super) fn check(&self, claims: &Value, now: i64) -> Result<VerifiedCaller, AuthError> {
        let expires = claims.get("exp").and_then(Value::as_f64).ok_or(AuthError::TokenWithoutExpiry)?;
        let not_before = match claims.get("nbf").map(Value::as_f64) {
            // An expired token is reported as expired, even if `nbf` is malformed too.
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
        // `sub` is a string (RFC 7519, section 4.1.2). If a wrong one were ignored, `client_id` could name another caller.
        if claims.get("sub").is_some_and(|subject| !subject.is_string()) {
            return Err(AuthError::TokenClaims);
        }
        let subject = ["sub", "client_id", "azp"]
            .into_iter()
            .find_map(|name| string_claim(claims, name).filter(|subject| !subject.trim().is_empty()))
            .ok_or(AuthError::TokenWithoutSubject)?;
        if subject.chars().count() > MAX_SUBJECT_CHARACTERS {
            return Err(AuthError::TokenSubjectTooLong);
        }
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
