-- How far the log is archived in R2 (contract, section 13), in one row. The range and the key of an object stand here before the
-- object is put, so that a run that was killed is repeated with the same key and nothing is archived twice.

CREATE TABLE change_archive (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Changes up to this number are in the archive, read back and compared.
  archived_through INTEGER NOT NULL,
  -- The object that is being put: its first and last change, and its key. NULL if there is none.
  first INTEGER,
  last INTEGER CHECK (last >= first),
  object_key TEXT,
  CHECK ((object_key IS NULL) = (first IS NULL) AND (object_key IS NULL) = (last IS NULL))
) STRICT;
INSERT INTO change_archive (id, archived_through) VALUES (1, 0);
