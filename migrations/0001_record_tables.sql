-- The tables of records (contract, section 6), with their names in ServiceNow.
--
-- Keys and indexes are chosen by what a write costs, because D1 bills every index entry as a row written:
--   create a help action   2 (the row, its entry in the index by interaction)
--   update a help action   1, and 1 per field in sys_audit
--   end n help actions     n, and n in sys_audit
--   register an interaction or a help request   2
-- WITHOUT ROWID makes the primary key the table itself: a separate index on sys_id would cost one row more.
-- STRICT refuses values of another type. datetime(x) IS x holds only for moments that exist, written yyyy-MM-dd HH:mm:ss.

CREATE TABLE interaction (
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  -- Unique, so that two interactions never share a number. The index also finds the highest one in one step.
  number TEXT NOT NULL UNIQUE CHECK (number GLOB 'IMS[0-9][0-9][0-9][0-9][0-9][0-9][0-9]'),
  type TEXT,
  state TEXT NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'work_in_progress', 'on_hold', 'wrap_up', 'closed_complete', 'closed_abandoned')),
  short_description TEXT,
  opened_at TEXT CHECK (opened_at IS NULL OR datetime(opened_at) IS opened_at),
  closed_at TEXT CHECK (closed_at IS NULL OR datetime(closed_at) IS closed_at),
  assigned_to TEXT,
  opened_for TEXT,
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE interaction_help_request (
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  interaction TEXT NOT NULL REFERENCES interaction (sys_id),
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'in_progress', 'closed', 'cancelled')),
  reason TEXT,
  comments TEXT,
  opened_by TEXT,
  help_provided_by TEXT,
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0,
  -- Finds the help requests of an interaction, and lets a help action refer to a help request of its own interaction.
  UNIQUE (interaction, sys_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE supervisor_help_action (
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  interaction TEXT NOT NULL REFERENCES interaction (sys_id),
  help_request TEXT,
  action TEXT NOT NULL CHECK (action IN ('barge_in', 'coach', 'monitor', 'observe')),
  start_time TEXT NOT NULL CHECK (datetime(start_time) IS start_time),
  end_time TEXT CHECK (end_time IS NULL OR datetime(end_time) IS end_time),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0,
  -- The request that changed the row last, for the trigger that fills sys_audit. NULL until then. Callers do not see it.
  sys_transaction_id TEXT,
  -- Both times have the same format, so comparing the texts compares the times.
  CHECK (end_time IS NULL OR end_time >= start_time),
  -- A help request of another interaction is refused. Not checked where help_request is NULL.
  FOREIGN KEY (interaction, help_request) REFERENCES interaction_help_request (interaction, sys_id)
) STRICT, WITHOUT ROWID;

-- Finds the help actions of an interaction: to end them all, and to check that a row to be deleted has none.
CREATE INDEX supervisor_help_action_interaction ON supervisor_help_action (interaction);
