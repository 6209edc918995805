//! All SQL of the service.

/// Records an interaction that is not known yet, under the policy `open`, unless the help request given with it belongs
/// to another one: then nothing of the command may be kept.
///
/// `?1` interaction, `?2` help request, `?3` now, `?4` user.
pub const REGISTER_INTERACTION: &str = "\
INSERT INTO interaction (sys_id, number, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
SELECT ?1, (SELECT printf('IMS%07d', coalesce(substr(last, 4), 0) + 1) FROM (SELECT max(number) AS last FROM interaction)),
  ?3, ?4, ?3, ?4
WHERE NOT EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?1)
  AND NOT EXISTS (SELECT 1 FROM interaction_help_request WHERE sys_id = ?2)";

/// Records a help request that is not known yet, under the policy `open`.
///
/// Parameters as for [`REGISTER_INTERACTION`].
pub const REGISTER_HELP_REQUEST: &str = "\
INSERT INTO interaction_help_request
  (sys_id, interaction, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
SELECT ?2, ?1, ?3, ?4, ?3, ?4
WHERE ?2 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM interaction_help_request WHERE sys_id = ?2)";

/// Records a help action if its interaction exists, and its help request on that interaction.
///
/// `?1` new id, `?2` interaction, `?3` help request, `?4` action, `?5` start, `?6` end, `?7` now, `?8` user.
pub const CREATE: &str = "\
INSERT INTO supervisor_help_action (sys_id, interaction, help_request, action, start_time, end_time,
  sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?8
WHERE EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?2)
  AND (?3 IS NULL OR EXISTS (SELECT 1 FROM interaction_help_request WHERE interaction = ?2 AND sys_id = ?3))
ON CONFLICT (sys_id) DO NOTHING";

/// NULL if the help action is there, else the facts that explain why not.
///
/// `?1` new id, `?2` interaction, `?3` help request.
pub const CREATED_OR_WHY_NOT: &str = "\
SELECT CASE WHEN EXISTS (SELECT 1 FROM supervisor_help_action WHERE sys_id = ?1) THEN NULL ELSE json_object(
  'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?2),
  'help_request_interaction', (SELECT interaction FROM interaction_help_request WHERE sys_id = ?3)
) END AS failure";

/// Changes the given fields of one help action of the interaction, if the end then does not lie before the start and the
/// help request is one of the interaction. A row that holds the values already is left alone.
///
/// `?1` help action, `?2` interaction, `?3` action, `?4` help request, `?5` start, `?6` end, `?7` now, `?8` user,
/// `?9` transaction id.
pub const UPDATE: &str = "\
UPDATE supervisor_help_action SET
  action = coalesce(?3, action), help_request = coalesce(?4, help_request),
  start_time = coalesce(?5, start_time), end_time = coalesce(?6, end_time),
  sys_updated_on = ?7, sys_updated_by = ?8, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?9
WHERE sys_id = ?1 AND interaction = ?2
  AND (action <> ?3 OR help_request IS NOT coalesce(?4, help_request)
    OR start_time <> ?5 OR end_time IS NOT coalesce(?6, end_time))
  AND coalesce(coalesce(?5, start_time) <= coalesce(?6, end_time), 1)
  AND (?4 IS NULL OR EXISTS (SELECT 1 FROM interaction_help_request WHERE interaction = ?2 AND sys_id = ?4))";

/// NULL if the help action holds the given values, else the facts that explain why not.
///
/// Parameters as for [`UPDATE`], up to `?6`.
pub const UPDATED_OR_WHY_NOT: &str = "\
SELECT CASE WHEN EXISTS (SELECT 1 FROM supervisor_help_action WHERE sys_id = ?1 AND interaction = ?2
    AND action = coalesce(?3, action) AND help_request IS coalesce(?4, help_request)
    AND start_time = coalesce(?5, start_time) AND end_time IS coalesce(?6, end_time))
  THEN NULL ELSE json_object(
    'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?2),
    'help_request_interaction', (SELECT interaction FROM interaction_help_request WHERE sys_id = ?4),
    'action_interaction', (SELECT interaction FROM supervisor_help_action WHERE sys_id = ?1),
    'start_time', (SELECT start_time FROM supervisor_help_action WHERE sys_id = ?1),
    'end_time', (SELECT end_time FROM supervisor_help_action WHERE sys_id = ?1)
  ) END AS failure";

/// Ends all help actions of the interaction, or none if one of them starts later. Rows that hold the end already are
/// left alone.
///
/// `?1` interaction, `?2` end, `?3` now, `?4` user, `?5` transaction id.
pub const END_ALL: &str = "\
UPDATE supervisor_help_action SET
  end_time = ?2, sys_updated_on = ?3, sys_updated_by = ?4, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?5
WHERE interaction = ?1 AND end_time IS NOT ?2
  AND NOT EXISTS (SELECT 1 FROM supervisor_help_action WHERE interaction = ?1 AND start_time > ?2)";

/// NULL if the interaction has help actions and all end at the given time, else the facts that explain why not.
///
/// `?1` interaction, `?2` end.
pub const ENDED_ALL_OR_WHY_NOT: &str = "\
SELECT CASE WHEN max(end_time IS NOT ?2) = 0 THEN NULL ELSE json_object(
  'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?1),
  'has_actions', count(*) > 0, 'start_time', max(start_time)
) END AS failure
FROM supervisor_help_action WHERE interaction = ?1";

/// Ends those help actions of the interaction that have no end, or none if one of them starts later.
///
/// Parameters as for [`END_ALL`].
pub const END_OPEN: &str = "\
UPDATE supervisor_help_action SET
  end_time = ?2, sys_updated_on = ?3, sys_updated_by = ?4, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?5
WHERE interaction = ?1 AND end_time IS NULL
  AND NOT EXISTS (SELECT 1 FROM supervisor_help_action WHERE interaction = ?1 AND end_time IS NULL AND start_time > ?2)";

/// NULL if the interaction has help actions and none without an end, else the facts that explain why not.
///
/// `?1` interaction.
pub const ENDED_OPEN_OR_WHY_NOT: &str = "\
SELECT CASE WHEN max(end_time IS NULL) = 0 THEN NULL ELSE json_object(
  'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?1),
  'has_actions', count(*) > 0, 'start_time', max(start_time) FILTER (WHERE end_time IS NULL)
) END AS failure
FROM supervisor_help_action WHERE interaction = ?1";

/// A user with roles, and whether any user has a slow password hash: then every refusal has to cost one.
///
/// `?1` user name.
pub const SIGN_IN: &str = "\
SELECT json_object(
  'user', (SELECT json_object('password', user_password, 'active', active,
      'roles', (SELECT json_group_array(role) FROM sys_user_has_role WHERE user = sys_user.sys_id))
    FROM sys_user WHERE user_name = ?1),
  'slow_hashes', EXISTS (SELECT 1 FROM sys_user WHERE user_password GLOB '$pbkdf2-sha256$*')
) AS sign_in";

/// Touches the tables without reading more than a row of each.
pub const READY: &str = "\
SELECT EXISTS (SELECT 1 FROM supervisor_help_action) + EXISTS (SELECT 1 FROM sys_user) + EXISTS (SELECT 1 FROM sys_audit)";
