-- Appends a deleted record to the log. Who deletes has stamped the row with name and request in the same transaction.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
CREATE TRIGGER supervisor_help_action_delete
AFTER DELETE ON supervisor_help_action
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  VALUES ('supervisor_help_action', old.sys_id, old.interaction, 'delete',
    json_patch(json_patch('{}', json_object(
      'interaction', json(iif(old.interaction IS NULL, NULL, json_array(old.interaction, NULL))),
      'help_request', json(iif(old.help_request IS NULL, NULL, json_array(old.help_request, NULL))),
      'action', json(iif(old.action IS NULL, NULL, json_array(old.action, NULL))),
      'start_time', json(iif(old.start_time IS NULL, NULL, json_array(old.start_time, NULL))),
      'end_time', json(iif(old.end_time IS NULL, NULL, json_array(old.end_time, NULL))))), (SELECT json_group_object(key, json_array(value, NULL)) FROM json_each(old.own_columns))),
    old.sys_updated_by, old.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER));
END;
