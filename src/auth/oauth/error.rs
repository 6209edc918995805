//! Why a request for a token was refused.

/// Why a request for a token was refused. The log gets the reason. The caller gets the same words for almost all of them,
/// as from ServiceNow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OAuthError {
    /// The body is not a form in UTF-8.
    NotAForm,
    /// A parameter is missing, given twice or in the URL, or holds control characters; or the client is named twice,
    /// differently.
    Malformed,
    /// The service does not have this `grant_type`.
    UnknownGrant,
    /// The scope is not [`SCOPE`](super::token_request::SCOPE).
    UnknownScope,
    /// The client is unknown, or its secret is wrong.
    WrongClient,
    /// The client has no user, or an inactive one, so it cannot use the grant `client_credentials`.
    ClientWithoutUser,
    /// The refresh token is unknown, expired or withdrawn, belongs to another client, or its user is inactive.
    WrongRefreshToken,
    /// The refresh token was used before. All refresh tokens of the sign-in are withdrawn now.
    ReusedRefreshToken,
}

impl OAuthError {
    /// A stable code for the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAForm => "token_request_not_a_form",
            Self::Malformed => "token_request_malformed",
            Self::UnknownGrant => "grant_unknown",
            Self::UnknownScope => "scope_unknown",
            Self::WrongClient => "wrong_client",
            Self::ClientWithoutUser => "client_without_user",
            Self::WrongRefreshToken => "wrong_refresh_token",
            Self::ReusedRefreshToken => "refresh_token_reused",
        }
    }

    /// ServiceNow's `error_description`.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::NotAForm => "unspecified error",
            _ => "access_denied",
        }
    }
}
