-- The table of what calls with an Idempotency-Key were answered (contract, section 5), written in the transaction of the
-- change and kept for 7 days. A call costs 1 row written.

CREATE TABLE idempotency_record (
  -- The day of created_on. Leading the key, it keeps old records together, so that they are found for deletion without an
  -- index on the time, which would cost another row for each call. A look-up tries the 8 days that 7 days can touch.
  day TEXT NOT NULL CHECK (date(day) IS day),
  -- A key belongs to one caller. The same text from another caller is another key.
  caller TEXT NOT NULL,
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  -- The fields of the request, normalised: the same key with other fields is refused.
  request TEXT NOT NULL,
  -- What was done, from which the answer is made again.
  operation TEXT NOT NULL CHECK (operation IN ('create', 'update', 'end_all')),
  sys_id TEXT NOT NULL CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-f]*'),
  -- The request that did it. One that finds its own id here is repeating itself after a lost answer of the database.
  transaction_id TEXT NOT NULL,
  created_on TEXT NOT NULL CHECK (datetime(created_on) IS created_on),
  PRIMARY KEY (day, caller, key)
) STRICT, WITHOUT ROWID;
