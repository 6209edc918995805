//! A list of records: which page of it, in which statements, with which headers.

use super::condition::{order_clause, where_clause};
use super::description::Table;
use super::parameters::UrlParameters;
use super::query::Query;
use super::statement::{Parameters, listed};
use super::view::View;
use crate::fault::{Fault, FaultCode, Faults};
use crate::store::Statement;
use crate::time::UtcTime;

/// How many records a list has where no limit is given, and at most: a higher limit counts as this one.
pub const MAX_LIMIT: u64 = 10_000;

/// The most characters of the records of a page. A Worker has 128 MB, in which a page lies several times on its way. Measured
/// where the page could have more than twice as many: measuring reads each record once more.
pub const MAX_CHARACTERS: u64 = 12_000_000;

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
    view: View,
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
}

impl List {
    /// Reads the parameters of a list.
    ///
    /// # Errors
    /// All faults together.
    pub fn read(table: &'static Table, query: &str, now: UtcTime) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let parameters = &mut UrlParameters::parse(query);
        let list = Self {
            table,
            view: View::read(table, parameters, &mut faults),
            page: Page::read(parameters, &mut faults),
            has_links: !parameters.flag("sysparm_suppress_pagination_header", &mut faults),
            is_counted: !parameters.flag("sysparm_no_count", &mut faults),
            query: parameters.query(table, now, &mut faults),
        };
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// The statements: one that yields the records of the page, and one more to see whether more follow, and one that
    /// counts those of all pages, if they are to be counted. From where the page is [too large](List::too_large) on, the
    /// first yields NULL.
    #[must_use]
    pub fn statements(&self, tables: &str) -> Vec<Statement> {
        let mut parameters = Parameters::default();
        let record = self.view.sql(tables, &mut parameters);
        let condition = where_clause(&self.query, &mut parameters);
        let order = order_clause(&self.query, self.table);
        let page = self.page.sql(1, &mut parameters);
        let name = self.table.name;
        let mut sql = format!("SELECT {record} AS value FROM {name} AS t{condition}{order}{page}");
        if self.page.limit * self.view.longest() > 2 * MAX_CHARACTERS {
            let most = parameters.bind(&MAX_CHARACTERS.to_string());
            sql = format!(
                "SELECT CASE WHEN sum(length(value)) OVER (ROWS UNBOUNDED PRECEDING) <= cast({most} AS INTEGER) \
                 THEN value END AS value FROM ({sql})"
            );
        }
        let mut statements = vec![parameters.statement(sql)];
        if self.is_counted {
            let mut parameters = Parameters::default();
            let condition = where_clause(&self.query, &mut parameters);
            statements.push(
                parameters.statement(format!("SELECT cast(count(*) AS TEXT) AS value FROM {name} AS t{condition}")),
            );
        }
        statements
    }

    /// Whether there is a statement that counts.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        self.is_counted
    }

    /// The fault of a page that is too large for the memory that a Worker has.
    #[must_use]
    pub fn too_large() -> Fault {
        let message = format!(
            "the page has more than {MAX_CHARACTERS} characters; give a lower sysparm_limit, or fewer sysparm_fields"
        );
        Fault::field("sysparm_limit", FaultCode::PageTooLarge, message)
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
        Self {
            // aiosnow asks for more than the limit that it knows.
            limit: parameters.number("sysparm_limit", MAX_OFFSET, faults).unwrap_or(MAX_LIMIT).min(MAX_LIMIT),
            offset: parameters.number("sysparm_offset", MAX_OFFSET, faults).unwrap_or_default(),
        }
    }

    fn sql(self, more: u64, parameters: &mut Parameters) -> String {
        // A limit of 0 looks for nothing.
        let limit = if self.limit == 0 { 0 } else { self.limit + more };
        let limit = parameters.bind(&limit.to_string());
        let offset = parameters.bind(&self.offset.to_string());
        format!(" LIMIT cast({limit} AS INTEGER) OFFSET cast({offset} AS INTEGER)")
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
            let limit = self.limit;
            format!("<{resource}?{kept}sysparm_limit={limit}&sysparm_offset={offset}>;rel=\"{relation}\"")
        };
        let names_all = query.len() <= MAX_LINKED_BYTES;
        let mut links = Vec::new();
        if names_all {
            links.push(link("first", 0));
        }
        if names_all && self.offset > 0 {
            links.push(link("prev", self.offset.saturating_sub(self.limit)));
        }
        if has_next {
            links.push(link("next", self.offset + self.limit));
        }
        if let Some(total) = total.filter(|_| names_all) {
            links.push(link("last", total.saturating_sub(1) / self.limit * self.limit));
        }
        listed(&links, ",")
    }
}

/// A part of a list without a look beyond its end.
pub(super) fn page_sql(
    parameters: &mut UrlParameters,
    faults: &mut Faults,
) -> impl Fn(&mut Parameters) -> String + use<> {
    let page = Page::read(parameters, faults);
    move |parameters| page.sql(0, parameters)
}
