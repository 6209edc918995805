-- Appends a changed record to the log. A change to the same values is none.
CREATE TRIGGER supervisor_help_action_update
AFTER UPDATE ON supervisor_help_action
WHEN old.interaction IS NOT new.interaction
  OR old.help_request IS NOT new.help_request
  OR old.action IS NOT new.action
  OR old.start_time IS NOT new.start_time
  OR old.end_time IS NOT new.end_time
  OR old.own_columns IS NOT new.own_columns
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'supervisor_help_action', new.sys_id, new.interaction, 'update', json_group_object(key, json(value)),
    new.sys_updated_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM (
    SELECT key, value FROM json_each(json_object(
      'interaction', json_array(old.interaction, new.interaction),
      'help_request', json_array(old.help_request, new.help_request),
      'action', json_array(old.action, new.action),
      'start_time', json_array(old.start_time, new.start_time),
      'end_time', json_array(old.end_time, new.end_time)))
    UNION ALL
    SELECT key, json_array(old.own_columns ->> key, new.own_columns ->> key)
      FROM json_each(json_patch(coalesce(old.own_columns, '{}'), coalesce(new.own_columns, '{}'))))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
