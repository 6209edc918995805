//! The credentials of the relay. An access token is kept in the isolate, and nowhere else.

use crate::platform::{exchange, now_ms};
use crate::relay::{AccessToken, Credentials, Pause, RelaySettings, TIMEOUT_MS, read_token, token_request};
use std::cell::RefCell;

/// The header with an API key.
const API_KEY: &str = "x-sn-apikey";

thread_local! {
    /// The token, with the generation of the settings that it was fetched for.
    static TOKEN: RefCell<Option<(u32, AccessToken)>> = const { RefCell::new(None) };
}

/// Name and value of the header with the credentials. If that takes a call, counts it in `calls`.
///
/// # Errors
/// Why the relay has to pause: it gets no token.
pub(super) async fn header(
    settings: &RelaySettings,
    generation: u32,
    calls: &mut u32,
) -> Result<(&'static str, String), Pause> {
    let (id, secret) = match &settings.credentials {
        Credentials::Basic(authorization) => return Ok(("Authorization", authorization.clone())),
        Credentials::ApiKey(key) => return Ok((API_KEY, key.clone())),
        Credentials::Client { id, secret } => (id, secret),
    };
    let known = TOKEN.with_borrow(|token| {
        let (of, token) = token.as_ref()?;
        (*of == generation && token.good_until > now_ms()).then(|| token.authorization.clone())
    });
    if let Some(authorization) = known {
        return Ok(("Authorization", authorization));
    }
    *calls += 1;
    let answer = exchange(&settings.url, &token_request(id, secret), None, TIMEOUT_MS).await;
    let token = read_token(answer.as_ref(), now_ms())?;
    let authorization = token.authorization.clone();
    TOKEN.replace(Some((generation, token)));
    Ok(("Authorization", authorization))
}

/// Forgets the token, if it is still the one that the instance has refused. Returns true if the relay can get another one.
pub(super) fn forget(settings: &RelaySettings, refused: &str) -> bool {
    TOKEN.with_borrow_mut(|token| {
        if token.as_ref().is_some_and(|(_, token)| token.authorization == refused) {
            *token = None;
        }
    });
    matches!(settings.credentials, Credentials::Client { .. })
}
