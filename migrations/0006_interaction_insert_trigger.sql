-- Appends a new record to the log.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
CREATE TRIGGER interaction_insert
AFTER INSERT ON interaction
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at, record_updated_on)
  VALUES ('interaction', new.sys_id, new.sys_id, 'insert',
    json_patch(json_patch(json_patch(json_patch('{}', json_object(
      'number', json(iif(new.number IS NULL, NULL, json_array(NULL, new.number))),
      'type', json(iif(new.type IS NULL, NULL, json_array(NULL, new.type))),
      'state', json(iif(new.state IS NULL, NULL, json_array(NULL, new.state))),
      'short_description', json(iif(new.short_description IS NULL, NULL, json_array(NULL, new.short_description))),
      'opened_at', json(iif(new.opened_at IS NULL, NULL, json_array(NULL, new.opened_at))),
      'closed_at', json(iif(new.closed_at IS NULL, NULL, json_array(NULL, new.closed_at))),
      'assigned_to', json(iif(new.assigned_to IS NULL, NULL, json_array(NULL, new.assigned_to))),
      'opened_for', json(iif(new.opened_for IS NULL, NULL, json_array(NULL, new.opened_for))),
      'opened_by', json(iif(new.opened_by IS NULL, NULL, json_array(NULL, new.opened_by))),
      'closed_by', json(iif(new.closed_by IS NULL, NULL, json_array(NULL, new.closed_by))),
      'direction', json(iif(new.direction IS NULL, NULL, json_array(NULL, new.direction))),
      'state_reason', json(iif(new.state_reason IS NULL, NULL, json_array(NULL, new.state_reason))),
      'caller_phone_number', json(iif(new.caller_phone_number IS NULL, NULL, json_array(NULL, new.caller_phone_number))),
      'client_session_id', json(iif(new.client_session_id IS NULL, NULL, json_array(NULL, new.client_session_id))),
      'parent', json(iif(new.parent IS NULL, NULL, json_array(NULL, new.parent))),
      'contact', json(iif(new.contact IS NULL, NULL, json_array(NULL, new.contact))))), json_object(
      'account', json(iif(new.account IS NULL, NULL, json_array(NULL, new.account))),
      'consumer', json(iif(new.consumer IS NULL, NULL, json_array(NULL, new.consumer))),
      'company', json(iif(new.company IS NULL, NULL, json_array(NULL, new.company))),
      'location', json(iif(new.location IS NULL, NULL, json_array(NULL, new.location))),
      'assignment_group', json(iif(new.assignment_group IS NULL, NULL, json_array(NULL, new.assignment_group))),
      'help_request', json(iif(new.help_request IS NULL, NULL, json_array(NULL, new.help_request))),
      'context_table', json(iif(new.context_table IS NULL, NULL, json_array(NULL, new.context_table))),
      'context_document', json(iif(new.context_document IS NULL, NULL, json_array(NULL, new.context_document))),
      'channel_metadata_table', json(iif(new.channel_metadata_table IS NULL, NULL, json_array(NULL, new.channel_metadata_table))),
      'channel_metadata_document', json(iif(new.channel_metadata_document IS NULL, NULL, json_array(NULL, new.channel_metadata_document))),
      'duration', json(iif(new.duration IS NULL, NULL, json_array(NULL, new.duration))),
      'category', json(iif(new.category IS NULL, NULL, json_array(NULL, new.category))),
      'subcategory', json(iif(new.subcategory IS NULL, NULL, json_array(NULL, new.subcategory))),
      'virtual_agent', json(iif(new.virtual_agent IS NULL, NULL, json_array(NULL, new.virtual_agent))),
      'agent_chat', json(iif(new.agent_chat IS NULL, NULL, json_array(NULL, new.agent_chat))),
      'help_requested', json(iif(new.help_requested IS NULL, NULL, json_array(NULL, new.help_requested))))), json_object(
      'recording_url', json(iif(new.recording_url IS NULL, NULL, json_array(NULL, new.recording_url))),
      'transcript', json(iif(new.transcript IS NULL, NULL, json_array(NULL, new.transcript))))), (SELECT json_group_object(key, json_array(NULL, value)) FROM json_each(new.own_columns))),
    new.sys_created_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER),
    unixepoch(new.sys_created_on));
END;
