//! The statements that write help actions.
//!
//! A create is one statement. A trigger refuses it if a record is missing, and says which. The other operations have two
//! statements in one transaction. The first changes rows, if all rules are met. The second checks whether the rows are now
//! as the caller wants them, and otherwise says why not.
//!
//! The second checks the result, not the change, so that a batch can be retried after its answer was lost. A retry finds
//! its transaction id in the change log and so knows that the request was carried out, even if somebody has changed the row
//! since. A retried create finds its own row.

use super::settings::BulkEndScope;
use super::{Create, EndAll, Update};
use crate::action::Action;
use crate::schema::NEXT_NUMBER;
use crate::store::idempotency::OwnedKey;
use crate::store::{SqlBuilder, Statement, WriteContext, change_log};
use crate::sys_id::SysId;

/// Creates a help action and yields `done`. If the interaction does not exist, or has no such help request, fails the whole
/// batch, with facts in JSON. With a key, does nothing and yields no row unless this request has just been stored under the
/// key.
pub(super) fn create(create: &Create, id: &SysId, write: &WriteContext<'_>, key: Option<&OwnedKey<'_>>) -> Statement {
    let mut sql = SqlBuilder::new();
    let values = [
        sql.bind(id),
        sql.bind(&create.interaction),
        sql.bind(create.help_request.as_ref()),
        sql.bind(create.action.as_str()),
        sql.bind(create.period.start()),
        sql.bind(create.period.end()),
    ];
    let (stamp_columns, stamp) = write.insert_stamp(&mut sql);
    let is_stored = key.map(|key| key.is_stored_by(write.transaction_id, &mut sql));
    let condition = is_stored.as_deref().unwrap_or("true");
    // No other request uses this id, so an existing row was created by an earlier attempt of this request.
    sql.statement(format!(
        "INSERT INTO supervisor_help_action \
         (sys_id, interaction, help_request, action, start_time, end_time, {stamp_columns}) \
         SELECT {}, {stamp} WHERE {condition} \
         ON CONFLICT (sys_id) DO UPDATE SET sys_mod_count = sys_mod_count RETURNING 'done' AS value",
        values.join(", ")
    ))
}

/// Registers an interaction, if it does not exist.
pub(super) fn register_interaction(
    interaction: &SysId,
    write: &WriteContext<'_>,
    key: Option<&OwnedKey<'_>>,
) -> Statement {
    let mut sql = SqlBuilder::new();
    let interaction = sql.bind(interaction);
    let (stamp_columns, stamp) = write.insert_stamp(&mut sql);
    let (opened_at, opened_by) = (sql.bind(write.now), sql.bind(write.actor.user_name()));
    let first = is_first(key, &mut sql);
    sql.statement(format!(
        "INSERT INTO interaction (sys_id, number, opened_at, opened_by, {stamp_columns}) \
         SELECT {interaction}, {NEXT_NUMBER}, {opened_at}, {opened_by}, {stamp} \
         WHERE NOT EXISTS (SELECT 1 FROM interaction WHERE sys_id = {interaction}) AND {first}"
    ))
}

/// Registers a help request, if it does not exist.
pub(super) fn register_help_request(
    help_request: &SysId,
    interaction: &SysId,
    write: &WriteContext<'_>,
    key: Option<&OwnedKey<'_>>,
) -> Statement {
    let mut sql = SqlBuilder::new();
    let (help_request, interaction) = (sql.bind(help_request), sql.bind(interaction));
    let (stamp_columns, stamp) = write.insert_stamp(&mut sql);
    let first = is_first(key, &mut sql);
    sql.statement(format!(
        "INSERT INTO interaction_help_request (sys_id, interaction, {stamp_columns}) \
         SELECT {help_request}, {interaction}, {stamp} \
         WHERE NOT EXISTS (SELECT 1 FROM interaction_help_request WHERE sys_id = {help_request}) AND {first}"
    ))
}

/// The placeholders of an update's parameters.
struct UpdateParams {
    id: String,
    interaction: String,
    action: String,
    help_request: String,
    start: String,
    end: String,
    /// SQL for: this request was carried out before, in an earlier attempt.
    is_done: String,
}

impl UpdateParams {
    fn bind(update: &Update, write: &WriteContext<'_>, sql: &mut SqlBuilder) -> Self {
        let patch = &update.patch;
        let id = sql.bind(&update.action_sys_id);
        Self {
            interaction: sql.bind(&update.interaction),
            action: sql.bind(patch.action().map(Action::as_str)),
            help_request: sql.bind(patch.help_request()),
            start: sql.bind(patch.start_time()),
            end: sql.bind(patch.end_time()),
            is_done: change_log::is_changed_by(&id, write.transaction_id, sql),
            id,
        }
    }
}

/// Changes the given fields of one help action. Does nothing if the end would be before the start, if the help request does
/// not belong to the interaction, or if the row has these values already.
pub(super) fn update(update: &Update, write: &WriteContext<'_>, key: Option<&OwnedKey<'_>>) -> Statement {
    let mut sql = SqlBuilder::new();
    let UpdateParams { id, interaction, action, help_request, start, end, is_done } =
        UpdateParams::bind(update, write, &mut sql);
    let (stamp, first) = (write.update_stamp(&mut sql), is_first(key, &mut sql));
    sql.statement(format!(
        "UPDATE supervisor_help_action SET \
           action = coalesce({action}, action), help_request = coalesce({help_request}, help_request), \
           start_time = coalesce({start}, start_time), end_time = coalesce({end}, end_time), {stamp} \
         WHERE sys_id = {id} AND interaction = {interaction} \
           AND (action <> {action} OR help_request IS NOT coalesce({help_request}, help_request) \
             OR start_time <> {start} OR end_time IS NOT coalesce({end}, end_time)) \
           AND coalesce(coalesce({start}, start_time) <= coalesce({end}, end_time), 1) \
           AND ({help_request} IS NULL OR EXISTS (SELECT 1 FROM interaction_help_request \
             WHERE interaction = {interaction} AND sys_id = {help_request})) \
           AND NOT {is_done} AND {first}"
    ))
}

/// SQL that yields `done` if the help action has the given values, or if this request has changed it. Otherwise it yields
/// the facts that explain why not.
pub(super) fn update_outcome(update: &Update, write: &WriteContext<'_>, sql: &mut SqlBuilder) -> String {
    let UpdateParams { id, interaction, action, help_request, start, end, is_done } =
        UpdateParams::bind(update, write, sql);
    format!(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM supervisor_help_action WHERE sys_id = {id} AND interaction = {interaction} \
           AND action = coalesce({action}, action) AND help_request IS coalesce({help_request}, help_request) \
           AND start_time = coalesce({start}, start_time) AND end_time IS coalesce({end}, end_time)) \
         OR {is_done} THEN 'done' ELSE json_object( \
           'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = {interaction}), \
           'help_request_interaction', (SELECT interaction FROM interaction_help_request WHERE sys_id = {help_request}), \
           'action_interaction', (SELECT interaction FROM supervisor_help_action WHERE sys_id = {id}), \
           'start_time', (SELECT start_time FROM supervisor_help_action WHERE sys_id = {id}), \
           'end_time', (SELECT end_time FROM supervisor_help_action WHERE sys_id = {id})) END AS value"
    )
}

/// SQL for: "end all" must change this row. `end` is the placeholder of the end.
fn in_scope(scope: BulkEndScope, end: &str) -> String {
    match scope {
        BulkEndScope::All => format!("end_time IS NOT {end}"),
        BulkEndScope::Open => "end_time IS NULL".to_owned(),
    }
}

/// Ends the help actions in scope. Does nothing if one of them starts after the end.
pub(super) fn end_all(
    end_all: &EndAll,
    scope: BulkEndScope,
    write: &WriteContext<'_>,
    key: Option<&OwnedKey<'_>>,
) -> Statement {
    let mut sql = SqlBuilder::new();
    let (interaction, end) = (sql.bind(&end_all.interaction), sql.bind(end_all.end_time));
    let in_scope = in_scope(scope, &end);
    let is_done = change_log::is_changed_by("one.sys_id", write.transaction_id, &mut sql);
    let (stamp, first) = (write.update_stamp(&mut sql), is_first(key, &mut sql));
    sql.statement(format!(
        "UPDATE supervisor_help_action SET end_time = {end}, {stamp} \
         WHERE interaction = {interaction} AND {in_scope} \
           AND NOT EXISTS (SELECT 1 FROM supervisor_help_action \
             WHERE interaction = {interaction} AND {in_scope} AND start_time > {end}) \
           AND NOT EXISTS (SELECT 1 FROM supervisor_help_action AS one \
             WHERE one.interaction = {interaction} AND {is_done}) \
           AND {first}"
    ))
}

/// SQL that yields `done` if the interaction has help actions and none is in scope any more, or if this request has ended
/// them. Otherwise it yields the facts that explain why not.
pub(super) fn end_all_outcome(
    end_all: &EndAll,
    scope: BulkEndScope,
    write: &WriteContext<'_>,
    sql: &mut SqlBuilder,
) -> String {
    let (interaction, end) = (sql.bind(&end_all.interaction), sql.bind(end_all.end_time));
    let in_scope = in_scope(scope, &end);
    let is_done = change_log::is_changed_by("supervisor_help_action.sys_id", write.transaction_id, sql);
    format!(
        "SELECT CASE WHEN max({in_scope}) = 0 OR max({is_done}) THEN 'done' ELSE json_object( \
           'interaction', EXISTS (SELECT 1 FROM interaction WHERE sys_id = {interaction}), \
           'has_actions', count(*) > 0, 'start_time', max(start_time) FILTER (WHERE {in_scope})) END AS value \
         FROM supervisor_help_action WHERE interaction = {interaction}"
    )
}

/// SQL for: the call has no key, or is the first with its key.
fn is_first(key: Option<&OwnedKey<'_>>, sql: &mut SqlBuilder) -> String {
    key.map_or_else(|| "true".to_owned(), |key| key.is_unused(sql))
}
