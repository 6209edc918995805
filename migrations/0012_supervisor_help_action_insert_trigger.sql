-- Appends a new record to the log.
CREATE TRIGGER supervisor_help_action_insert
AFTER INSERT ON supervisor_help_action
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'supervisor_help_action', new.sys_id, new.interaction, 'insert', json_group_object(key, json(value)),
    new.sys_created_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM (
    SELECT key, value FROM json_each(json_object(
      'interaction', json_array(NULL, new.interaction),
      'help_request', json_array(NULL, new.help_request),
      'action', json_array(NULL, new.action),
      'start_time', json_array(NULL, new.start_time),
      'end_time', json_array(NULL, new.end_time)))
    UNION ALL
    SELECT key, json_array(NULL, value) FROM json_each(new.own_columns))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
