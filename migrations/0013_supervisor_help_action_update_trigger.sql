-- Appends a changed record to the log. A change to the same values is none.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
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
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at, record_updated_on)
  VALUES ('supervisor_help_action', new.sys_id, new.interaction, 'update',
    json_patch(json_patch('{}', json_object(
      'interaction', json(iif(old.interaction IS new.interaction, NULL, json_array(old.interaction, new.interaction))),
      'help_request', json(iif(old.help_request IS new.help_request, NULL, json_array(old.help_request, new.help_request))),
      'action', json(iif(old.action IS new.action, NULL, json_array(old.action, new.action))),
      'start_time', json(iif(old.start_time IS new.start_time, NULL, json_array(old.start_time, new.start_time))),
      'end_time', json(iif(old.end_time IS new.end_time, NULL, json_array(old.end_time, new.end_time))))), (SELECT json_group_object(key, json_array(old.own_columns ->> key, new.own_columns ->> key))
      FROM json_each(json_patch(coalesce(old.own_columns, '{}'), coalesce(new.own_columns, '{}')))
      WHERE old.own_columns ->> key IS NOT new.own_columns ->> key)),
    new.sys_updated_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER),
    unixepoch(new.sys_updated_on));
END;
