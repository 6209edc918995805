//! The `Authorization` header: Basic (RFC 7617) and Bearer (RFC 6750).

use super::AuthError;
use super::base64;

/// The longest `Authorization` header that is accepted, in bytes.
pub const MAX_AUTHORIZATION_BYTES: usize = 8 * 1024;

/// The credentials of a call. Without `Debug`, so that they never reach a log.
pub enum Credentials<'a> {
    /// User name and password (RFC 7617).
    Basic {
        /// Everything before the first colon.
        user_name: String,
        /// Everything after the first colon.
        password: String,
    },
    /// A token (RFC 6750), not yet parsed.
    Bearer(&'a str),
}

impl<'a> Credentials<'a> {
    /// Parses the header.
    ///
    /// # Errors
    /// [`AuthError::Missing`] or [`AuthError::Malformed`].
    pub fn parse(header: Option<&'a str>) -> Result<Self, AuthError> {
        let header = header.map(str::trim).filter(|header| !header.is_empty()).ok_or(AuthError::Missing)?;
        if header.len() > MAX_AUTHORIZATION_BYTES {
            return Err(AuthError::Malformed);
        }
        let (scheme, value) = header.split_once(' ').ok_or(AuthError::Malformed)?;
        let value = value.trim_start();
        if scheme.eq_ignore_ascii_case("basic") {
            basic(value).ok_or(AuthError::Malformed)
        } else if scheme.eq_ignore_ascii_case("bearer") {
            Ok(Self::Bearer(value))
        } else {
            Err(AuthError::Malformed)
        }
    }
}

fn basic(value: &str) -> Option<Credentials<'static>> {
    let text = String::from_utf8(base64::decode(value)?).ok()?;
    // RFC 7617, section 2, forbids control characters. Also, PBKDF2 cannot tell a password from the same one with a NUL at
    // its end.
    let (user_name, password) = text.split_once(':').filter(|_| !text.contains(char::is_control))?;
    Some(Credentials::Basic { user_name: user_name.to_owned(), password: password.to_owned() })
}
