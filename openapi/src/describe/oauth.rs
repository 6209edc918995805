//! Tokens (contract, section 15).

use super::{Description, body, success};
use crate::example::{CLIENT_ID, CLIENT_SECRET, json_content};
use crate::schemas::reference;
use help_request_edge::auth::{ACCESS_TOKEN_SECONDS, MAX_FORM_BYTES};
use serde_json::json;

pub fn all() -> Vec<Description> {
    let form = json!({ "application/x-www-form-urlencoded": {
        "schema": reference("TokenRequest"),
        "examples": { "client_credentials": { "summary": "As the user of the client", "value": {
            "grant_type": "client_credentials", "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        } } },
    } });
    let answer = json!({
        "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl", "scope": "useraccount", "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_SECONDS - 1,
    });
    vec![Description {
        summary: "Issue an access token",
        words: format!(
            "For OAuth clients that the operator has created. The form has at most {MAX_FORM_BYTES} bytes. A token is good for \
             {ACCESS_TOKEN_SECONDS} seconds. All refusals are 401 with the same words. Without a secret for signing, the path does not \
             exist."
        ),
        parameters: vec!["traceparent"],
        body: body(&form),
        successes: vec![success(
            200,
            "The token",
            &[],
            json_content(&reference("TokenAnswer"), &[("A token", answer)]),
        )],
        ..Description::new("/oauth_token.do", "POST", "issueToken", "OAuth")
    }]
}
