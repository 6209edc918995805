-- What every change of a help action overwrote (contract, section 5). A trigger writes it, so that no statement can
-- change a help action without leaving its old values in the same transaction.

CREATE TABLE sys_audit (
  sys_id TEXT NOT NULL CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  tablename TEXT NOT NULL,
  documentkey TEXT NOT NULL,
  fieldname TEXT NOT NULL,
  oldvalue TEXT,
  newvalue TEXT,
  user TEXT NOT NULL,
  transaction_id TEXT,
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  -- An entry is never changed: these follow from the others and take no room.
  sys_created_by TEXT GENERATED ALWAYS AS (user) VIRTUAL,
  sys_updated_on TEXT GENERATED ALWAYS AS (sys_created_on) VIRTUAL,
  sys_updated_by TEXT GENERATED ALWAYS AS (user) VIRTUAL,
  sys_mod_count INTEGER GENERATED ALWAYS AS (0) VIRTUAL,
  -- The history of one record lies together, in the order of time, at one row written for an entry.
  PRIMARY KEY (documentkey, sys_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER supervisor_help_action_audit
AFTER UPDATE OF action, help_request, start_time, end_time ON supervisor_help_action
BEGIN
  INSERT INTO sys_audit
    (sys_id, tablename, documentkey, fieldname, oldvalue, newvalue, user, transaction_id, sys_created_on)
  SELECT
    -- UUIDv7 without hyphens (RFC 9562, section 5.7), as all ids.
    printf('%012x', cast(unixepoch('subsec') * 1000 AS INTEGER)) || '7' || substr(lower(hex(randomblob(2))), 2)
      || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(8))), 2),
    'supervisor_help_action', new.sys_id, field, oldvalue, newvalue, new.sys_updated_by, new.sys_transaction_id,
    new.sys_updated_on
  FROM (
    SELECT 'action' AS field, old.action AS oldvalue, new.action AS newvalue
    UNION ALL SELECT 'help_request', old.help_request, new.help_request
    UNION ALL SELECT 'start_time', old.start_time, new.start_time
    UNION ALL SELECT 'end_time', old.end_time, new.end_time
  )
  WHERE oldvalue IS NOT newvalue;
END;
