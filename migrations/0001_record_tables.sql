-- The tables of records (contract, section 6), with their names in ServiceNow, and the indexes that serve the documented reads.
--
-- D1 bills each entry of an index as a row written. What a call writes:
--   create a help action   8 (the row, 5 indexes, 2 in the log)
--   end one                7 (the row, 4 entries of 2 indexes, 2 in the log)
--   register an interaction 8 with the note of its number, 9 with the id of its call, a help request 7
-- WITHOUT ROWID makes the primary key the table itself: a separate index on sys_id would cost one row more. Each index ends
-- with the primary key, so the rows of equal entries come in the order of sys_id.
-- STRICT refuses values of another type. datetime(x) IS x holds only for moments that exist, written yyyy-MM-dd HH:mm:ss.

CREATE TABLE interaction (
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  -- Unique, so that two interactions never share a number. The index also finds the highest one in one step.
  number TEXT NOT NULL UNIQUE
    CHECK (number GLOB 'IMS[0-9][0-9][0-9][0-9][0-9][0-9][0-9]*' AND substr(number, 4) NOT GLOB '*[^0-9]*'),
  type TEXT,
  state TEXT NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'work_in_progress', 'on_hold', 'wrap_up', 'closed_complete', 'closed_abandoned')),
  short_description TEXT,
  opened_at TEXT CHECK (opened_at IS NULL OR datetime(opened_at) IS opened_at),
  closed_at TEXT CHECK (closed_at IS NULL OR datetime(closed_at) IS closed_at),
  assigned_to TEXT,
  opened_for TEXT,
  -- Follows the state, so the two never differ.
  active TEXT NOT NULL GENERATED ALWAYS AS (iif(state IN ('closed_complete', 'closed_abandoned'), 'false', 'true')) VIRTUAL,
  opened_by TEXT,
  closed_by TEXT,
  direction TEXT CHECK (direction IN ('inbound', 'outbound')),
  state_reason TEXT,
  caller_phone_number TEXT,
  client_session_id TEXT,
  parent TEXT,
  contact TEXT,
  account TEXT,
  consumer TEXT,
  company TEXT,
  location TEXT,
  assignment_group TEXT,
  help_request TEXT,
  context_table TEXT,
  context_document TEXT,
  channel_metadata_table TEXT,
  channel_metadata_document TEXT,
  -- A time span, as the time that lies this long after the beginning of 1970.
  duration TEXT CHECK (duration IS NULL OR datetime(duration) IS duration AND duration >= '1970-01-01 00:00:00'),
  category TEXT,
  subcategory TEXT,
  virtual_agent TEXT NOT NULL DEFAULT 'false' CHECK (virtual_agent IN ('true', 'false')),
  agent_chat TEXT NOT NULL DEFAULT 'false' CHECK (agent_chat IN ('true', 'false')),
  help_requested TEXT NOT NULL DEFAULT 'false' CHECK (help_requested IN ('true', 'false')),
  recording_url TEXT,
  transcript TEXT,
  -- The columns of the operator, with names that begin with u_: a JSON object of texts. NULL if there are none.
  own_columns TEXT CHECK (own_columns IS NULL OR json_valid(own_columns)),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0,
  -- The request that changed the row last, for the triggers that write the log. Callers do not see it.
  sys_transaction_id TEXT
) STRICT, WITHOUT ROWID;

-- Newest first, ranges of the three times, and what connectors ask again and again: changed since.
CREATE INDEX interaction_created ON interaction (sys_created_on);
CREATE INDEX interaction_updated ON interaction (sys_updated_on);
CREATE INDEX interaction_opened ON interaction (opened_at);
-- The id of the call in the telephony system: connectors look for it before each call that they log. Interactions without one have
-- no entry. Comparisons of texts ignore the case of letters.
CREATE INDEX interaction_client_session ON interaction (client_session_id COLLATE NOCASE) WHERE client_session_id IS NOT NULL;
-- The interactions of a case, a customer or an agent, the newest first. An interaction costs a row for each of these that it has.
CREATE INDEX interaction_parent ON interaction (parent, opened_at) WHERE parent IS NOT NULL;
CREATE INDEX interaction_contact ON interaction (contact, opened_at) WHERE contact IS NOT NULL;
CREATE INDEX interaction_account ON interaction (account, opened_at) WHERE account IS NOT NULL;
CREATE INDEX interaction_consumer ON interaction (consumer, opened_at) WHERE consumer IS NOT NULL;
CREATE INDEX interaction_opened_for ON interaction (opened_for COLLATE NOCASE, opened_at) WHERE opened_for IS NOT NULL;
CREATE INDEX interaction_assigned_to ON interaction (assigned_to COLLATE NOCASE, opened_at) WHERE assigned_to IS NOT NULL;

-- What journals were given (contract, section 6): a row for each entry, which nobody changes. An entry costs 4 rows written, with the
-- 2 in the log. It goes with its record.
CREATE TABLE sys_journal_field (
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  name TEXT NOT NULL CHECK (name = 'interaction'),
  element_id TEXT NOT NULL REFERENCES interaction (sys_id) ON DELETE CASCADE,
  element TEXT NOT NULL,
  value TEXT NOT NULL,
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  -- The request that added it, for the trigger that writes the log.
  sys_transaction_id TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX sys_journal_field_element_id ON sys_journal_field (element_id);

CREATE TABLE interaction_help_request (
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  interaction TEXT NOT NULL REFERENCES interaction (sys_id),
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'in_progress', 'closed', 'cancelled')),
  reason TEXT,
  comments TEXT,
  opened_by TEXT,
  help_provided_by TEXT,
  own_columns TEXT CHECK (own_columns IS NULL OR json_valid(own_columns)),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0,
  -- The request that changed the row last, for the triggers that write the log. Callers do not see it.
  sys_transaction_id TEXT,
  -- Finds the help requests of an interaction, and lets a help action refer to a help request of its own interaction.
  UNIQUE (interaction, sys_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX interaction_help_request_created ON interaction_help_request (sys_created_on);
CREATE INDEX interaction_help_request_updated ON interaction_help_request (sys_updated_on);
-- Those that wait, the oldest first, and by way of their interactions the help that they got.
CREATE INDEX interaction_help_request_state ON interaction_help_request (state, sys_created_on, sys_id, interaction);

CREATE TABLE supervisor_help_action (
  sys_id TEXT NOT NULL PRIMARY KEY CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  interaction TEXT NOT NULL REFERENCES interaction (sys_id),
  help_request TEXT,
  action TEXT NOT NULL CHECK (action IN ('barge_in', 'coach', 'monitor', 'observe')),
  start_time TEXT NOT NULL CHECK (datetime(start_time) IS start_time),
  end_time TEXT CHECK (end_time IS NULL OR datetime(end_time) IS end_time),
  own_columns TEXT CHECK (own_columns IS NULL OR json_valid(own_columns)),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0,
  -- The request that changed the row last, for the triggers that write the log. Callers do not see it.
  sys_transaction_id TEXT,
  -- Both times have the same format, so comparing the texts compares the times.
  CHECK (end_time IS NULL OR end_time >= start_time),
  -- A help request of another interaction is refused. Not checked where help_request is NULL.
  FOREIGN KEY (interaction, help_request) REFERENCES interaction_help_request (interaction, sys_id)
) STRICT, WITHOUT ROWID;

-- Finds the help actions of an interaction, and those of a help request, whose interaction is looked up first.
CREATE INDEX supervisor_help_action_interaction ON supervisor_help_action (interaction, help_request);
-- Open now: those without an end come first, in the order of their start. Ranges of the end.
CREATE INDEX supervisor_help_action_end ON supervisor_help_action (end_time, start_time);
CREATE INDEX supervisor_help_action_start ON supervisor_help_action (start_time);
CREATE INDEX supervisor_help_action_created ON supervisor_help_action (sys_created_on);
CREATE INDEX supervisor_help_action_updated ON supervisor_help_action (sys_updated_on);
