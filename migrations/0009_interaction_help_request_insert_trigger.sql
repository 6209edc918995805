-- Appends a new record to the log.
CREATE TRIGGER interaction_help_request_insert
AFTER INSERT ON interaction_help_request
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'interaction_help_request', new.sys_id, new.interaction, 'insert', json_group_object(key, json(value)),
    new.sys_created_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM (
    SELECT key, value FROM json_each(json_object(
      'state', json_array(NULL, new.state),
      'interaction', json_array(NULL, new.interaction),
      'reason', json_array(NULL, new.reason),
      'comments', json_array(NULL, new.comments),
      'opened_by', json_array(NULL, new.opened_by),
      'help_provided_by', json_array(NULL, new.help_provided_by)))
    UNION ALL
    SELECT key, json_array(NULL, value) FROM json_each(new.own_columns))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
