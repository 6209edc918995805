-- The trigger that fills sys_audit, so that no statement can change a help action without leaving its old values in the same
-- transaction.
CREATE TRIGGER supervisor_help_action_audit
AFTER UPDATE OF action, help_request, start_time, end_time ON supervisor_help_action
BEGIN
  INSERT INTO sys_audit
    (sys_id, tablename, documentkey, fieldname, oldvalue, newvalue, user, transaction_id, sys_created_on)
  SELECT
    -- UUIDv7 without hyphens (RFC 9562, section 5.7), as all ids.
    printf('%012x', cast(unixepoch('subsec') * 1000 AS INTEGER)) || '7' || substr(lower(hex(randomblob(2))), 2)
      || substr('89ab', 1 + (random() & 3), 1) || substr(lower(hex(randomblob(8))), 2),
    'supervisor_help_action', new.sys_id, field, oldvalue, newvalue, new.sys_updated_by, new.sys_transaction_id,
    new.sys_updated_on
  FROM (
    SELECT 'action' AS field, old.action AS oldvalue, new.action AS newvalue
    UNION ALL SELECT 'help_request', old.help_request, new.help_request
    UNION ALL SELECT 'start_time', old.start_time, new.start_time
    UNION ALL SELECT 'end_time', old.end_time, new.end_time
  )
  WHERE oldvalue IS NOT newvalue;
END;
