//! A request for a token: a form (RFC 6749, sections 2.3.1, 4.3.2, 4.4.2 and 6).

use super::OAuthError;
use crate::auth::{AuthError, Credentials};
use std::borrow::Cow;

/// Most bytes of a form. Enough for a password of at most 1000 characters, each of up to 12 bytes when encoded.
pub const MAX_FORM_BYTES: usize = 16 * 1024;

/// The only scope, as in ServiceNow.
pub(super) const SCOPE: &str = "useraccount";

/// Most bytes of a client's id. Ids from the service have 32.
const MAX_CLIENT_ID_BYTES: usize = 100;

/// The parameters that the service reads.
const NAMES: [&str; 7] = ["grant_type", "client_id", "client_secret", "username", "password", "refresh_token", "scope"];

/// What a client asks for. Without `Debug`, so that it never reaches a log.
#[derive(PartialEq, Eq)]
pub struct TokenRequest {
    /// Who asks.
    pub client: ClientCredentials,
    /// For whom.
    pub grant: Grant,
}

/// A client's id and secret, not yet verified.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCredentials {
    /// `client_id`, at most 100 bytes.
    pub id: String,
    /// `client_secret`.
    pub secret: String,
}

/// How the client shows for whom it may call.
#[derive(PartialEq, Eq)]
pub enum Grant {
    /// With a user's name and password.
    Password {
        /// `username`.
        user_name: String,
        /// `password`.
        password: String,
    },
    /// With a refresh token, not yet parsed.
    RefreshToken(String),
    /// By itself. It acts as the user whom the operator has chosen for the client.
    ClientCredentials,
}

impl TokenRequest {
    /// Reads a request: the headers `Content-Type` and `Authorization`, the query of the URL without its question mark, and
    /// the body. A client may send its id and secret in the body or with HTTP Basic, or both ways if they agree. Ignores other
    /// schemes than Basic, because some clients send their old token, and unknown parameters.
    ///
    /// # Errors
    /// Why the request cannot be granted, whoever asks.
    pub fn parse(
        content_type: Option<&str>,
        authorization: Option<&str>,
        query: &str,
        body: &[u8],
    ) -> Result<Self, OAuthError> {
        if !is_form(content_type) {
            return Err(OAuthError::NotAForm);
        }
        // A URL is logged in many places, so a secret in it counts as disclosed.
        if form_urlencoded::parse(query.as_bytes()).any(|(name, _)| NAMES.contains(&name.as_ref())) {
            return Err(OAuthError::Malformed);
        }
        let mut form = Form::parse(body)?;
        let grant_type = form.take("grant_type")?;
        let client = client(&mut form, authorization)?;
        let grant = match grant_type.as_str() {
            "password" => Grant::Password { user_name: form.take("username")?, password: form.take("password")? },
            "refresh_token" => Grant::RefreshToken(form.take("refresh_token")?),
            "client_credentials" => Grant::ClientCredentials,
            _ => return Err(OAuthError::UnknownGrant),
        };
        match form.find("scope") {
            None | Some(SCOPE) => Ok(Self { client, grant }),
            Some(_) => Err(OAuthError::UnknownScope),
        }
    }
}

/// The client, as the body and HTTP Basic name it.
fn client(form: &mut Form<'_>, authorization: Option<&str>) -> Result<ClientCredentials, OAuthError> {
    let (id, secret) = match Credentials::parse(authorization) {
        Ok(Credentials::Basic { user_name, password }) => {
            let agrees = |name: &str, other: &str| form.find(name).is_none_or(|given| given == other);
            if !agrees("client_id", &user_name) || !agrees("client_secret", &password) {
                return Err(OAuthError::Malformed);
            }
            (user_name, password)
        }
        Ok(Credentials::Bearer(_)) | Err(AuthError::Missing) => (form.take("client_id")?, form.take("client_secret")?),
        Err(_) => return Err(OAuthError::Malformed),
    };
    if id.len() > MAX_CLIENT_ID_BYTES {
        return Err(OAuthError::Malformed);
    }
    Ok(ClientCredentials { id, secret })
}

/// The parameters of [`NAMES`] that have a value.
struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Form<'a> {
    fn parse(body: &'a [u8]) -> Result<Self, OAuthError> {
        let mut given: Vec<(Cow<'a, str>, Cow<'a, str>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            if value.is_empty() || !NAMES.contains(&name.as_ref()) {
                continue;
            }
            // As with HTTP Basic: for PBKDF2, a password with a NUL at its end is the same password.
            if value.contains(char::is_control) || given.iter().any(|(other, _)| *other == name) {
                return Err(OAuthError::Malformed);
            }
            given.push((name, value));
        }
        Ok(Self(given))
    }

    fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_ref())
    }

    /// Takes out a parameter that must be given.
    fn take(&mut self, name: &str) -> Result<String, OAuthError> {
        let at = self.0.iter().position(|(given, _)| given == name).ok_or(OAuthError::Malformed)?;
        Ok(self.0.swap_remove(at).1.into_owned())
    }
}

/// Whether the type is a form, in UTF-8. Some clients write `utf8`.
fn is_form(content_type: Option<&str>) -> bool {
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let is_form = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    is_form
        && parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
            let value = value.trim_matches('"');
            !name.eq_ignore_ascii_case("charset")
                || value.eq_ignore_ascii_case("utf-8")
                || value.eq_ignore_ascii_case("utf8")
        })
}
