-- Appends a deleted record to the log. Who deletes has stamped the row with name and request in the same transaction.
CREATE TRIGGER interaction_help_request_delete
AFTER DELETE ON interaction_help_request
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'interaction_help_request', old.sys_id, old.interaction, 'delete', json_group_object(key, json(value)),
    old.sys_updated_by, old.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM (
    SELECT key, value FROM json_each(json_object(
      'state', json_array(old.state, NULL),
      'interaction', json_array(old.interaction, NULL),
      'reason', json_array(old.reason, NULL),
      'comments', json_array(old.comments, NULL),
      'opened_by', json_array(old.opened_by, NULL),
      'help_provided_by', json_array(old.help_provided_by, NULL)))
    UNION ALL
    SELECT key, json_array(value, NULL) FROM json_each(old.own_columns))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
