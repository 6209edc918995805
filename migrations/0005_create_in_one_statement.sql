-- Refuses a help action whose interaction or help request does not exist, and says which. The foreign keys refuse it too,
-- but with the same words for all; with these a create is one statement, and needs none that finds out why it failed.
--
-- The reasons are the facts, in JSON, from which the service explains a failure. They are constant because SQLite before
-- 3.47 takes no other; "another" stands for the interaction to which the help request belongs.
CREATE TRIGGER supervisor_help_action_refused
BEFORE INSERT ON supervisor_help_action
WHEN NOT EXISTS (SELECT 1 FROM interaction WHERE sys_id = new.interaction)
  OR new.help_request IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM interaction_help_request WHERE interaction = new.interaction AND sys_id = new.help_request)
BEGIN
  SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM interaction WHERE sys_id = new.interaction)
      THEN RAISE(ABORT, '{"interaction":0}')
    WHEN NOT EXISTS (SELECT 1 FROM interaction_help_request WHERE sys_id = new.help_request)
      THEN RAISE(ABORT, '{"interaction":1}')
    ELSE RAISE(ABORT, '{"interaction":1,"help_request_interaction":"another"}')
  END;
END;
