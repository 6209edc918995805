-- Appends a deleted record to the log. Who deletes has stamped the row with name and request in the same transaction.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
CREATE TRIGGER interaction_delete
AFTER DELETE ON interaction
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at)
  VALUES ('interaction', old.sys_id, old.sys_id, 'delete',
    json_patch(json_patch(json_patch(json_patch('{}', json_object(
      'number', json(iif(old.number IS NULL, NULL, json_array(old.number, NULL))),
      'type', json(iif(old.type IS NULL, NULL, json_array(old.type, NULL))),
      'state', json(iif(old.state IS NULL, NULL, json_array(old.state, NULL))),
      'short_description', json(iif(old.short_description IS NULL, NULL, json_array(old.short_description, NULL))),
      'opened_at', json(iif(old.opened_at IS NULL, NULL, json_array(old.opened_at, NULL))),
      'closed_at', json(iif(old.closed_at IS NULL, NULL, json_array(old.closed_at, NULL))),
      'assigned_to', json(iif(old.assigned_to IS NULL, NULL, json_array(old.assigned_to, NULL))),
      'opened_for', json(iif(old.opened_for IS NULL, NULL, json_array(old.opened_for, NULL))),
      'opened_by', json(iif(old.opened_by IS NULL, NULL, json_array(old.opened_by, NULL))),
      'closed_by', json(iif(old.closed_by IS NULL, NULL, json_array(old.closed_by, NULL))),
      'direction', json(iif(old.direction IS NULL, NULL, json_array(old.direction, NULL))),
      'state_reason', json(iif(old.state_reason IS NULL, NULL, json_array(old.state_reason, NULL))),
      'caller_phone_number', json(iif(old.caller_phone_number IS NULL, NULL, json_array(old.caller_phone_number, NULL))),
      'client_session_id', json(iif(old.client_session_id IS NULL, NULL, json_array(old.client_session_id, NULL))),
      'parent', json(iif(old.parent IS NULL, NULL, json_array(old.parent, NULL))),
      'contact', json(iif(old.contact IS NULL, NULL, json_array(old.contact, NULL))))), json_object(
      'account', json(iif(old.account IS NULL, NULL, json_array(old.account, NULL))),
      'consumer', json(iif(old.consumer IS NULL, NULL, json_array(old.consumer, NULL))),
      'company', json(iif(old.company IS NULL, NULL, json_array(old.company, NULL))),
      'location', json(iif(old.location IS NULL, NULL, json_array(old.location, NULL))),
      'assignment_group', json(iif(old.assignment_group IS NULL, NULL, json_array(old.assignment_group, NULL))),
      'help_request', json(iif(old.help_request IS NULL, NULL, json_array(old.help_request, NULL))),
      'context_table', json(iif(old.context_table IS NULL, NULL, json_array(old.context_table, NULL))),
      'context_document', json(iif(old.context_document IS NULL, NULL, json_array(old.context_document, NULL))),
      'channel_metadata_table', json(iif(old.channel_metadata_table IS NULL, NULL, json_array(old.channel_metadata_table, NULL))),
      'channel_metadata_document', json(iif(old.channel_metadata_document IS NULL, NULL, json_array(old.channel_metadata_document, NULL))),
      'duration', json(iif(old.duration IS NULL, NULL, json_array(old.duration, NULL))),
      'category', json(iif(old.category IS NULL, NULL, json_array(old.category, NULL))),
      'subcategory', json(iif(old.subcategory IS NULL, NULL, json_array(old.subcategory, NULL))),
      'virtual_agent', json(iif(old.virtual_agent IS NULL, NULL, json_array(old.virtual_agent, NULL))),
      'agent_chat', json(iif(old.agent_chat IS NULL, NULL, json_array(old.agent_chat, NULL))),
      'help_requested', json(iif(old.help_requested IS NULL, NULL, json_array(old.help_requested, NULL))))), json_object(
      'recording_url', json(iif(old.recording_url IS NULL, NULL, json_array(old.recording_url, NULL))),
      'transcript', json(iif(old.transcript IS NULL, NULL, json_array(old.transcript, NULL))))), (SELECT json_group_object(key, json_array(value, NULL)) FROM json_each(old.own_columns))),
    old.sys_updated_by, old.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER));
END;
