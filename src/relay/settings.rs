//! The operator's settings of the relay.

use crate::config::{ConfigError, Variables, d1_queries_per_call, is_secure_url};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Most calls of a run on the paid plan. A call takes up to 0.7 ms of CPU, and `wrangler.toml` allows 2 seconds.
pub const MAX_CALLS: u32 = 2_500;

/// Where and how records are relayed. Without `Debug`, because it holds secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct RelaySettings {
    /// The base URL of the instance, without a slash at its end (`RELAY_URL`).
    pub url: String,
    /// The credentials of the relay there.
    pub credentials: Credentials,
    /// Most calls of a run, those to the database included: [`MAX_CALLS`], or `D1_QUERIES_PER_CALL` if that is less than 1,000,
    /// as on the free plan, which limits all calls together.
    pub max_calls: u32,
}

/// The credentials of the relay. Without `Debug`, because it holds secrets.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// HTTP Basic (`RELAY_USER`, `RELAY_PASSWORD`). Holds the value of `Authorization`.
    Basic(String),
    /// A token from `/oauth_token.do` (`RELAY_CLIENT_ID`, `RELAY_CLIENT_SECRET`).
    Client {
        /// The client's id.
        id: String,
        /// The client's secret.
        secret: String,
    },
    /// The header `x-sn-apikey` (`RELAY_API_KEY`).
    ApiKey(String),
}

impl RelaySettings {
    /// The variables of these settings. If one changes, the settings are read again.
    pub const VARIABLES: [&str; 7] = [
        "RELAY_URL",
        "RELAY_USER",
        "RELAY_PASSWORD",
        "RELAY_CLIENT_ID",
        "RELAY_CLIENT_SECRET",
        "RELAY_API_KEY",
        "D1_QUERIES_PER_CALL",
    ];

    /// Reads the settings. `None` if the relay is off: `RELAY_URL` is not set.
    ///
    /// # Errors
    /// The first variable that cannot be used.
    pub fn read(variables: &impl Variables) -> Result<Option<Self>, ConfigError> {
        let Some(url) = variables.text("RELAY_URL")? else {
            return Ok(None);
        };
        if !is_secure_url(&url) {
            return Err(ConfigError::new(
                "RELAY_URL",
                "has to begin with https:// (http:// only for this machine itself)",
            ));
        }
        if url.contains(['?', '#', '@']) || url.contains(char::is_whitespace) {
            return Err(ConfigError::new("RELAY_URL", "has to be a base URL such as https://example.service-now.com"));
        }
        let credentials = Credentials::read(variables)?;
        let url = url.trim_end_matches('/').to_owned();
        Ok(Some(Self { url, credentials, max_calls: max_calls(variables)? }))
    }
}

impl Credentials {
    fn read(variables: &impl Variables) -> Result<Self, ConfigError> {
        let basic = pair(variables, "RELAY_USER", "RELAY_PASSWORD")?;
        let client = pair(variables, "RELAY_CLIENT_ID", "RELAY_CLIENT_SECRET")?;
        let key = variables.text("RELAY_API_KEY")?;
        match (basic, client, key) {
            (Some((user, _)), None, None) if user.contains(':') => {
                Err(ConfigError::new("RELAY_USER", "has a colon, which HTTP Basic does not allow"))
            }
            (Some((user, password)), None, None) => {
                Ok(Self::Basic(format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))))
            }
            (None, Some((id, secret)), None) => Ok(Self::Client { id, secret }),
            (None, None, Some(key)) if key.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Self::ApiKey(key)),
            (None, None, Some(_)) => {
                Err(ConfigError::new("RELAY_API_KEY", "has a character that a header does not allow"))
            }
            (None, None, None) => {
                Err(ConfigError::new("RELAY_URL", format!("is set without credentials; set {KINDS}")))
            }
            _ => Err(ConfigError::new(
                "RELAY_URL",
                format!("is set with several kinds of credentials; set one of {KINDS}"),
            )),
        }
    }
}

/// The kinds of credentials, for messages.
const KINDS: &str = "RELAY_USER and RELAY_PASSWORD, or RELAY_CLIENT_ID and RELAY_CLIENT_SECRET, or RELAY_API_KEY";

/// Two variables that go together.
fn pair(
    variables: &impl Variables,
    first: &'static str,
    second: &'static str,
) -> Result<Option<(String, String)>, ConfigError> {
    match (variables.text(first)?, variables.text(second)?) {
        (Some(one), Some(other)) => Ok(Some((one, other))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(ConfigError::new(second, format!("is missing beside {first}"))),
        (None, Some(_)) => Err(ConfigError::new(first, format!("is missing beside {second}"))),
    }
}

fn max_calls(variables: &impl Variables) -> Result<u32, ConfigError> {
    let queries = d1_queries_per_call(variables)?;
    Ok(if queries < 1_000 { queries } else { MAX_CALLS })
}
