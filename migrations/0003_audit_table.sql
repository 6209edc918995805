-- The table of what each change of a help action overwrote (contract, section 5). A trigger fills it.

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
  -- An entry is never changed, so these follow from the others and take no space.
  sys_created_by TEXT GENERATED ALWAYS AS (user) VIRTUAL,
  sys_updated_on TEXT GENERATED ALWAYS AS (sys_created_on) VIRTUAL,
  sys_updated_by TEXT GENERATED ALWAYS AS (user) VIRTUAL,
  sys_mod_count INTEGER GENERATED ALWAYS AS (0) VIRTUAL,
  -- Keeps the history of a record together, in the order of time, and costs one row written for an entry.
  PRIMARY KEY (documentkey, sys_id)
) STRICT, WITHOUT ROWID;
