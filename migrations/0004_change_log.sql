-- The change log (contract, section 10): each insert, update and delete of a record, in the order of the changes. Triggers write
-- it, so no statement can escape it. Feed, relay, archive and history read it.

CREATE TABLE record_change (
  -- The order of the changes. SQLite gives the next number after the highest, so a number is never used again as long as the row
  -- with the highest one is kept. AUTOINCREMENT would cost a row written for each change.
  sequence INTEGER PRIMARY KEY,
  tablename TEXT NOT NULL,
  documentkey TEXT NOT NULL,
  -- The interaction that the record belongs to, or is.
  interaction TEXT NOT NULL,
  operation TEXT NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
  -- A JSON object: field, then a list of old and new value, null where there is none. Only fields that differ.
  changes TEXT NOT NULL,
  user TEXT NOT NULL,
  -- NULL for a row that somebody has inserted by hand. An update by hand keeps that of the last writer.
  transaction_id TEXT,
  -- Milliseconds since 1970, by the clock of the database.
  recorded_at INTEGER NOT NULL,
  -- Of an insert or update, the time that the record itself bears (sys_updated_on), in seconds since 1970. It is that of the
  -- request, which is earlier than recorded_at. A restore needs it.
  record_updated_on INTEGER
) STRICT;

-- The history of a record, and whether a request has changed it already.
CREATE INDEX record_change_documentkey ON record_change (documentkey);

-- The last number that an interaction got. Numbers are not given again, though interactions are deleted.
CREATE TABLE interaction_number (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL) STRICT;
INSERT INTO interaction_number (id, last) VALUES (1, 0);
