-- Appends a changed record to the log. A change to the same values is none.
-- A patch of JSON leaves out what is NULL: the fields that are the same.
CREATE TRIGGER interaction_help_request_update
AFTER UPDATE ON interaction_help_request
WHEN old.state IS NOT new.state
  OR old.interaction IS NOT new.interaction
  OR old.reason IS NOT new.reason
  OR old.comments IS NOT new.comments
  OR old.opened_by IS NOT new.opened_by
  OR old.help_provided_by IS NOT new.help_provided_by
  OR old.own_columns IS NOT new.own_columns
BEGIN
  INSERT INTO record_change
    (tablename, documentkey, interaction, operation, changes, user, transaction_id, recorded_at, record_updated_on)
  VALUES ('interaction_help_request', new.sys_id, new.interaction, 'update',
    json_patch(json_patch('{}', json_object(
      'state', json(iif(old.state IS new.state, NULL, json_array(old.state, new.state))),
      'interaction', json(iif(old.interaction IS new.interaction, NULL, json_array(old.interaction, new.interaction))),
      'reason', json(iif(old.reason IS new.reason, NULL, json_array(old.reason, new.reason))),
      'comments', json(iif(old.comments IS new.comments, NULL, json_array(old.comments, new.comments))),
      'opened_by', json(iif(old.opened_by IS new.opened_by, NULL, json_array(old.opened_by, new.opened_by))),
      'help_provided_by', json(iif(old.help_provided_by IS new.help_provided_by, NULL, json_array(old.help_provided_by, new.help_provided_by))))), (SELECT json_group_object(key, json_array(old.own_columns ->> key, new.own_columns ->> key))
      FROM json_each(json_patch(coalesce(old.own_columns, '{}'), coalesce(new.own_columns, '{}')))
      WHERE old.own_columns ->> key IS NOT new.own_columns ->> key)),
    new.sys_updated_by, new.sys_transaction_id, cast(unixepoch('subsec') * 1000 AS INTEGER),
    unixepoch(new.sys_updated_on));
END;
