//! Who writes, when, and for which request.

use super::SqlBuilder;
use crate::auth::Actor;
use crate::sys_id::SysId;
use crate::time::UtcTime;

/// The facts that every written record keeps: who, when, and for which request.
#[derive(Clone, Copy, Debug)]
pub struct WriteContext<'a> {
    /// Who writes. There is no write without an actor.
    pub actor: &'a Actor,
    /// The time of the request.
    pub now: UtcTime,
    /// The id of the request, the one in `X-Transaction-ID`.
    pub transaction_id: &'a SysId,
}

impl WriteContext<'_> {
    /// The assignments that every update of a record makes, and every delete before it.
    pub fn update_stamp(&self, sql: &mut SqlBuilder) -> String {
        let (now, user) = (sql.bind(self.now), sql.bind(self.actor.user_name()));
        let transaction_id = sql.bind(self.transaction_id);
        format!(
            "sys_updated_on = {now}, sys_updated_by = {user}, sys_mod_count = sys_mod_count + 1, \
             sys_transaction_id = {transaction_id}"
        )
    }

    /// The assignments before a delete by a job: only those that the log reads. It does not change the indexed times, which saves
    /// two rows written and keeps the record's place in the indexes.
    pub fn delete_stamp(&self, sql: &mut SqlBuilder) -> String {
        let (user, transaction_id) = (sql.bind(self.actor.user_name()), sql.bind(self.transaction_id));
        format!("sys_updated_by = {user}, sys_transaction_id = {transaction_id}")
    }

    /// The columns that every new record has besides its `sys_id`, and their values.
    pub fn insert_stamp(&self, sql: &mut SqlBuilder) -> (&'static str, String) {
        let (now, user) = (sql.bind(self.now), sql.bind(self.actor.user_name()));
        let transaction_id = sql.bind(self.transaction_id);
        (
            "sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_transaction_id",
            format!("{now}, {user}, {now}, {user}, {transaction_id}"),
        )
    }
}
