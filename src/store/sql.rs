//! All SQL of the service.
//!
//! Each statement that yields rows yields one column, `value`: a text or NULL.
//!
//! A create is one statement, [`CREATE`]: a trigger refuses what must not be recorded and says why. The other operations on
//! help actions have two, which run in one transaction:
//!
//! 1. one that changes rows if all that the contract demands is true ([`UPDATE`], [`END_ALL`], [`END_OPEN`]),
//! 2. one that finds whether the rows now are as wanted, or why not ([`UPDATED_OR_WHY_NOT`] and so on).
//!
//! The second asks for the result and not for the change, so that a batch may be repeated after its answer was lost. A
//! repetition finds by the transaction id in `sys_audit` that it was carried out, whatever others have changed since.
//! That of a create finds its row.
//!
//! With an idempotency key there is one more that remembers the success ([`REMEMBER_CREATE`] and so on), and [`RECALL`] at
//! the end.

/// What an operation yields where the rows are as wanted; else facts in JSON. A text, so that no answer of the database that
/// lacks it can be taken for success.
pub const DONE: &str = "done";

/// With what the facts in JSON begin with which a trigger refuses a help action.
pub const REFUSAL: &str = "{\"interaction\":";

/// A record of the caller's key that is not older than 7 days: `$now`, `$caller` and `$key` are parameters. The day to come
/// is there for a repetition that was quicker than the request, or whose isolate's clock is ahead, at midnight.
macro_rules! record_of_key {
    ($now:literal, $caller:literal, $key:literal) => {
        concat!(
            "FROM idempotency_record WHERE day IN (date(",
            $now,
            ", '+1 day'), date(",
            $now,
            "), date(",
            $now,
            ", '-1 day'), date(",
            $now,
            ", '-2 day'), date(",
            $now,
            ", '-3 day'), date(",
            $now,
            ", '-4 day'), date(",
            $now,
            ", '-5 day'), date(",
            $now,
            ", '-6 day'), date(",
            $now,
            ", '-7 day')) AND caller = ",
            $caller,
            " AND key = ",
            $key,
            " AND created_on > datetime(",
            $now,
            ", '-7 days')"
        )
    };
}

/// True for a call without a key, or whose key has not been used.
macro_rules! key_is_new {
    ($now:literal, $caller:literal, $key:literal) => {
        concat!("(", $key, " IS NULL OR NOT EXISTS (SELECT 1 ", record_of_key!($now, $caller, $key), "))")
    };
}

macro_rules! remember_into {
    () => {
        "INSERT INTO idempotency_record (day, caller, key, request, operation, sys_id, transaction_id, created_on) "
    };
}

/// Remembers a success that the statement `$or_why_not` finds. `?1` to `?7` are its parameters, `?8` now, `?9` caller,
/// `?10` key, `?11` request, `?12` operation, `?13` `sys_id`, `?14` transaction id.
macro_rules! remember {
    ($or_why_not:expr) => {
        concat!(
            remember_into!(),
            "SELECT date(?8), ?9, ?10, ?11, ?12, ?13, ?14, ?8 FROM (",
            $or_why_not,
            ") ",
            "WHERE value = 'done' AND ",
            key_is_new!("?8", "?9", "?10")
        )
    };
}

/// False for a repetition of an end of all that has been carried out: `?1` interaction, `?3` transaction id.
macro_rules! not_ended_by_this {
    () => {
        "NOT EXISTS (SELECT 1 FROM supervisor_help_action AS one JOIN sys_audit ON documentkey = one.sys_id
    WHERE one.interaction = ?1 AND transaction_id = ?3)"
    };
}

macro_rules! next_number {
    () => {
        "(SELECT printf('IMS%07d', coalesce(substr(last, 4), 0) + 1) FROM (SELECT max(number) AS last FROM interaction))"
    };
}

/// The number that an interaction gets which is registered now.
pub const NEXT_NUMBER: &str = next_number!();

macro_rules! updated_or_why_not {
    () => {
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM supervisor_help_action WHERE sys_id = ?1 AND interaction = ?2
    AND action = coalesce(?3, action) AND help_request IS coalesce(?4, help_request)
    AND start_time = coalesce(?5, start_time) AND end_time IS coalesce(?6, end_time))
  OR EXISTS (SELECT 1 FROM sys_audit WHERE documentkey = ?1 AND transaction_id = ?7)
  THEN 'done' ELSE json_object(
    'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?2),
    'help_request_interaction', (SELECT interaction FROM interaction_help_request WHERE sys_id = ?4),
    'action_interaction', (SELECT interaction FROM supervisor_help_action WHERE sys_id = ?1),
    'start_time', (SELECT start_time FROM supervisor_help_action WHERE sys_id = ?1),
    'end_time', (SELECT end_time FROM supervisor_help_action WHERE sys_id = ?1)
  ) END AS value"
    };
}

macro_rules! ended_all_or_why_not {
    () => {
        "SELECT CASE WHEN max(end_time IS NOT ?2) = 0 OR max(EXISTS (
    SELECT 1 FROM sys_audit WHERE documentkey = supervisor_help_action.sys_id AND transaction_id = ?3)) THEN 'done' ELSE json_object(
  'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?1),
  'has_actions', count(*) > 0, 'start_time', max(start_time)
) END AS value
FROM supervisor_help_action WHERE interaction = ?1"
    };
}

macro_rules! ended_open_or_why_not {
    () => {
        "SELECT CASE WHEN max(end_time IS NULL) = 0 OR max(EXISTS (
    SELECT 1 FROM sys_audit WHERE documentkey = supervisor_help_action.sys_id AND transaction_id = ?3)) THEN 'done' ELSE json_object(
  'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?1),
  'has_actions', count(*) > 0, 'start_time', max(start_time) FILTER (WHERE end_time IS NULL)
) END AS value
FROM supervisor_help_action WHERE interaction = ?1 AND ?2 IS NOT NULL"
    };
}

/// Records an interaction that is not known yet, under the policy `open`.
///
/// `?1` interaction, `?2` now, `?3` user, `?4` caller, `?5` key.
pub const REGISTER_INTERACTION: &str = concat!(
    "INSERT INTO interaction (sys_id, number, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
SELECT ?1, ",
    next_number!(),
    ", ?2, ?3, ?2, ?3
WHERE NOT EXISTS (SELECT 1 FROM interaction WHERE sys_id = ?1) AND ",
    key_is_new!("?2", "?4", "?5")
);

/// Records a help request that is not known yet, under the policy `open`.
///
/// Parameters as for [`REGISTER_INTERACTION`], and `?6` help request.
pub const REGISTER_HELP_REQUEST: &str = concat!(
    "INSERT INTO interaction_help_request
  (sys_id, interaction, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
SELECT ?6, ?1, ?2, ?3, ?2, ?3
WHERE NOT EXISTS (SELECT 1 FROM interaction_help_request WHERE sys_id = ?6) AND ",
    key_is_new!("?2", "?4", "?5")
);

macro_rules! insert_help_action {
    () => {
        "INSERT INTO supervisor_help_action (sys_id, interaction, help_request, action, start_time, end_time,
  sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) "
    };
}

/// Yields [`DONE`] for a row that a repetition finds, too. It changes nothing then: no other request has this id.
macro_rules! created {
    () => {
        " ON CONFLICT (sys_id) DO UPDATE SET sys_mod_count = sys_mod_count RETURNING 'done' AS value"
    };
}

/// Records a help action and yields [`DONE`]. Fails with a [`REFUSAL`], and with it the whole batch, if its interaction does
/// not exist, or its help request on that interaction.
///
/// `?1` new id, `?2` interaction, `?3` help request, `?4` action, `?5` start, `?6` end, `?7` now, `?8` user.
pub const CREATE: &str = concat!(insert_help_action!(), "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?8)", created!());

/// As [`CREATE`], if [`REMEMBER_CREATE`] has remembered this request under the key. Else it yields nothing.
///
/// Parameters as for [`CREATE`], then `?9` caller, `?10` key, `?11` transaction id.
pub const CREATE_WITH_KEY: &str = concat!(
    insert_help_action!(),
    "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?8 WHERE EXISTS (SELECT 1 FROM idempotency_record
  WHERE day = date(?7) AND caller = ?9 AND key = ?10 AND transaction_id = ?11)",
    created!()
);

/// Remembers a create ahead of it, which is undone with it if it fails. See [`RECALL`].
///
/// `?1` now, `?2` caller, `?3` key, `?4` request, `?5` operation, `?6` new id, `?7` transaction id.
pub const REMEMBER_CREATE: &str =
    concat!(remember_into!(), "SELECT date(?1), ?2, ?3, ?4, ?5, ?6, ?7, ?1 WHERE ", key_is_new!("?1", "?2", "?3"));

/// Changes the given fields of one help action of the interaction, if the end then does not lie before the start and the
/// help request is one of the interaction. A row that holds the values already is left alone.
///
/// `?1` help action, `?2` interaction, `?3` action, `?4` help request, `?5` start, `?6` end, `?7` transaction id, `?8` now,
/// `?9` user, `?10` caller, `?11` key.
pub const UPDATE: &str = concat!(
    "UPDATE supervisor_help_action SET
  action = coalesce(?3, action), help_request = coalesce(?4, help_request),
  start_time = coalesce(?5, start_time), end_time = coalesce(?6, end_time),
  sys_updated_on = ?8, sys_updated_by = ?9, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?7
WHERE sys_id = ?1 AND interaction = ?2
  AND (action <> ?3 OR help_request IS NOT coalesce(?4, help_request)
    OR start_time <> ?5 OR end_time IS NOT coalesce(?6, end_time))
  AND coalesce(coalesce(?5, start_time) <= coalesce(?6, end_time), 1)
  AND (?4 IS NULL OR EXISTS (SELECT 1 FROM interaction_help_request WHERE interaction = ?2 AND sys_id = ?4))
  AND NOT EXISTS (SELECT 1 FROM sys_audit WHERE documentkey = ?1 AND transaction_id = ?7) AND ",
    key_is_new!("?8", "?10", "?11")
);

/// [`DONE`] if the help action holds the given values, or was changed by this request, else the facts that explain why not.
///
/// Parameters as for [`UPDATE`], up to `?7`.
pub const UPDATED_OR_WHY_NOT: &str = updated_or_why_not!();

/// Remembers an update. See [`RECALL`].
pub const REMEMBER_UPDATED: &str = remember!(updated_or_why_not!());

/// Ends all help actions of the interaction, or none if one of them starts later. Rows that hold the end already are
/// left alone.
///
/// `?1` interaction, `?2` end, `?3` transaction id, `?4` now, `?5` user, `?6` caller, `?7` key.
pub const END_ALL: &str = concat!(
    "UPDATE supervisor_help_action SET
  end_time = ?2, sys_updated_on = ?4, sys_updated_by = ?5, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?3
WHERE interaction = ?1 AND end_time IS NOT ?2
  AND NOT EXISTS (SELECT 1 FROM supervisor_help_action WHERE interaction = ?1 AND start_time > ?2) AND ",
    not_ended_by_this!(),
    " AND ",
    key_is_new!("?4", "?6", "?7")
);

/// [`DONE`] if the interaction has help actions and all end at the given time, or this request has ended them, else the facts
/// that explain why not.
///
/// Parameters as for [`END_ALL`], up to `?3`.
pub const ENDED_ALL_OR_WHY_NOT: &str = ended_all_or_why_not!();

/// Remembers an end of all. See [`RECALL`].
pub const REMEMBER_ENDED_ALL: &str = remember!(ended_all_or_why_not!());

/// Ends those help actions of the interaction that have no end, or none if one of them starts later.
///
/// Parameters as for [`END_ALL`].
pub const END_OPEN: &str = concat!(
    "UPDATE supervisor_help_action SET
  end_time = ?2, sys_updated_on = ?4, sys_updated_by = ?5, sys_mod_count = sys_mod_count + 1, sys_transaction_id = ?3
WHERE interaction = ?1 AND end_time IS NULL
  AND NOT EXISTS (SELECT 1 FROM supervisor_help_action WHERE interaction = ?1 AND end_time IS NULL AND start_time > ?2)
  AND ",
    not_ended_by_this!(),
    " AND ",
    key_is_new!("?4", "?6", "?7")
);

/// [`DONE`] if the interaction has help actions and none without an end, or this request has ended them, else the facts that
/// explain why not.
///
/// Parameters as for [`END_ALL`], up to `?3`.
pub const ENDED_OPEN_OR_WHY_NOT: &str = ended_open_or_why_not!();

/// Remembers an end of those without end. See [`RECALL`].
pub const REMEMBER_ENDED_OPEN: &str = remember!(ended_open_or_why_not!());

/// What is remembered under the caller's key.
///
/// `?1` now, `?2` caller, `?3` key.
pub const RECALL: &str = concat!(
    "SELECT json_object('request', request, 'operation', operation, 'sys_id', sys_id, 'transaction_id', transaction_id) AS value ",
    record_of_key!("?1", "?2", "?3")
);

/// Deletes idempotency records of days that can no longer be asked for, a portion at a time.
///
/// `?1` now.
pub const FORGET: &str = "\
DELETE FROM idempotency_record WHERE (day, caller, key) IN (
  SELECT day, caller, key FROM idempotency_record WHERE day < date(?1, '-7 day') ORDER BY day LIMIT 500)";

/// How many rows the statement before it changed.
pub const CHANGED: &str = "SELECT cast(changes() AS TEXT) AS value";

/// A user with roles, and whether any user has a slow password hash: then every refusal has to cost one.
///
/// `?1` user name.
pub const SIGN_IN: &str = "\
SELECT json_object(
  'user', (SELECT json_object('password', user_password, 'active', active,
      'roles', (SELECT json_group_array(role) FROM sys_user_has_role WHERE user = sys_user.sys_id))
    FROM sys_user WHERE user_name = ?1),
  'slow_hashes', EXISTS (SELECT 1 FROM sys_user WHERE user_password GLOB '$pbkdf2-sha256$*')
) AS value";

/// Touches the tables without reading more than a row of each.
pub const READY: &str = "\
SELECT cast(EXISTS (SELECT 1 FROM supervisor_help_action) + EXISTS (SELECT 1 FROM sys_user)
  + EXISTS (SELECT 1 FROM sys_audit) + EXISTS (SELECT 1 FROM idempotency_record) AS TEXT) AS value";
