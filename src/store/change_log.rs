//! The change log (`docs/api.md`, "The feed"), which feed, history and repeated requests read. Triggers write it.

use super::{Param, SqlBuilder, Statement};
use crate::sys_id::SysId;
use serde::Deserialize;

/// In how many of a record's last changes a repeated request looks for its own. A repetition comes within seconds.
const LOOKED_AT: i64 = 5;

/// SQL that is true if the request has changed the record. `record` is SQL for its `sys_id`.
///
/// Reads a bounded number of rows, however long the history of the record is. Reads none the first time that the batch runs,
/// because the request cannot have changed anything before.
pub fn is_changed_by(record: &str, transaction_id: &SysId, sql: &mut SqlBuilder) -> String {
    let (transaction_id, looked_at) = (sql.bind(transaction_id), sql.bind_limit(Param::OnRepetition(LOOKED_AT)));
    format!(
        "EXISTS (SELECT 1 FROM (SELECT transaction_id FROM record_change WHERE documentkey = {record} \
         ORDER BY sequence DESC LIMIT {looked_at}) WHERE transaction_id = {transaction_id})"
    )
}

/// What a reader of the log asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesAfter {
    /// The number of the last change that the reader has seen; 0 for none. `None` asks only for the number of the newest change.
    pub sequence: Option<i64>,
    /// How many changes are looked at.
    pub limit: i64,
    /// The tables whose changes are wanted; empty for all.
    pub tables: Vec<&'static str>,
}

/// The row that the first of [`ChangesAfter::statements`] yields.
#[derive(Clone, Debug, Deserialize)]
pub struct EpochRow {
    /// The epoch of the log: see the view `change_log_epoch` in the migrations.
    pub epoch: String,
}

impl ChangesAfter {
    /// The statements. The first yields the [`EpochRow`]. The second yields each change that is looked at, in order: its number
    /// `sequence`, and `value`, a JSON object, or NULL where the change is of a table that is not wanted. For the newest change
    /// it yields `sequence` alone, 0 if there is none.
    #[must_use]
    pub fn statements(&self) -> [Statement; 2] {
        let epoch = SqlBuilder::new().statement("SELECT epoch FROM change_log_epoch LIMIT 1");
        let Some(sequence) = self.sequence else {
            let newest = "SELECT coalesce(max(sequence), 0) AS sequence, NULL AS value FROM record_change";
            return [epoch, SqlBuilder::new().statement(newest)];
        };
        let mut sql = SqlBuilder::new();
        let (after, limit) = (sql.bind(sequence), sql.bind_limit(self.limit));
        let wanted = if self.tables.is_empty() {
            "1".to_owned()
        } else {
            let tables: Vec<String> = self.tables.iter().map(|table| sql.bind(*table)).collect();
            format!("tablename IN ({})", tables.join(", "))
        };
        let changes = sql.statement(format!(
            "SELECT sequence, CASE WHEN {wanted} THEN \
               '{{\"sequence\":'||sequence||',\"table\":\"'||tablename||'\",\"sys_id\":\"'||documentkey||'\",\"interaction\":\"'\
               ||interaction||'\",\"operation\":\"'||operation||'\",\"recorded_at\":\"'\
               ||strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at / 1000.0, 'unixepoch')||'\",\"user\":'||json_quote(user)\
               ||',\"transaction_id\":'||coalesce(json_quote(transaction_id), 'null')||',\"changes\":'||changes||'}}' \
             END AS value FROM record_change WHERE sequence > {after} ORDER BY sequence LIMIT {limit}"
        ));
        [epoch, changes]
    }
}
