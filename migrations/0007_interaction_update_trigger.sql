-- Appends a changed record to the log. A change to the same values is none.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
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
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at, record_updated_on)
  VALUES ('interaction', new.sys_id, new.sys_id, 'update',
    json_patch(json_patch(json_patch(json_patch('{}', json_object(
      'number', json(iif(old.number IS new.number, NULL, json_array(old.number, new.number))),
      'type', json(iif(old.type IS new.type, NULL, json_array(old.type, new.type))),
      'state', json(iif(old.state IS new.state, NULL, json_array(old.state, new.state))),
      'short_description', json(iif(old.short_description IS new.short_description, NULL, json_array(old.short_description, new.short_description))),
      'opened_at', json(iif(old.opened_at IS new.opened_at, NULL, json_array(old.opened_at, new.opened_at))),
      'closed_at', json(iif(old.closed_at IS new.closed_at, NULL, json_array(old.closed_at, new.closed_at))),
      'assigned_to', json(iif(old.assigned_to IS new.assigned_to, NULL, json_array(old.assigned_to, new.assigned_to))),
      'opened_for', json(iif(old.opened_for IS new.opened_for, NULL, json_array(old.opened_for, new.opened_for))),
      'opened_by', json(iif(old.opened_by IS new.opened_by, NULL, json_array(old.opened_by, new.opened_by))),
      'closed_by', json(iif(old.closed_by IS new.closed_by, NULL, json_array(old.closed_by, new.closed_by))),
      'direction', json(iif(old.direction IS new.direction, NULL, json_array(old.direction, new.direction))),
      'state_reason', json(iif(old.state_reason IS new.state_reason, NULL, json_array(old.state_reason, new.state_reason))),
      'caller_phone_number', json(iif(old.caller_phone_number IS new.caller_phone_number, NULL, json_array(old.caller_phone_number, new.caller_phone_number))),
      'client_session_id', json(iif(old.client_session_id IS new.client_session_id, NULL, json_array(old.client_session_id, new.client_session_id))),
      'parent', json(iif(old.parent IS new.parent, NULL, json_array(old.parent, new.parent))),
      'contact', json(iif(old.contact IS new.contact, NULL, json_array(old.contact, new.contact))))), json_object(
      'account', json(iif(old.account IS new.account, NULL, json_array(old.account, new.account))),
      'consumer', json(iif(old.consumer IS new.consumer, NULL, json_array(old.consumer, new.consumer))),
      'company', json(iif(old.company IS new.company, NULL, json_array(old.company, new.company))),
      'location', json(iif(old.location IS new.location, NULL, json_array(old.location, new.location))),
      'assignment_group', json(iif(old.assignment_group IS new.assignment_group, NULL, json_array(old.assignment_group, new.assignment_group))),
      'help_request', json(iif(old.help_request IS new.help_request, NULL, json_array(old.help_request, new.help_request))),
      'context_table', json(iif(old.context_table IS new.context_table, NULL, json_array(old.context_table, new.context_table))),
      'context_document', json(iif(old.context_document IS new.context_document, NULL, json_array(old.context_document, new.context_document))),
      'channel_metadata_table', json(iif(old.channel_metadata_table IS new.channel_metadata_table, NULL, json_array(old.channel_metadata_table, new.channel_metadata_table))),
      'channel_metadata_document', json(iif(old.channel_metadata_document IS new.channel_metadata_document, NULL, json_array(old.channel_metadata_document, new.channel_metadata_document))),
      'duration', json(iif(old.duration IS new.duration, NULL, json_array(old.duration, new.duration))),
      'category', json(iif(old.category IS new.category, NULL, json_array(old.category, new.category))),
      'subcategory', json(iif(old.subcategory IS new.subcategory, NULL, json_array(old.subcategory, new.subcategory))),
      'virtual_agent', json(iif(old.virtual_agent IS new.virtual_agent, NULL, json_array(old.virtual_agent, new.virtual_agent))),
      'agent_chat', json(iif(old.agent_chat IS new.agent_chat, NULL, json_array(old.agent_chat, new.agent_chat))),
      'help_requested', json(iif(old.help_requested IS new.help_requested, NULL, json_array(old.help_requested, new.help_requested))))), json_object(
      'recording_url', json(iif(old.recording_url IS new.recording_url, NULL, json_array(old.recording_url, new.recording_url))),
      'transcript', json(iif(old.transcript IS new.transcript, NULL, json_array(old.transcript, new.transcript))))), (SELECT json_group_object(key, json_array(old.own_columns ->> key, new.own_columns ->> key))
      FROM json_each(json_patch(coalesce(old.own_columns, '{}'), coalesce(new.own_columns, '{}')))
      WHERE old.own_columns ->> key IS NOT new.own_columns ->> key)),
    new.sys_updated_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER),
    unixepoch(new.sys_updated_on));
END;
