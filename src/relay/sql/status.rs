//! The statements of the relay's status and retry, and of `/readyz`.

use super::FIRST_UNREAD;
use crate::store::{SqlBuilder, Statement, WAITS_FOR_RELAY};
use crate::sys_id::SysId;
use serde::Deserialize;

/// Most parked records that the status lists, and that one call has tried again.
const MAX_PARKED: i64 = 100;

/// Most waiting records that [`oldest_waiting`] reads, because it runs often.
const MAX_LOOKED_AT: i64 = 1_000;

/// The status, in JSON, as `value`: see [`Status`](crate::relay::Status).
#[must_use]
pub fn status() -> Statement {
    let unread = "(SELECT count(*) FROM record_change, relay WHERE relay.id = 1 AND sequence > position \
         AND tablename = 'supervisor_help_action' AND operation <> 'delete')";
    let waiting = format!(
        "(SELECT count(*) FROM relay_record AS w CROSS JOIN record_change AS c \
         ON c.documentkey = w.sys_id AND c.sequence >= w.waiting_since AND c.sequence <= w.last_sequence \
         WHERE {WAITS_FOR_RELAY})"
    );
    let oldest = format!(
        "min(coalesce((SELECT min(waiting_since) FROM relay_record WHERE {WAITS_FOR_RELAY}), 9e18), coalesce({FIRST_UNREAD}, 9e18))"
    );
    let mut sql = SqlBuilder::new();
    let most = sql.bind(MAX_PARKED);
    sql.statement(format!(
        "SELECT json_object('pause_reason', pause_reason, 'pauses', pauses, 'next_try', next_try, 'delivered', delivered, \
           'waiting', {unread} + {waiting}, \
           'oldest', (SELECT recorded_at FROM record_change WHERE sequence >= {oldest} ORDER BY sequence LIMIT 1), \
           'parked_count', (SELECT count(*) FROM relay_record WHERE parked_at IS NOT NULL), \
           'parked', json((SELECT json_group_array(json_object('sys_id', sys_id, 'interaction', interaction, \
             'sent', parked_sent, 'status', parked_status, 'message', parked_message, 'parked_at', parked_at)) \
             FROM (SELECT * FROM relay_record WHERE parked_at IS NOT NULL ORDER BY parked_at LIMIT {most})))) AS value \
         FROM relay WHERE id = 1"
    ))
}

/// When the oldest waiting change was made, in milliseconds since 1970, as `value`, a text or NULL. Reads a bounded number of
/// records, so it may miss some that wait for a second try.
#[must_use]
pub fn oldest_waiting() -> Statement {
    let waiting = format!(
        "(SELECT min(waiting_since) FROM (SELECT waiting_since FROM relay_record WHERE {WAITS_FOR_RELAY} \
         ORDER BY next_try, waiting_since LIMIT {MAX_LOOKED_AT}))"
    );
    SqlBuilder::new().statement(format!(
        "SELECT cast((SELECT recorded_at FROM record_change \
         WHERE sequence >= min(coalesce({waiting}, 9e18), coalesce({FIRST_UNREAD}, 9e18)) ORDER BY sequence LIMIT 1) AS TEXT) AS value"
    ))
}

/// The row that the last statement of [`retry`] yields.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ChangesRow {
    /// How many records are tried again.
    pub changes: u32,
}

/// The statements that have parked records tried again: the one with this `sys_id`, or the first hundred. Without a `sys_id`
/// they also end a pause. The last one yields a [`ChangesRow`]. `now` is in milliseconds since 1970.
#[must_use]
pub fn retry(sys_id: Option<&SysId>, now: i64) -> Vec<Statement> {
    let mut sql = SqlBuilder::new();
    let which = match sys_id {
        Some(sys_id) => format!("sys_id = {}", sql.bind(sys_id)),
        None => "true".to_owned(),
    };
    let most = sql.bind(MAX_PARKED);
    // A record waits with the others of its interaction.
    let retry = sql.statement(format!(
        "UPDATE relay_record SET parked_at = NULL, parked_status = NULL, parked_message = NULL, parked_sent = NULL, \
           next_try = coalesce((SELECT max(next_try) FROM relay_record AS o WHERE o.interaction = relay_record.interaction \
             AND {WAITS_FOR_RELAY}), 0) \
         WHERE (interaction, sys_id) IN (SELECT interaction, sys_id FROM relay_record \
           WHERE parked_at IS NOT NULL AND {which} ORDER BY parked_at LIMIT {most})"
    ));
    let count = SqlBuilder::new().statement("SELECT changes() AS changes");
    let mut sql = SqlBuilder::new();
    let now = sql.bind(now);
    let resume = sql.statement(format!("UPDATE relay SET next_try = {now} WHERE id = 1 AND next_try > {now}"));
    let resume = sys_id.is_none().then_some(resume);
    resume.into_iter().chain([retry, count]).collect()
}
