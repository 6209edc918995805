//! The ways in which callers sign in (contract, sections 4 and 15).

use help_request_edge::auth::MAX_AUTHORIZATION_BYTES;
use help_request_edge::resource::Access;
use serde_json::{Value, json};

/// All security schemes.
pub fn schemes() -> Value {
    json!({
        "basic": {
            "type": "http", "scheme": "basic",
            "description": format!("A user of the service. The header has at most {MAX_AUTHORIZATION_BYTES} bytes."),
        },
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "A JSON Web Token of the identity provider that the operator has set up.",
        },
        "apiKey": {
            "type": "apiKey", "in": "header", "name": "x-sn-apikey",
            "description": "A key that the operator has created for a user.",
        },
        "oauth2": {
            "type": "oauth2",
            "description": "An access token of the service itself, for OAuth clients that the operator has created.",
            "flows": {
                "password": { "tokenUrl": "/oauth_token.do", "refreshUrl": "/oauth_token.do", "scopes": scopes() },
                "clientCredentials": { "tokenUrl": "/oauth_token.do", "scopes": scopes() },
            },
        },
        "oauthClient": {
            "type": "http", "scheme": "basic",
            "description": "`client_id` and `client_secret` of an OAuth client. They may stand in the form instead.",
        },
    })
}

fn scopes() -> Value {
    json!({ "useraccount": "All that the user may do" })
}

/// What a method asks for.
pub fn required(access: Access, is_oauth: bool) -> Value {
    match access {
        Access::OwnCredentials if is_oauth => json!([{ "oauthClient": [] }, {}]),
        Access::Everybody | Access::OwnCredentials => json!([]),
        Access::AnyCaller | Access::Role(_) | Access::TableReader | Access::TableWriter => {
            json!([{ "basic": [] }, { "bearer": [] }, { "apiKey": [] }, { "oauth2": ["useraccount"] }])
        }
    }
}

/// The role that a method needs, in words.
pub fn role(access: Access) -> Option<String> {
    match access {
        Access::Everybody => Some("Needs no credentials.".to_owned()),
        Access::OwnCredentials => None,
        Access::AnyCaller => Some("Needs no role: each request in it asks for its own.".to_owned()),
        Access::Role(role) => Some(format!("Needs the role `{}`.", role.name())),
        Access::TableReader | Access::TableWriter => Some("Needs the role of the table.".to_owned()),
    }
}
