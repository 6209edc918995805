-- The tables of the telephony systems own events (contract, section 12). Only the service uses them, so the log has nothing of
-- them. Rows are kept for 7 days, in which a late event may come.
--
-- What an event writes, beside the help actions: 1 for its observation, 1 for the counts, and once for a call 1 or 2 for its
-- ids. Only the external ids and
-- the calls that wait have a second index.

-- What the events say, one row for each leg that an event is about.
CREATE TABLE cti_observation (
  source TEXT NOT NULL,
  -- What legs have in common, such as a conference. Its legs are read together.
  call_group TEXT NOT NULL,
  -- Empty: about all legs of the group.
  leg TEXT NOT NULL,
  event_id TEXT NOT NULL,
  -- A JSON list of the ids of the call.
  calls TEXT NOT NULL,
  -- The interaction that the event names itself.
  interaction TEXT,
  -- The order within the group.
  sequence INTEGER NOT NULL,
  -- Milliseconds since 1970.
  at INTEGER NOT NULL,
  -- A JSON object: mode, or stretches of time.
  says TEXT NOT NULL,
  is_supervisor INTEGER NOT NULL CHECK (is_supervisor IN (0, 1)),
  -- Milliseconds since 1970.
  received INTEGER NOT NULL,
  transaction_id TEXT NOT NULL,
  PRIMARY KEY (source, call_group, leg, event_id)
) STRICT, WITHOUT ROWID;

-- From the id of a call to the groups of its observations. The day leads the key, so that old rows are found without an index.
CREATE TABLE cti_call (
  day TEXT NOT NULL CHECK (date(day) IS day),
  source TEXT NOT NULL,
  -- Empty for a group whose call is not named.
  call TEXT NOT NULL,
  call_group TEXT NOT NULL,
  PRIMARY KEY (day, source, call, call_group)
) STRICT, WITHOUT ROWID;

-- The help actions that were made of a leg.
CREATE TABLE cti_leg (
  source TEXT NOT NULL,
  call_group TEXT NOT NULL,
  leg TEXT NOT NULL,
  interaction TEXT NOT NULL,
  -- A JSON list of what was recorded: id, action, start and end of each help action, in their order.
  actions TEXT NOT NULL,
  -- Which write made the row. Another write that has not seen it starts again.
  revision TEXT NOT NULL,
  PRIMARY KEY (source, call_group, leg)
) STRICT, WITHOUT ROWID;

-- The calls with help whose interaction is not known yet.
CREATE TABLE cti_waiting (
  source TEXT NOT NULL,
  call_group TEXT NOT NULL,
  call TEXT NOT NULL,
  -- The interaction that an event names, though it does not exist.
  interaction TEXT,
  -- Milliseconds since 1970.
  since INTEGER NOT NULL,
  PRIMARY KEY (source, call_group)
) STRICT, WITHOUT ROWID;

-- For the job that looks every minute whether the interaction has come. Most calls that wait have no entry.
CREATE INDEX cti_waiting_named ON cti_waiting (since) WHERE interaction IS NOT NULL;

-- How many events came to what.
CREATE TABLE cti_count (
  source TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  events INTEGER NOT NULL,
  -- Milliseconds since 1970.
  last_event INTEGER NOT NULL,
  -- Which write made the row, so that it does not count twice when it is repeated.
  revision TEXT NOT NULL,
  PRIMARY KEY (source, status, reason)
) STRICT, WITHOUT ROWID;

-- ServiceNow External ID Mapping: under which id a telephony system knows the call of an interaction. It goes with the
-- interaction.
CREATE TABLE external_id_mapping (
  document_id TEXT NOT NULL PRIMARY KEY REFERENCES interaction (sys_id) ON DELETE CASCADE,
  external_provider TEXT NOT NULL,
  external_id TEXT NOT NULL CHECK (length(external_id) BETWEEN 1 AND 200),
  sys_created_on TEXT NOT NULL CHECK (datetime(sys_created_on) IS sys_created_on),
  sys_created_by TEXT NOT NULL,
  sys_updated_on TEXT NOT NULL CHECK (datetime(sys_updated_on) IS sys_updated_on),
  sys_updated_by TEXT NOT NULL,
  UNIQUE (external_provider, external_id)
) STRICT, WITHOUT ROWID;
