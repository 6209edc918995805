-- Appends a deleted record to the log. Who deletes has stamped the row with name and request in the same transaction.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
CREATE TRIGGER interaction_help_request_delete
AFTER DELETE ON interaction_help_request
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  VALUES ('interaction_help_request', old.sys_id, old.interaction, 'delete',
    json_patch(json_patch('{}', json_object(
      'state', json(iif(old.state IS NULL, NULL, json_array(old.state, NULL))),
      'interaction', json(iif(old.interaction IS NULL, NULL, json_array(old.interaction, NULL))),
      'reason', json(iif(old.reason IS NULL, NULL, json_array(old.reason, NULL))),
      'comments', json(iif(old.comments IS NULL, NULL, json_array(old.comments, NULL))),
      'opened_by', json(iif(old.opened_by IS NULL, NULL, json_array(old.opened_by, NULL))),
      'help_provided_by', json(iif(old.help_provided_by IS NULL, NULL, json_array(old.help_provided_by, NULL))))), (SELECT json_group_object(key, json_array(value, NULL)) FROM json_each(old.own_columns))),
    old.sys_updated_by, old.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER));
END;
