-- Appends an entry of a journal to the log, as a change of the record that has the journal.
CREATE TRIGGER sys_journal_field_insert
AFTER INSERT ON sys_journal_field
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at, record_updated_on)
  VALUES (new.name, new.element_id, new.element_id, 'update', json_object(new.element, json_array(NULL, new.value)),
    new.sys_created_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER),
    unixepoch(new.sys_created_on));
END;
