//! Deletes records, page by page. A page has records that are old enough, in the order of an index. The next page begins after
//! it, so that a run does not look again at the records that must stay.

use super::Retention;
use crate::store::{SqlBuilder, Statement, WriteContext};

/// The records of a page. A batch that deletes all of them blocks the database for about 20 milliseconds.
const PAGE: i64 = 300;

/// The records of one table that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiredRecords {
    /// Those that have ended.
    HelpActions,
    /// Those that no help action refers to and that are closed: by their state, or with their interaction.
    HelpRequests,
    /// Those that are closed and have no other records.
    Interactions,
}

/// What a batch of [`ExpiredRecords::delete_page`] yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Where the next page begins: the values of the index in the last record of this one. `None` after the last page.
    pub last: Option<Vec<String>>,
    /// How many records were deleted.
    pub deleted: u64,
}

impl ExpiredRecords {
    /// All, in the order that leaves no reference to a record that is gone.
    pub const ALL: [Self; 3] = [Self::HelpActions, Self::HelpRequests, Self::Interactions];

    const fn table(self) -> &'static str {
        match self {
            Self::HelpActions => "supervisor_help_action",
            Self::HelpRequests => "interaction_help_request",
            Self::Interactions => "interaction",
        }
    }

    /// The columns of the index that finds them, the time first, and the primary key.
    const fn index(self) -> &'static [&'static str] {
        match self {
            Self::HelpActions => &["end_time", "start_time", "sys_id"],
            Self::HelpRequests | Self::Interactions => &["sys_updated_on", "sys_id"],
        }
    }

    /// SQL for: the record is over and nothing refers to it. The state `new` says nothing where nobody keeps states: the
    /// service and many callers never change it.
    const fn is_over(self) -> &'static str {
        match self {
            Self::HelpActions => "true",
            Self::HelpRequests => {
                "NOT EXISTS (SELECT 1 FROM supervisor_help_action AS a \
                   WHERE a.interaction = r.interaction AND a.help_request = r.sys_id) \
                 AND (r.state IN ('closed', 'cancelled') OR EXISTS (SELECT 1 FROM interaction AS i \
                   WHERE i.sys_id = r.interaction AND (i.state IN ('closed_complete', 'closed_abandoned') \
                     OR i.state = 'new' AND r.state = 'new')))"
            }
            Self::Interactions => {
                "r.state IN ('new', 'closed_complete', 'closed_abandoned') \
                 AND NOT EXISTS (SELECT 1 FROM interaction_help_request AS h WHERE h.interaction = r.sys_id) \
                 AND NOT EXISTS (SELECT 1 FROM supervisor_help_action AS a WHERE a.interaction = r.sys_id)"
            }
        }
    }

    /// The batch that deletes the records of a page that may be deleted. `after` is [`Page::last`] of the page before; empty
    /// for the first page. The batch yields a [`Page`]: see [`Page::read`]. `write` needs a transaction id that no other batch
    /// has.
    ///
    /// A record is stamped first, so that the log says who deletes it. The stamp does not change the columns of the index, so the
    /// delete finds the same page. If the batch runs twice, the second run only deletes further records that may be
    /// deleted.
    #[must_use]
    pub fn delete_page(self, retention: Retention, after: &[String], write: &WriteContext<'_>) -> [Statement; 4] {
        let table = self.table();
        let page = |columns: &str, limit: &str, sql: &mut SqlBuilder| {
            self.page(columns, retention, after, sql) + &format!(" LIMIT {limit}")
        };

        let mut sql = SqlBuilder::new();
        let position = format!("json_array({}) AS value", self.index().join(", "));
        let last = page(&position, &format!("1 OFFSET {}", PAGE - 1), &mut sql);
        let last = sql.statement(last);

        let mut sql = SqlBuilder::new();
        let (stamp, ids) = (write.delete_stamp(&mut sql), page("sys_id", &PAGE.to_string(), &mut sql));
        let (oldest, is_over) = (sql.bind(retention.oldest), self.is_over());
        let is_deletable = retention.deletable.through().map_or_else(String::new, |through| {
            format!(
                " AND NOT EXISTS (SELECT 1 FROM record_change AS c \
                   WHERE c.documentkey = r.sys_id AND c.sequence > {through})"
            )
        });
        let stamp = sql.statement(format!(
            "UPDATE {table} AS r SET {stamp} WHERE r.sys_id IN ({ids}) AND r.sys_updated_on < {oldest} \
             AND {is_over}{is_deletable}"
        ));

        let mut sql = SqlBuilder::new();
        let (ids, transaction_id) = (page("sys_id", &PAGE.to_string(), &mut sql), sql.bind(write.transaction_id));
        let delete = sql.statement(format!(
            "DELETE FROM {table} WHERE sys_id IN ({ids}) AND sys_transaction_id = {transaction_id}"
        ));
        [last, stamp, delete, SqlBuilder::new().statement("SELECT cast(changes() AS TEXT) AS value")]
    }

    /// SQL for these columns of the records after `after` that are old enough, in the order of the index.
    fn page(self, columns: &str, retention: Retention, after: &[String], sql: &mut SqlBuilder) -> String {
        let index = self.index();
        let after = (0..index.len()).map(|at| sql.bind(after.get(at).map_or("", String::as_str)));
        let after = after.collect::<Vec<_>>().join(", ");
        let (time, oldest) = (index.first().copied().unwrap_or_default(), sql.bind(retention.oldest));
        let (table, index) = (self.table(), index.join(", "));
        format!("SELECT {columns} FROM {table} WHERE ({index}) > ({after}) AND {time} < {oldest} ORDER BY {index}")
    }
}

impl Page {
    /// Reads what the first and the last statement of the batch yield.
    #[must_use]
    pub fn read(last: Option<String>, deleted: Option<String>) -> Self {
        Self {
            last: last.and_then(|last| serde_json::from_str(&last).ok()),
            deleted: deleted.and_then(|deleted| deleted.parse().ok()).unwrap_or_default(),
        }
    }
}
