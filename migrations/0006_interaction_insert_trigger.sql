-- Appends a new record to the log.
CREATE TRIGGER interaction_insert
AFTER INSERT ON interaction
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'interaction', new.sys_id, new.sys_id, 'insert', json_group_object(key, json(value)),
    new.sys_created_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM (
    SELECT key, value FROM json_each(json_object(
      'number', json_array(NULL, new.number),
      'type', json_array(NULL, new.type),
      'state', json_array(NULL, new.state),
      'short_description', json_array(NULL, new.short_description),
      'opened_at', json_array(NULL, new.opened_at),
      'closed_at', json_array(NULL, new.closed_at),
      'assigned_to', json_array(NULL, new.assigned_to),
      'opened_for', json_array(NULL, new.opened_for),
      'active', json_array(NULL, new.active),
      'opened_by', json_array(NULL, new.opened_by),
      'closed_by', json_array(NULL, new.closed_by),
      'direction', json_array(NULL, new.direction),
      'state_reason', json_array(NULL, new.state_reason),
      'caller_phone_number', json_array(NULL, new.caller_phone_number),
      'client_session_id', json_array(NULL, new.client_session_id),
      'parent', json_array(NULL, new.parent)))
    UNION ALL
    SELECT key, value FROM json_each(json_object(
      'contact', json_array(NULL, new.contact),
      'account', json_array(NULL, new.account),
      'consumer', json_array(NULL, new.consumer),
      'company', json_array(NULL, new.company),
      'location', json_array(NULL, new.location),
      'assignment_group', json_array(NULL, new.assignment_group),
      'help_request', json_array(NULL, new.help_request),
      'context_table', json_array(NULL, new.context_table),
      'context_document', json_array(NULL, new.context_document),
      'channel_metadata_table', json_array(NULL, new.channel_metadata_table),
      'channel_metadata_document', json_array(NULL, new.channel_metadata_document),
      'duration', json_array(NULL, new.duration),
      'category', json_array(NULL, new.category),
      'subcategory', json_array(NULL, new.subcategory),
      'virtual_agent', json_array(NULL, new.virtual_agent),
      'agent_chat', json_array(NULL, new.agent_chat)))
    UNION ALL
    SELECT key, value FROM json_each(json_object(
      'help_requested', json_array(NULL, new.help_requested),
      'recording_url', json_array(NULL, new.recording_url),
      'transcript', json_array(NULL, new.transcript)))
    UNION ALL
    SELECT key, json_array(NULL, value) FROM json_each(new.own_columns))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
