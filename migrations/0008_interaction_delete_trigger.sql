-- Appends a deleted record to the log. Who deletes has stamped the row with name and request in the same transaction.
CREATE TRIGGER interaction_delete
AFTER DELETE ON interaction
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'interaction', old.sys_id, old.sys_id, 'delete', json_group_object(key, json(value)),
    old.sys_updated_by, old.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM json_each(json_object(
    'number', json_array(old.number, NULL),
    'type', json_array(old.type, NULL),
    'state', json_array(old.state, NULL),
    'short_description', json_array(old.short_description, NULL),
    'opened_at', json_array(old.opened_at, NULL),
    'closed_at', json_array(old.closed_at, NULL),
    'assigned_to', json_array(old.assigned_to, NULL),
    'opened_for', json_array(old.opened_for, NULL)))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
