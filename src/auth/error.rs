//! Why credentials were refused.

/// Why credentials were not accepted. Goes to the log; the caller learns only what cannot help an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthError {
    /// There is no `Authorization` header.
    Missing,
    /// The header is neither `Basic` nor `Bearer`, or cannot be read.
    Malformed,
    /// Unknown or inactive user, or wrong password: not told apart.
    WrongPassword,
    /// Bearer tokens are not configured.
    BearerOff,
    /// The token is no JWT of an accepted kind.
    TokenMalformed,
    /// No key fits the token.
    TokenUnknownKey,
    /// The signature is wrong.
    TokenSignature,
    /// The claims are no object, `nbf` is no number, or `sub` is no string.
    TokenClaims,
    /// `exp` is missing or no number.
    TokenWithoutExpiry,
    /// `exp` has passed.
    TokenExpired,
    /// `nbf` has not come.
    TokenNotYetValid,
    /// `iss` is not the configured one.
    TokenIssuer,
    /// `aud` does not hold the configured one.
    TokenAudience,
    /// The token names nobody.
    TokenWithoutSubject,
}

impl AuthError {
    /// A stable word for the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "credentials_missing",
            Self::Malformed => "credentials_malformed",
            Self::WrongPassword => "wrong_user_or_password",
            Self::BearerOff => "bearer_not_configured",
            Self::TokenMalformed => "token_malformed",
            Self::TokenUnknownKey => "token_key_unknown",
            Self::TokenSignature => "token_signature_wrong",
            Self::TokenClaims => "token_claims_malformed",
            Self::TokenWithoutExpiry => "token_without_exp",
            Self::TokenExpired => "token_expired",
            Self::TokenNotYetValid => "token_not_yet_valid",
            Self::TokenIssuer => "token_issuer_wrong",
            Self::TokenAudience => "token_audience_wrong",
            Self::TokenWithoutSubject => "token_without_subject",
        }
    }

    /// `error_description` of the Bearer challenge (RFC 6750, section 3) for a token that was presented. The faults of
    /// claims are told only after the signature was found right.
    pub(crate) const fn description(self) -> Option<&'static str> {
        match self {
            Self::Missing | Self::Malformed | Self::WrongPassword | Self::BearerOff => None,
            Self::TokenMalformed | Self::TokenUnknownKey | Self::TokenSignature => {
                Some("The token is not signed with a key that is trusted here")
            }
            Self::TokenClaims => Some("The claims of the token are malformed: no object, nbf is not a number, or sub is not a string"),
            Self::TokenWithoutExpiry => Some("The token has no exp claim"),
            Self::TokenExpired => Some("The token has expired"),
            Self::TokenNotYetValid => Some("The token is not yet valid"),
            Self::TokenIssuer => Some("The token is from another issuer"),
            Self::TokenAudience => Some("The token is for another audience"),
            Self::TokenWithoutSubject => Some("The token names nobody: it has no sub, client_id or azp"),
        }
    }
}
