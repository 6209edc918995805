-- Appends a deleted record to the log. Who deletes has stamped the row with name and request in the same transaction.
CREATE TRIGGER interaction_delete
AFTER DELETE ON interaction
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'interaction', old.sys_id, old.sys_id, 'delete', json_group_object(key, json(value)),
    old.sys_updated_by, old.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM (
    SELECT key, value FROM json_each(json_object(
      'number', json_array(old.number, NULL),
      'type', json_array(old.type, NULL),
      'state', json_array(old.state, NULL),
      'short_description', json_array(old.short_description, NULL),
      'opened_at', json_array(old.opened_at, NULL),
      'closed_at', json_array(old.closed_at, NULL),
      'assigned_to', json_array(old.assigned_to, NULL),
      'opened_for', json_array(old.opened_for, NULL),
      'active', json_array(old.active, NULL),
      'opened_by', json_array(old.opened_by, NULL),
      'closed_by', json_array(old.closed_by, NULL),
      'direction', json_array(old.direction, NULL),
      'state_reason', json_array(old.state_reason, NULL),
      'caller_phone_number', json_array(old.caller_phone_number, NULL),
      'client_session_id', json_array(old.client_session_id, NULL),
      'parent', json_array(old.parent, NULL)))
    UNION ALL
    SELECT key, value FROM json_each(json_object(
      'contact', json_array(old.contact, NULL),
      'account', json_array(old.account, NULL),
      'consumer', json_array(old.consumer, NULL),
      'company', json_array(old.company, NULL),
      'location', json_array(old.location, NULL),
      'assignment_group', json_array(old.assignment_group, NULL),
      'help_request', json_array(old.help_request, NULL),
      'context_table', json_array(old.context_table, NULL),
      'context_document', json_array(old.context_document, NULL),
      'channel_metadata_table', json_array(old.channel_metadata_table, NULL),
      'channel_metadata_document', json_array(old.channel_metadata_document, NULL),
      'duration', json_array(old.duration, NULL),
      'category', json_array(old.category, NULL),
      'subcategory', json_array(old.subcategory, NULL),
      'virtual_agent', json_array(old.virtual_agent, NULL),
      'agent_chat', json_array(old.agent_chat, NULL)))
    UNION ALL
    SELECT key, value FROM json_each(json_object(
      'help_requested', json_array(old.help_requested, NULL),
      'recording_url', json_array(old.recording_url, NULL),
      'transcript', json_array(old.transcript, NULL)))
    UNION ALL
    SELECT key, json_array(value, NULL) FROM json_each(old.own_columns))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
