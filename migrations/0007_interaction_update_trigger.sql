-- Appends a changed record to the log. A change to the same values is none.
CREATE TRIGGER interaction_update
AFTER UPDATE ON interaction
WHEN old.number IS NOT new.number
  OR old.type IS NOT new.type
  OR old.state IS NOT new.state
  OR old.short_description IS NOT new.short_description
  OR old.opened_at IS NOT new.opened_at
  OR old.closed_at IS NOT new.closed_at
  OR old.assigned_to IS NOT new.assigned_to
  OR old.opened_for IS NOT new.opened_for
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'interaction', new.sys_id, new.sys_id, 'update', json_group_object(key, json(value)),
    new.sys_updated_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM json_each(json_object(
    'number', json_array(old.number, new.number),
    'type', json_array(old.type, new.type),
    'state', json_array(old.state, new.state),
    'short_description', json_array(old.short_description, new.short_description),
    'opened_at', json_array(old.opened_at, new.opened_at),
    'closed_at', json_array(old.closed_at, new.closed_at),
    'assigned_to', json_array(old.assigned_to, new.assigned_to),
    'opened_for', json_array(old.opened_for, new.opened_for)))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
