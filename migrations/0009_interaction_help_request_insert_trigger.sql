-- Appends a new record to the log.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
CREATE TRIGGER interaction_help_request_insert
AFTER INSERT ON interaction_help_request
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at, record_updated_on)
  VALUES ('interaction_help_request', new.sys_id, new.interaction, 'insert',
    json_patch(json_patch('{}', json_object(
      'state', json(iif(new.state IS NULL, NULL, json_array(NULL, new.state))),
      'interaction', json(iif(new.interaction IS NULL, NULL, json_array(NULL, new.interaction))),
      'reason', json(iif(new.reason IS NULL, NULL, json_array(NULL, new.reason))),
      'comments', json(iif(new.comments IS NULL, NULL, json_array(NULL, new.comments))),
      'opened_by', json(iif(new.opened_by IS NULL, NULL, json_array(NULL, new.opened_by))),
      'help_provided_by', json(iif(new.help_provided_by IS NULL, NULL, json_array(NULL, new.help_provided_by))))), (SELECT json_group_object(key, json_array(NULL, value)) FROM json_each(new.own_columns))),
    new.sys_created_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER),
    unixepoch(new.sys_created_on));
END;
