//! Why credentials were refused.

use super::OAuthError;

/// Why credentials were refused. The log gets the reason. The caller gets only what does not help an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthError {
    /// There is no `Authorization` header.
    Missing,
    /// The header is neither `Basic` nor `Bearer`, or is malformed.
    Malformed,
    /// The user is unknown or inactive, or the password is wrong. Not told apart, so that nobody can find out which users
    /// exist.
    WrongPassword,
    /// The API key is unknown, withdrawn or malformed, or its user is inactive.
    WrongApiKey,
    /// A request for a token was refused.
    OAuth(OAuthError),
    /// Bearer tokens are not configured: neither a secret nor public keys.
    BearerOff,
    /// The token is not a signed JWT, or its header demands an extension (`crit`, `b64`).
    TokenMalformed,
    /// No key fits the token's `alg` and `kid`.
    TokenUnknownKey,
    /// No fitting key verifies the signature.
    TokenSignature,
    /// The claims are not a JSON object, `nbf` is not a number, or `sub` is not a string.
    TokenClaims,
    /// `exp` is missing or not a number.
    TokenWithoutExpiry,
    /// The time in `exp` has passed.
    TokenExpired,
    /// The time in `nbf` has not come yet.
    TokenNotYetValid,
    /// `iss` is not the configured issuer.
    TokenIssuer,
    /// `aud` does not contain the configured audience.
    TokenAudience,
    /// The token names nobody: it has no `sub`, `client_id` or `azp`.
    TokenWithoutSubject,
    /// The name that the token gives has more than 255 characters.
    TokenSubjectTooLong,
    /// A webhook has no signature or secret.
    SignatureMissing,
    /// The signature or secret of a webhook is wrong.
    SignatureWrong,
    /// The signature of a webhook is too old, or from the future.
    SignatureTime,
}

impl From<OAuthError> for AuthError {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl AuthError {
    /// A stable code for the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "credentials_missing",
            Self::Malformed => "credentials_malformed",
            Self::WrongPassword => "wrong_user_or_password",
            Self::WrongApiKey => "wrong_api_key",
            Self::OAuth(error) => error.code(),
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
            Self::TokenSubjectTooLong => "token_subject_too_long",
            Self::SignatureMissing => "signature_missing",
            Self::SignatureWrong => "signature_wrong",
            Self::SignatureTime => "signature_time",
        }
    }

    /// `error_description` of the Bearer challenge (RFC 6750, section 3). `None` if there was no token to judge. Faults of
    /// claims are reported only after the signature was verified, so a forged token learns nothing about them.
    pub(crate) const fn description(self) -> Option<&'static str> {
        match self {
            Self::Missing
            | Self::Malformed
            | Self::WrongPassword
            | Self::WrongApiKey
            | Self::OAuth(_)
            | Self::BearerOff
            | Self::SignatureMissing
            | Self::SignatureWrong
            | Self::SignatureTime => None,
            Self::TokenMalformed | Self::TokenUnknownKey | Self::TokenSignature => {
                Some("The token is not signed with a key that is trusted here")
            }
            Self::TokenClaims => {
                Some("The claims of the token are malformed: no object, nbf is not a number, or sub is not a string")
            }
            Self::TokenWithoutExpiry => Some("The token has no exp claim"),
            Self::TokenExpired => Some("The token has expired"),
            Self::TokenNotYetValid => Some("The token is not yet valid"),
            Self::TokenIssuer => Some("The token is from another issuer"),
            Self::TokenAudience => Some("The token is for another audience"),
            Self::TokenWithoutSubject => Some("The token names nobody: it has no sub, client_id or azp"),
            Self::TokenSubjectTooLong => Some("The token's sub, client_id or azp has more than 255 characters"),
        }
    }
}
