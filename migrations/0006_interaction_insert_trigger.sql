-- Appends a new record to the log.
CREATE TRIGGER interaction_insert
AFTER INSERT ON interaction
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'interaction', new.sys_id, new.sys_id, 'insert', json_group_object(key, json(value)),
    new.sys_created_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM json_each(json_object(
    'number', json_array(NULL, new.number),
    'type', json_array(NULL, new.type),
    'state', json_array(NULL, new.state),
    'short_description', json_array(NULL, new.short_description),
    'opened_at', json_array(NULL, new.opened_at),
    'closed_at', json_array(NULL, new.closed_at),
    'assigned_to', json_array(NULL, new.assigned_to),
    'opened_for', json_array(NULL, new.opened_for)))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
