//! Lists of records: their page, their statements, and their headers.

use super::position::{self, Keyset, Position};
use super::{Projection, UrlParameters, own_rows};
use crate::fault::{Fault, FaultCode, Faults};
use crate::query::{Query, from_clause, order_clause};
use crate::schema::Table;
use crate::store::{SqlBuilder, Statement};
use crate::time::UtcTime;

/// Most records of a page, and the default. A higher limit counts as this one.
pub const MAX_LIMIT: u64 = 10_000;

/// Most characters of the records of a page, in the format of the answer. An isolate has 128 MB for all its calls, and
/// holds a page several times on its way. For JSON the database measures a page, but only if it could be longer.
pub const MAX_CHARACTERS: u64 = 3_000_000;

/// Highest limit and highest offset. SQLite can add the two without overflow.
pub const MAX_OFFSET: u64 = i64::MAX as u64 / 2;

/// Most bytes of `Link`, which repeats the query for each page that it names. Clients refuse headers of more than 16 KiB in
/// total, and proxies those of more than 8 KiB. A longer one leaves out `last`, then `first`, then `prev`, but never `next`:
/// clients take a page without it for the last one.
pub const MAX_LINK_BYTES: usize = 8 * 1024;

/// Parameters of the Aggregate API that choose records or groups, or their order. A list that ignored them would show other
/// records than the caller means.
const AGGREGATE_PARAMETERS: [&str; 4] = ["sysparm_group_by", "sysparm_having", "sysparm_order_by", "sysparm_orderby"];

/// A page that begins at most this many records after the first one names the next page only by its offset. Such a page is cheap,
/// and most clients read no others.
const CHEAP_OFFSET: u64 = 10;

/// A list, as the caller asks for it.
#[derive(Clone, Debug)]
pub struct List {
    table: &'static Table,
    query: Query,
    /// The user whose rows alone are read; `None` for all rows.
    only_of: Option<String>,
    projection: Projection,
    page: Page,
    /// The columns of a position; `None` if the order has no positions.
    keyset: Option<Keyset>,
    /// The position after which the page begins, instead of an offset.
    after: Option<Position>,
    /// Whether the answer has `Link`.
    has_links: bool,
    /// Whether the answer has `X-Total-Count`, the number of records on all pages.
    is_counted: bool,
}

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Page {
    limit: u64,
    offset: u64,
    /// Whether the caller gave the limit. If not, the page may be cut.
    has_limit: bool,
    /// Whether the page was cut because it would be too long.
    is_cut: bool,
}

impl List {
    /// Reads the parameters of a list.
    ///
    /// # Errors
    /// All faults together.
    pub fn read(table: &'static Table, query: &str, now: UtcTime) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let parameters = &mut UrlParameters::parse(query, &mut faults);
        for name in AGGREGATE_PARAMETERS {
            if parameters.take(name, &mut faults).is_some() {
                let message =
                    format!("{name} means nothing for a list; leave it out, or ask /api/now/stats/{}", table.name);
                faults.push_name(Fault::field(name, FaultCode::InvalidParameter, message));
            }
        }
        let projection = Projection::read(table, parameters, &mut faults);
        let mut page = Page::read(parameters, &mut faults);
        let after = position::read(parameters, &mut faults);
        let has_links = !parameters.flag("sysparm_suppress_pagination_header", &mut faults);
        let is_counted = !parameters.flag("sysparm_no_count", &mut faults);
        let query = parameters.query(table, now, &mut faults);
        let keyset = Keyset::of(table, &query.order(table));
        let after = position::after(after, keyset.as_ref(), &mut page.offset, &mut faults);
        let list = Self { table, query, projection, page, keyset, after, has_links, is_counted, only_of: None };
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// Reads only the rows about this user, if the table has such.
    #[must_use]
    pub fn only_of(self, user_name: Option<&str>) -> Self {
        Self { only_of: user_name.map(str::to_owned), ..self }
    }

    /// The unknown names in `sysparm_fields`.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        self.projection.unknown()
    }

    /// SQL for the rows of the query: `FROM … WHERE …`. For a page, only those after the given position.
    fn rows(&self, is_page: bool, sql: &mut SqlBuilder) -> String {
        let after = self.keyset.as_ref().zip(self.after.as_ref()).filter(|_| is_page);
        let start = after.map(|(keyset, _)| keyset.start());
        let driving = self.query.driving(self.table).filter(|_| is_page);
        let from = driving.map_or_else(|| from_clause(self.table, sql), |driving| driving.from_clause(self.table));
        let condition = self.query.where_clause_of_page(driving, start, sql);
        let own = own_rows(self.table, self.only_of.as_deref(), sql);
        let after = after.map(|(keyset, after)| keyset.condition(after, sql));
        let mut rows = from + &condition;
        let mut word = if condition.is_empty() { " WHERE " } else { " AND " };
        for condition in [own, after].into_iter().flatten() {
            rows.extend([word, &condition]);
            word = " AND ";
        }
        rows
    }

    /// The statements. The first yields the records of the page, and one more to show that another page follows. If the
    /// page is longer than [`MAX_CHARACTERS`], it yields NULL for all records past that. The second, if the records are
    /// counted, yields their number on all pages. `tables` is the URL in front of a table's name, for links.
    #[must_use]
    pub fn statements(&self, tables: &str) -> Vec<Statement> {
        let mut sql = SqlBuilder::new();
        let record = self.projection.sql(tables, &mut sql);
        let rows = self.rows(true, &mut sql);
        // With a position, the page begins right after it.
        let offset = if self.after.is_some() { 0 } else { self.page.offset };
        let order = order_clause(&self.query.order(self.table));
        let page = page_clause(self.page.limit + 1, offset, &mut sql);
        // Each record yields its position, because the next page begins after the last one.
        let keyset = self.keyset.as_ref().filter(|_| self.has_positions());
        let position = keyset.map(|keyset| format!(", {} AS position", keyset.sql())).unwrap_or_default();
        let mut text = format!("SELECT {record} AS value{position}{rows}{order}{page}");
        if self.page.limit * self.projection.longest() > MAX_CHARACTERS {
            text = measured(&text, self.has_positions(), &mut sql);
        }
        let mut statements = vec![sql.statement(text)];
        if self.is_counted {
            let mut sql = SqlBuilder::new();
            let rows = self.rows(false, &mut sql);
            statements.push(sql.statement(format!("SELECT cast(count(*) AS TEXT) AS value{rows}")));
        }
        statements
    }

    /// Whether the first statement also yields each record's `position`. The first pages need none.
    #[must_use]
    pub const fn has_positions(&self) -> bool {
        self.has_links && self.keyset.is_some() && self.page.offset > CHEAP_OFFSET
    }

    /// Whether there is the second statement, which counts.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        self.is_counted
    }

    /// Cuts the page to the first `fitting` records, because more would need too much memory. `Link` then continues from
    /// there.
    ///
    /// # Errors
    /// The caller gave a limit and may rely on it, or not even one record fits.
    pub fn cut(&mut self, fitting: usize) -> Result<(), Faults> {
        if self.page.has_limit || fitting == 0 {
            let message = format!(
                "the page has more than {MAX_CHARACTERS} characters; give a lower sysparm_limit, or fewer sysparm_fields"
            );
            return Err(Fault::field("sysparm_limit", FaultCode::PageTooLarge, message).into());
        }
        self.page.limit = u64::try_from(fitting).unwrap_or(u64::MAX);
        self.page.is_cut = true;
        Ok(())
    }

    /// How many records are on the page. The first statement has yielded `yielded` records, perhaps one more than the page
    /// has.
    #[must_use]
    pub fn page_length(&self, yielded: u32) -> u32 {
        yielded.min(u32::try_from(self.page.limit).unwrap_or(u32::MAX))
    }

    /// The headers of the answer. The first statement has yielded `yielded` records, and `total` is the number on all
    /// pages. `last` is the `position` of the last record of the page, `url` the URL before and after its question mark.
    #[must_use]
    pub fn headers(
        &self,
        yielded: u32,
        total: Option<u64>,
        last: Option<&str>,
        url: (&str, &str),
    ) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if let Some(total) = total {
            headers.push(("X-Total-Count", total.to_string()));
        }
        if self.has_links {
            let next_offset = self.page.offset + self.page.limit;
            let last = last.filter(|_| self.has_positions());
            let next = (self.page_length(yielded) < yielded)
                .then(|| last.map(|last| position::parameter(next_offset, last)).unwrap_or_default());
            let links = self.page.links(next.as_deref(), total, url);
            if !links.is_empty() {
                headers.push(("Link", links));
            }
        }
        headers
    }
}

impl Page {
    fn read(parameters: &mut UrlParameters, faults: &mut Faults) -> Self {
        let limit = parameters.number("sysparm_limit", 1, MAX_OFFSET, faults);
        Self {
            // A higher limit is not a fault: aiosnow adds the offset to its limit of 10,000.
            limit: limit.unwrap_or(MAX_LIMIT).min(MAX_LIMIT),
            offset: parameters.number("sysparm_offset", 0, MAX_OFFSET, faults).unwrap_or_default(),
            has_limit: limit.is_some(),
            is_cut: false,
        }
    }

    /// `Link` (RFC 8288), without spaces, like ServiceNow's. `next` is what the link to the next page has besides the offset;
    /// `None` if there is no next page.
    fn links(self, next: Option<&str>, total: Option<u64>, (resource, query): (&str, &str)) -> String {
        let mut kept = String::new();
        for pair in query.split('&') {
            let name = form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name).unwrap_or_default();
            if !matches!(name.as_ref(), "" | "sysparm_limit" | "sysparm_offset" | position::PARAMETER) {
                kept.extend([pair, "&"]);
            }
        }
        let link = |relation, offset: u64, position: &str| {
            // The page after a cut one again has as many records as fit.
            let limit = if self.is_cut { String::new() } else { format!("sysparm_limit={}&", self.limit) };
            format!("<{resource}?{kept}{position}{limit}sysparm_offset={offset}>;rel=\"{relation}\"")
        };
        let mut links = vec![("first", link("first", 0, ""))];
        // The beginning of the pages before a cut one is unknown.
        if !self.is_cut && self.offset > 0 {
            links.push(("prev", link("prev", self.offset.saturating_sub(self.limit), "")));
        }
        if let Some(position) = next {
            links.push(("next", link("next", self.offset + self.limit, position)));
        }
        if let Some(total) = total.filter(|_| !self.is_cut) {
            links.push(("last", link("last", total.saturating_sub(1) / self.limit * self.limit, "")));
        }
        for dispensable in ["last", "first", "prev"] {
            let bytes: usize = links.iter().map(|(_, link)| link.len() + 1).sum();
            if bytes <= MAX_LINK_BYTES {
                break;
            }
            links.retain(|(relation, _)| *relation != dispensable);
        }
        links.into_iter().map(|(_, link)| link).collect::<Vec<_>>().join(",")
    }
}

/// A statement that yields the rows of `statement` up to [`MAX_CHARACTERS`] together, and NULL for the rows past that. With
/// positions, also yields the column `position`.
pub(super) fn measured(statement: &str, has_positions: bool, sql: &mut SqlBuilder) -> String {
    let most = sql.bind(MAX_CHARACTERS.cast_signed());
    let position = if has_positions { ", position" } else { "" };
    format!(
        "SELECT CASE WHEN sum(length(value)) OVER (ROWS UNBOUNDED PRECEDING) <= {most} THEN value END AS value{position} \
         FROM ({statement})"
    )
}

/// ` LIMIT … OFFSET …`.
fn page_clause(limit: u64, offset: u64, sql: &mut SqlBuilder) -> String {
    let (limit, offset) = (sql.bind_limit(limit.cast_signed()), sql.bind_limit(offset.cast_signed()));
    format!(" LIMIT {limit} OFFSET {offset}")
}

/// Reads the page of an aggregate, and returns SQL for it. Does not add one more record, because an aggregate has no `Link`.
pub(super) fn page_sql(
    parameters: &mut UrlParameters,
    faults: &mut Faults,
) -> impl Fn(&mut SqlBuilder) -> String + use<> {
    let page = Page::read(parameters, faults);
    move |sql| page_clause(page.limit, page.offset, sql)
}
