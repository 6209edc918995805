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
  OR old.active IS NOT new.active
  OR old.opened_by IS NOT new.opened_by
  OR old.closed_by IS NOT new.closed_by
  OR old.direction IS NOT new.direction
  OR old.state_reason IS NOT new.state_reason
  OR old.caller_phone_number IS NOT new.caller_phone_number
  OR old.client_session_id IS NOT new.client_session_id
  OR old.parent IS NOT new.parent
  OR old.contact IS NOT new.contact
  OR old.account IS NOT new.account
  OR old.consumer IS NOT new.consumer
  OR old.company IS NOT new.company
  OR old.location IS NOT new.location
  OR old.assignment_group IS NOT new.assignment_group
  OR old.help_request IS NOT new.help_request
  OR old.context_table IS NOT new.context_table
  OR old.context_document IS NOT new.context_document
  OR old.channel_metadata_table IS NOT new.channel_metadata_table
  OR old.channel_metadata_document IS NOT new.channel_metadata_document
  OR old.duration IS NOT new.duration
  OR old.category IS NOT new.category
  OR old.subcategory IS NOT new.subcategory
  OR old.virtual_agent IS NOT new.virtual_agent
  OR old.agent_chat IS NOT new.agent_chat
  OR old.help_requested IS NOT new.help_requested
  OR old.recording_url IS NOT new.recording_url
  OR old.transcript IS NOT new.transcript
  OR old.own_columns IS NOT new.own_columns
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  SELECT 'interaction', new.sys_id, new.sys_id, 'update', json_group_object(key, json(value)),
    new.sys_updated_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER)
  FROM (
    SELECT key, value FROM json_each(json_object(
      'number', json_array(old.number, new.number),
      'type', json_array(old.type, new.type),
      'state', json_array(old.state, new.state),
      'short_description', json_array(old.short_description, new.short_description),
      'opened_at', json_array(old.opened_at, new.opened_at),
      'closed_at', json_array(old.closed_at, new.closed_at),
      'assigned_to', json_array(old.assigned_to, new.assigned_to),
      'opened_for', json_array(old.opened_for, new.opened_for),
      'active', json_array(old.active, new.active),
      'opened_by', json_array(old.opened_by, new.opened_by),
      'closed_by', json_array(old.closed_by, new.closed_by),
      'direction', json_array(old.direction, new.direction),
      'state_reason', json_array(old.state_reason, new.state_reason),
      'caller_phone_number', json_array(old.caller_phone_number, new.caller_phone_number),
      'client_session_id', json_array(old.client_session_id, new.client_session_id),
      'parent', json_array(old.parent, new.parent)))
    UNION ALL
    SELECT key, value FROM json_each(json_object(
      'contact', json_array(old.contact, new.contact),
      'account', json_array(old.account, new.account),
      'consumer', json_array(old.consumer, new.consumer),
      'company', json_array(old.company, new.company),
      'location', json_array(old.location, new.location),
      'assignment_group', json_array(old.assignment_group, new.assignment_group),
      'help_request', json_array(old.help_request, new.help_request),
      'context_table', json_array(old.context_table, new.context_table),
      'context_document', json_array(old.context_document, new.context_document),
      'channel_metadata_table', json_array(old.channel_metadata_table, new.channel_metadata_table),
      'channel_metadata_document', json_array(old.channel_metadata_document, new.channel_metadata_document),
      'duration', json_array(old.duration, new.duration),
      'category', json_array(old.category, new.category),
      'subcategory', json_array(old.subcategory, new.subcategory),
      'virtual_agent', json_array(old.virtual_agent, new.virtual_agent),
      'agent_chat', json_array(old.agent_chat, new.agent_chat)))
    UNION ALL
    SELECT key, value FROM json_each(json_object(
      'help_requested', json_array(old.help_requested, new.help_requested),
      'recording_url', json_array(old.recording_url, new.recording_url),
      'transcript', json_array(old.transcript, new.transcript)))
    UNION ALL
    SELECT key, json_array(old.own_columns ->> key, new.own_columns ->> key)
      FROM json_each(json_patch(coalesce(old.own_columns, '{}'), coalesce(new.own_columns, '{}'))))
  WHERE value ->> '$[0]' IS NOT value ->> '$[1]';
END;
