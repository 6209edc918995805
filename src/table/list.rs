//! A list of records: which page of it, in which statements, with which headers.

use super::{Projection, UrlParameters};
use crate::fault::{Fault, FaultCode, Faults};
use crate::query::Query;
use crate::schema::Table;
use crate::store::{SqlBuilder, Statement};
use crate::time::UtcTime;

/// How many records a list has where no limit is given, and at most: a higher limit counts as this one.
pub const MAX_LIMIT: u64 = 10_000;

/// The most characters of the records of a page, in the format of the answer. An isolate has 128 MB for all its calls, and a
/// page is in its memory several times on its way. JSON is measured by the database, where the page could have more.
pub const MAX_CHARACTERS: u64 = 3_000_000;

/// The highest number that a parameter may be: SQLite adds two of them without overflow.
pub const MAX_OFFSET: u64 = i64::MAX as u64 / 2;

/// The most bytes of the parameters of a request whose answer names more than the next page in `Link`, which repeats them for
/// each page: clients refuse headers of more than 16 KiB together.
pub const MAX_LINKED_BYTES: usize = 3 * 1024;

/// A list as it is asked for.
#[derive(Clone, Debug)]
pub struct List {
    table: &'static Table,
    query: Query,
    projection: Projection,
    page: Page,
    /// Whether `Link` is wanted.
    has_links: bool,
    /// Whether the records of all pages are counted.
    is_counted: bool,
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Page {
    limit: u64,
    offset: u64,
    /// Whether the caller has given the limit. If not, the page may be cut.
    has_limit: bool,
    /// Whether the page was cut where it became too large.
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
        let list = Self {
            table,
            projection: Projection::read(table, parameters, &mut faults),
            page: Page::read(parameters, &mut faults),
            has_links: !parameters.flag("sysparm_suppress_pagination_header", &mut faults),
            is_counted: !parameters.flag("sysparm_no_count", &mut faults),
            query: parameters.query(table, now, &mut faults),
        };
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// The statements: one that yields the records of the page, and one more to see whether more follow, and one that
    /// counts those of all pages, if they are to be counted. From where the page is too large on, the first yields NULL.
    #[must_use]
    pub fn statements(&self, tables: &str) -> Vec<Statement> {
        let mut sql = SqlBuilder::new();
        let record = self.projection.sql(tables, &mut sql);
        let condition = self.query.where_clause(&mut sql);
        let order = self.query.order_clause(self.table);
        let page = self.page.sql(1, &mut sql);
        let name = self.table.name;
        let mut text = format!("SELECT {record} AS value FROM {name} AS t{condition}{order}{page}");
        if self.page.limit * self.projection.longest() > MAX_CHARACTERS {
            text = measured(&text, &mut sql);
        }
        let mut statements = vec![sql.statement(text)];
        if self.is_counted {
            let mut sql = SqlBuilder::new();
            let condition = self.query.where_clause(&mut sql);
            let text = format!("SELECT cast(count(*) AS TEXT) AS value FROM {name} AS t{condition}");
            statements.push(sql.statement(text));
        }
        statements
    }

    /// Whether there is a statement that counts.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        self.is_counted
    }

    /// Cuts the page to so many records, because more are too large for the memory of a Worker. `Link` then leads on from there.
    ///
    /// # Errors
    /// The caller has given a limit, and may count by it; or not even one record fits.
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

    /// How many of the records that the first statement has yielded are on the page.
    #[must_use]
    pub fn shown(&self, yielded: u32) -> u32 {
        yielded.min(u32::try_from(self.page.limit).unwrap_or(u32::MAX))
    }

    /// The headers, by how many records the first statement has yielded and how many there are, and the URL of the request
    /// in front of and behind its question mark.
    #[must_use]
    pub fn headers(&self, yielded: u32, total: Option<u64>, url: (&str, &str)) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        if let Some(total) = total {
            headers.push(("X-Total-Count", total.to_string()));
        }
        if self.has_links && self.page.limit > 0 {
            let has_next = self.shown(yielded) < yielded;
            let links = self.page.links(has_next, total, url);
            if !links.is_empty() {
                headers.push(("Link", links));
            }
        }
        headers
    }
}

impl Page {
    fn read(parameters: &mut UrlParameters, faults: &mut Faults) -> Self {
        let limit = parameters.number("sysparm_limit", MAX_OFFSET, faults);
        Self {
            // aiosnow asks for more than the limit that it knows.
            limit: limit.unwrap_or(MAX_LIMIT).min(MAX_LIMIT),
            offset: parameters.number("sysparm_offset", MAX_OFFSET, faults).unwrap_or_default(),
            has_limit: limit.is_some(),
            is_cut: false,
        }
    }

    fn sql(self, more: u64, sql: &mut SqlBuilder) -> String {
        // A limit of 0 looks for nothing.
        let limit = if self.limit == 0 { 0 } else { self.limit + more };
        let (limit, offset) = (sql.bind(limit.cast_signed()), sql.bind(self.offset.cast_signed()));
        format!(" LIMIT {limit} OFFSET {offset}")
    }

    /// `Link` (RFC 8288), without blanks, as ServiceNow's is.
    fn links(self, has_next: bool, total: Option<u64>, (resource, query): (&str, &str)) -> String {
        let mut kept = String::new();
        for pair in query.split('&') {
            let name = form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name).unwrap_or_default();
            if !matches!(name.as_ref(), "" | "sysparm_limit" | "sysparm_offset") {
                kept.extend([pair, "&"]);
            }
        }
        let link = |relation, offset: u64| {
            // The page after a cut one has as many records as fit.
            let limit = if self.is_cut { String::new() } else { format!("sysparm_limit={}&", self.limit) };
            format!("<{resource}?{kept}{limit}sysparm_offset={offset}>;rel=\"{relation}\"")
        };
        let names_all = query.len() <= MAX_LINKED_BYTES;
        let mut links = Vec::new();
        if names_all {
            links.push(link("first", 0));
        }
        // Where pages have as many records as fit, nobody knows where the others begin.
        let names_all = names_all && !self.is_cut;
        if names_all && self.offset > 0 {
            links.push(link("prev", self.offset.saturating_sub(self.limit)));
        }
        if has_next {
            links.push(link("next", self.offset + self.limit));
        }
        if let Some(total) = total.filter(|_| names_all) {
            links.push(link("last", total.saturating_sub(1) / self.limit * self.limit));
        }
        links.join(",")
    }
}

/// A statement that yields the rows of another one as long as they have at most [`MAX_CHARACTERS`] together, and NULL from there
/// on.
pub(super) fn measured(statement: &str, sql: &mut SqlBuilder) -> String {
    let most = sql.bind(MAX_CHARACTERS.cast_signed());
    format!(
        "SELECT CASE WHEN sum(length(value)) OVER (ROWS UNBOUNDED PRECEDING) <= {most} THEN value END AS value \
         FROM ({statement})"
    )
}

/// A part of a list without a look beyond its end.
pub(super) fn page_sql(
    parameters: &mut UrlParameters,
    faults: &mut Faults,
) -> impl Fn(&mut SqlBuilder) -> String + use<> {
    let page = Page::read(parameters, faults);
    move |sql| page.sql(0, sql)
}
