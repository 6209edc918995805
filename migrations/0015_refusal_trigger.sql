-- The trigger that refuses a help action whose interaction or help request does not exist, and says which. The foreign keys
-- refuse it too, but with the same words for all. With this trigger a create is one statement, and needs no second one that
-- finds out why it failed.
--
-- The messages are the facts, in JSON, from which the service explains a failure. They are constants because SQLite before
-- 3.47 takes no others. The word another stands for the interaction that the help request belongs to.
--
-- One statement without CASE, because the first END in a trigger ends it for D1 (tests/http/migrations.test.mjs).
CREATE TRIGGER supervisor_help_action_refused
BEFORE INSERT ON supervisor_help_action
WHEN NOT EXISTS (SELECT 1 FROM interaction WHERE sys_id = new.interaction)
  OR new.help_request IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM interaction_help_request WHERE interaction = new.interaction AND sys_id = new.help_request)
BEGIN
  SELECT iif(
    NOT EXISTS (SELECT 1 FROM interaction WHERE sys_id = new.interaction),
    RAISE(ABORT, '{"interaction":0}'),
    iif(
      NOT EXISTS (SELECT 1 FROM interaction_help_request WHERE sys_id = new.help_request),
      RAISE(ABORT, '{"interaction":1}'),
      RAISE(ABORT, '{"interaction":1,"help_request_interaction":"another"}')
    )
  );
END;
