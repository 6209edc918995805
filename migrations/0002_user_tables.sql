-- The tables of who may call with HTTP Basic, and with which roles (contract, section 4). Both stay small: they hold the
-- accounts of integrations, not of agents.

CREATE TABLE sys_user (
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  -- A colon would end the name in HTTP Basic, a bar would make it look like the subject of a token.
  user_name TEXT NOT NULL UNIQUE CHECK (length(user_name) BETWEEN 1 AND 100 AND user_name NOT GLOB '*[:|]*'),
  -- A PHC string, or NULL for a user who cannot sign in.
  user_password TEXT
    CHECK (user_password IS NULL OR user_password GLOB '$pbkdf2-sha256$*' OR user_password GLOB '$hmac-sha256$*'),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE sys_user_has_role (
  sys_id TEXT NOT NULL CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  user TEXT NOT NULL REFERENCES sys_user (sys_id),
  role TEXT NOT NULL CHECK (length(role) BETWEEN 1 AND 100),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0,
  -- The roles of a user are always read together, and a role is held once.
  PRIMARY KEY (user, role)
) STRICT, WITHOUT ROWID;

-- The roles that the service knows, as ServiceNow has a table of them. That of admin has the sys_id that it has in ServiceNow.
CREATE VIEW sys_user_role AS
SELECT sys_id, name, description, '2026-01-01 00:00:00' AS sys_created_on, 'system' AS sys_created_by,
  '2026-01-01 00:00:00' AS sys_updated_on, 'system' AS sys_updated_by, 0 AS sys_mod_count
FROM (
  SELECT '2831a114c611228501d4ea6c309d626d' AS sys_id, 'admin' AS name, 'Includes every other role' AS description
  UNION ALL
  SELECT '1b7e6f0c4f3bfe101baa9f7e53e45a22', 'interaction_integration_user',
    'Calls the Help Request API, reads and registers records'
);
