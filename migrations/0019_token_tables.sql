-- The tables of OAuth clients, refresh tokens and API keys, with their names in ServiceNow. They hold no secret, only hashes.

-- OAuth clients. The command scripts/user.mjs creates them.
CREATE TABLE oauth_entity (
  client_id TEXT NOT NULL PRIMARY KEY CHECK (length(client_id) = 32 AND client_id NOT GLOB '*[^0-9a-f]*'),
  -- A PHC string.
  client_secret TEXT NOT NULL CHECK (client_secret GLOB '$hmac-sha256$*'),
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
  -- As whom the client acts with the grant client_credentials, or NULL if it may not use that grant.
  user TEXT REFERENCES sys_user (sys_id),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Refresh tokens: one row for each sign-in. A sign-in and each refresh write 1 row.
CREATE TABLE oauth_credential (
  oauth_entity TEXT NOT NULL REFERENCES oauth_entity (client_id),
  sys_id TEXT NOT NULL CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  user TEXT NOT NULL REFERENCES sys_user (sys_id),
  -- The hashes of the token that is good now, and of the one before, which may be repeated for a moment.
  token TEXT NOT NULL CHECK (length(token) = 43),
  previous TEXT CHECK (length(previous) = 43),
  -- When the user signed in, and when the token was exchanged last.
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  -- By client first, so that the oldest of a client are found without an index.
  PRIMARY KEY (oauth_entity, sys_id)
) STRICT, WITHOUT ROWID;

-- API keys. The command scripts/user.mjs creates them.
CREATE TABLE api_key (
  -- The first part of the key.
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  -- A PHC string of the second part.
  token TEXT NOT NULL CHECK (token GLOB '$hmac-sha256$*'),
  user TEXT NOT NULL REFERENCES sys_user (sys_id),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
