// The SQL of the service, text for text; the bench compares what both ask of the database.

const isChangedBy = (record: string, transactionId: string, looked: string) =>
  `EXISTS (SELECT 1 FROM (SELECT transaction_id FROM record_change WHERE documentkey = ${record} ` +
  `ORDER BY sequence DESC LIMIT cast(${looked} AS INTEGER)) WHERE transaction_id = ${transactionId})`;

export const CREATE =
  "INSERT INTO supervisor_help_action (sys_id, interaction, help_request, action, start_time, end_time, " +
  "sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_transaction_id) " +
  "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?8, ?9 WHERE true " +
  "ON CONFLICT (sys_id) DO UPDATE SET sys_mod_count = sys_mod_count RETURNING 'done' AS value";

export const UPDATE =
  "UPDATE supervisor_help_action SET action = coalesce(?3, action), help_request = coalesce(?4, help_request), " +
  "start_time = coalesce(?5, start_time), end_time = coalesce(?6, end_time), " +
  "sys_updated_on = ?9, sys_updated_by = ?10, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?11 " +
  "WHERE sys_id = ?1 AND interaction = ?2 " +
  "AND (action <> ?3 OR help_request IS NOT coalesce(?4, help_request) " +
  "OR start_time <> ?5 OR end_time IS NOT coalesce(?6, end_time)) " +
  "AND coalesce(coalesce(?5, start_time) <= coalesce(?6, end_time), 1) " +
  "AND (?4 IS NULL OR EXISTS (SELECT 1 FROM interaction_help_request WHERE interaction = ?2 AND sys_id = ?4)) " +
  `AND NOT ${isChangedBy("?1", "?7", "?8")} AND true`;

export const UPDATE_OUTCOME =
  "SELECT CASE WHEN EXISTS (SELECT 1 FROM supervisor_help_action WHERE sys_id = ?1 AND interaction = ?2 " +
  "AND action = coalesce(?3, action) AND help_request IS coalesce(?4, help_request) " +
  "AND start_time = coalesce(?5, start_time) AND end_time IS coalesce(?6, end_time)) " +
  `OR ${isChangedBy("?1", "?7", "?8")} THEN 'done' ELSE json_object( ` +
  "'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?2), " +
  "'help_request_interaction', (SELECT interaction FROM interaction_help_request WHERE sys_id = ?4), " +
  "'action_interaction', (SELECT interaction FROM supervisor_help_action WHERE sys_id = ?1), " +
  "'start_time', (SELECT start_time FROM supervisor_help_action WHERE sys_id = ?1), " +
  "'end_time', (SELECT end_time FROM supervisor_help_action WHERE sys_id = ?1)) END AS value";

export const END_ALL =
  "UPDATE supervisor_help_action SET end_time = ?2, " +
  "sys_updated_on = ?5, sys_updated_by = ?6, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?7 " +
  "WHERE interaction = ?1 AND end_time IS NOT ?2 AND NOT EXISTS (SELECT 1 FROM supervisor_help_action " +
  "WHERE interaction = ?1 AND end_time IS NOT ?2 AND start_time > ?2) " +
  "AND NOT EXISTS (SELECT 1 FROM supervisor_help_action AS one " +
  `WHERE one.interaction = ?1 AND ${isChangedBy("one.sys_id", "?3", "?4")}) AND true`;

export const END_ALL_OUTCOME =
  `SELECT CASE WHEN max(end_time IS NOT ?2) = 0 OR max(${isChangedBy("supervisor_help_action.sys_id", "?3", "?4")}) ` +
  "THEN 'done' ELSE json_object( 'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?1), " +
  "'has_actions', count(*) > 0, 'start_time', max(start_time) FILTER (WHERE end_time IS NOT ?2)) END AS value " +
  "FROM supervisor_help_action WHERE interaction = ?1";

/** In how many of a record's last changes a request looks for its own: none, because the peer does not repeat its batches. */
export const LOOKED_AT_FIRST = 0;
