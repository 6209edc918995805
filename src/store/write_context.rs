//! What a change is recorded with.

use super::SqlBuilder;
use crate::auth::Actor;
use crate::sys_id::SysId;
use crate::time::UtcTime;

/// Who changes records, when, and by which request.
#[derive(Clone, Copy, Debug)]
pub struct WriteContext<'a> {
    /// Who makes the change. Nobody else can make one.
    pub actor: &'a Actor,
    /// When.
    pub now: UtcTime,
    /// By which request.
    pub transaction_id: &'a SysId,
}

impl WriteContext<'_> {
    /// The assignments that every update of a record makes.
    pub fn update_stamp(&self, sql: &mut SqlBuilder) -> String {
        let (now, user) = (sql.bind(self.now), sql.bind(self.actor.user_name()));
        format!("sys_updated_on = {now}, sys_updated_by = {user}, sys_mod_count = sys_mod_count + 1")
    }

    /// The columns that every new record has besides its `sys_id`, and their values.
    pub fn insert_stamp(&self, sql: &mut SqlBuilder) -> (&'static str, String) {
        let (now, user) = (sql.bind(self.now), sql.bind(self.actor.user_name()));
        ("sys_created_on, sys_created_by, sys_updated_on, sys_updated_by", format!("{now}, {user}, {now}, {user}"))
    }
}
