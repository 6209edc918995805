-- What the relay to a ServiceNow instance remembers (contract, section 11). Both tables stay as they are while RELAY_URL is not set.
--
-- Rows written for a change that is relayed by itself: 8. Changes that are carried by one run share three of them.

-- One row: how far the log was read, who works, and whether the relay pauses.
CREATE TABLE relay (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- The number of the last change of the log that was looked at.
  position INTEGER NOT NULL,
  -- The run that works now. Another takes over when the lease has expired, by the clock of the database, in milliseconds since 1970.
  owner TEXT,
  lease_until INTEGER NOT NULL DEFAULT 0,
  -- The step of a run that was counted last, so that a repeated step is not counted twice.
  step TEXT,
  -- How many creates and updates the instance has accepted.
  delivered INTEGER NOT NULL DEFAULT 0,
  -- Why the relay pauses, how many pauses followed each other, and when the next try is, in milliseconds since 1970.
  pause_reason TEXT,
  pauses INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL DEFAULT 0,
  -- How many calls in a row had an outcome that is not known.
  unknown_in_a_row INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO relay (id, position) VALUES (1, 0);

-- A row for each help action that was or will be relayed. Those of an interaction stand together, because they are relayed in order,
-- and because an id of the instance must not be given to two of them.
CREATE TABLE relay_record (
  interaction TEXT NOT NULL,
  sys_id TEXT NOT NULL,
  -- The id that the instance has chosen. NULL until a create was accepted.
  remote_sys_id TEXT,
  -- The values that the instance has, as a JSON object. NULL if that is not known.
  delivered TEXT,
  -- The number of the first change that waits, NULL if none waits, and of the last change that was read from the log.
  waiting_since INTEGER,
  last_sequence INTEGER NOT NULL,
  -- The create that was or is being sent: its values and its Idempotency-Key. NULL if none was sent that may have been carried out.
  intent TEXT,
  intent_key TEXT,
  -- The step that sends now. If it is still here in a later step, its run has died.
  sent_by TEXT,
  -- Whether something was sent whose outcome is not known.
  is_uncertain INTEGER NOT NULL DEFAULT 0 CHECK (is_uncertain IN (0, 1)),
  -- From when on a create that is not found was not carried out, in milliseconds since 1970.
  settled_at INTEGER NOT NULL DEFAULT 0,
  -- Failed tries in a row, when the next one is due, and since when the instance says that the record is missing.
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL DEFAULT 0,
  missing_since INTEGER,
  -- What the instance has refused: when, its status and message, and what was sent. NULL if nothing.
  parked_at INTEGER,
  parked_status INTEGER,
  parked_message TEXT,
  parked_sent TEXT,
  PRIMARY KEY (interaction, sys_id)
) STRICT, WITHOUT ROWID;

-- What is due, in the order of the log. All waiting records of an interaction have the same next_try.
CREATE INDEX relay_record_waiting ON relay_record (next_try, waiting_since) WHERE waiting_since IS NOT NULL AND parked_at IS NULL;
-- What is parked. Hardly ever has a row.
CREATE INDEX relay_record_parked ON relay_record (parked_at) WHERE parked_at IS NOT NULL;
