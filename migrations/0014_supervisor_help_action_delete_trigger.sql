-- Appends a deleted record to the log. Who deletes has stamped the row with name and request in the same transaction.
CREATE TRIGGER supervisor_help_action_delete
AFTER DELETE ON supervisor_help_action
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'supervisor_help_action', old.sys_id, old.interaction, 'delete', json_group_object(key, json(value)),
    old.sys_updated_by, old.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM (
    SELECT key, value FROM json_each(json_object(
      'interaction', json_array(old.interaction, NULL),
      'help_request', json_array(old.help_request, NULL),
      'action', json_array(old.action, NULL),
      'start_time', json_array(old.start_time, NULL),
      'end_time', json_array(old.end_time, NULL)))
    UNION ALL
    SELECT key, json_array(value, NULL) FROM json_each(old.own_columns))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
