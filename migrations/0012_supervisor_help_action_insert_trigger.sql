-- Appends a new record to the log.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
CREATE TRIGGER supervisor_help_action_insert
AFTER INSERT ON supervisor_help_action
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at, record_updated_on)
  VALUES ('supervisor_help_action', new.sys_id, new.interaction, 'insert',
    json_patch(json_patch('{}', json_object(
      'interaction', json(iif(new.interaction IS NULL, NULL, json_array(NULL, new.interaction))),
      'help_request', json(iif(new.help_request IS NULL, NULL, json_array(NULL, new.help_request))),
      'action', json(iif(new.action IS NULL, NULL, json_array(NULL, new.action))),
      'start_time', json(iif(new.start_time IS NULL, NULL, json_array(NULL, new.start_time))),
      'end_time', json(iif(new.end_time IS NULL, NULL, json_array(NULL, new.end_time))))), (SELECT json_group_object(key, json_array(NULL, value)) FROM json_each(new.own_columns))),
    new.sys_created_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER),
    unixepoch(new.sys_created_on));
END;
