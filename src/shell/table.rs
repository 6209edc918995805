//! The Table API and the Aggregate API: the steps in the order of the contract, section 3.

use super::d1::{self, Results, Rows, Session};
use super::head::Header;
use super::request::Exchange;
use super::{body, rate_limit, settings, sign_in};
use crate::auth::IntegrationUser;
use crate::body::{RawFields, decode};
use crate::fault::{Fault, FaultCode, Faults, quoted};
use crate::http::{Answer, ApiError, Format, Operation, TableRoute, Version};
use crate::store::{Change, Statement};
use crate::sys_id::SysId;
use crate::table::{List, Purpose, Record, Stats, Table, UrlParameters, View, Writing, read};

/// The header by which a caller says how new what it reads has to be, and hears how new it is.
pub(super) const BOOKMARK: &str = "X-D1-Bookmark";

/// The most characters of a bookmark: twice those that D1's have.
const MAX_BOOKMARK: usize = 128;

pub(super) async fn answer(exchange: &Exchange, route: &TableRoute<'_>) -> Result<Answer, ApiError> {
    let user = admitted(exchange, route).await?;
    let call = Call { exchange, table: route.table, version: route.version };
    match route.operation {
        Operation::List => call.list().await,
        Operation::Stats => call.stats().await,
        Operation::Read(id) => call.read(id).await,
        Operation::Insert => call.insert(&user).await,
        Operation::Update(id) => call.update(&user, id).await,
        Operation::Delete(id) => call.delete(&user, id).await,
    }
}

/// Credentials, role, rate limit.
async fn admitted(exchange: &Exchange, route: &TableRoute<'_>) -> Result<IntegrationUser, ApiError> {
    let config = settings::config(&exchange.env)?;
    let caller = sign_in::caller(exchange, &config).await?;
    exchange.note_caller(&caller);
    let user = caller.into_user(route.table.reader)?;
    let is_write = matches!(route.operation, Operation::Insert | Operation::Update(_) | Operation::Delete(_));
    if is_write && !route.table.is_writable {
        return Err(ApiError::ReadOnly(route.table.name));
    }
    rate_limit::admit(&exchange.env, user.identity()).await?;
    Ok(user)
}

/// A text that is none names no record.
fn sys_id(text: &str) -> Result<SysId, ApiError> {
    SysId::parse(text).map_err(|_| ApiError::NoRecord)
}

/// A call that was admitted.
struct Call<'a> {
    exchange: &'a Exchange,
    table: &'static Table,
    version: Version,
}

impl Call<'_> {
    async fn list(&self) -> Result<Answer, ApiError> {
        let format = self.exchange.answer_format()?;
        let url = self.exchange.head.url();
        let list = List::read(self.table, url.query, self.exchange.now()?)?;
        let results = self.look_up(&list.statements(&self.tables())).await?;
        let records = results.rows(0);
        let yielded = records.len();
        if yielded == 0 && self.version == Version::V1 {
            return Err(ApiError::NoRecord);
        }
        if records.ends_with_null() {
            return Err(Faults::from(List::too_large()).into());
        }
        let total =
            results.last_first().next().filter(|_| list.is_counted()).and_then(|rows| rows.first()?.parse().ok());
        let headers = list.headers(yielded, total, (&[url.origin, url.path].concat(), url.query));
        let answer = self.rows(&records, list.shown(yielded), format)?;
        Ok(answer.with_headers(headers))
    }

    /// A list of the first rows.
    fn rows(&self, rows: &Rows, how_many: u32, format: Format) -> Result<Answer, ApiError> {
        if format == Format::Json {
            self.exchange.note_list(rows.list(how_many));
            return Ok(Answer::list_in_json());
        }
        let mut texts = rows.texts(how_many);
        Answer::list_in_xml(&mut || texts.next())
    }

    async fn stats(&self) -> Result<Answer, ApiError> {
        let format = self.exchange.answer_format()?;
        let stats = Stats::read(self.table, self.exchange.head.url().query, self.exchange.now()?)?;
        let results = self.look_up(std::slice::from_ref(stats.statement())).await?;
        let rows = results.rows(0);
        if stats.is_grouped() {
            return self.rows(&rows, rows.len(), format);
        }
        Answer::record(200, rows.first(), format)
    }

    async fn read(&self, id: &str) -> Result<Answer, ApiError> {
        let format = self.exchange.answer_format()?;
        let view = self.view()?;
        let id = sys_id(id)?;
        let results = self.look_up(&[read(self.table, &id, &view, &self.tables())]).await?;
        let record = results.rows(0).first().ok_or(ApiError::NoRecord)?;
        Answer::record(200, Some(record), format)
    }

    async fn insert(&self, user: &IntegrationUser) -> Result<Answer, ApiError> {
        let format = self.exchange.answer_format()?;
        let (record, view) = self.record(Purpose::Insert).await?;
        let id = record.sys_id.as_ref().unwrap_or(&self.exchange.new_sys_id);
        let shown = self.write(user, &Writing::Insert(&record), Some((id, &view))).await?;
        let location = [&self.tables(), self.table.name, "/", id.as_str()].concat();
        Ok(Answer::record(201, shown, format)?.with_headers(Some(("Location", location))))
    }

    async fn update(&self, user: &IntegrationUser, id: &str) -> Result<Answer, ApiError> {
        let format = self.exchange.answer_format()?;
        let (record, view) = self.record(Purpose::Update(id)).await?;
        let id = sys_id(id)?;
        let shown = self.write(user, &Writing::Update(&id, &record), Some((&id, &view))).await?;
        Answer::record(200, shown, format)
    }

    async fn delete(&self, user: &IntegrationUser, id: &str) -> Result<Answer, ApiError> {
        self.exchange.answer_format()?;
        let id = sys_id(id)?;
        let deletion = Writing::Delete(&id);
        self.write(user, &deletion, None).await?;
        Ok(Answer::no_content())
    }

    /// What the body says, and how the record is to be shown afterwards.
    async fn record(&self, purpose: Purpose<'_>) -> Result<(Record, View), ApiError> {
        let format = body::format(self.exchange)?;
        let body = body::read(self.exchange).await?;
        let fields = RawFields::new(self.table.fields.iter().map(|field| field.name));
        let fields = decode(format, &body, fields)?;
        match (Record::check(self.table, fields, purpose), self.view()) {
            (Ok(record), Ok(view)) => Ok((record, view)),
            (Err(mut faults), Err(others)) => {
                faults.append(others);
                Err(faults.into())
            }
            (Err(faults), _) | (_, Err(faults)) => Err(faults.into()),
        }
    }

    /// The record as it is when it has been written, if it is to be shown.
    async fn write(
        &self,
        user: &IntegrationUser,
        writing: &Writing<'_>,
        shown: Option<(&SysId, &View)>,
    ) -> Result<Option<String>, ApiError> {
        let change = Change {
            user,
            now: self.exchange.now()?,
            transaction_id: &self.exchange.transaction_id,
            new_sys_id: &self.exchange.new_sys_id,
            key: None,
        };
        let mut statements = writing.statements(self.table, &change);
        if let Some((id, view)) = shown {
            statements.push(read(self.table, id, view, &self.tables()));
        }
        let session = if writing.is_repeatable() { Session::Write } else { Session::WriteOnce };
        let results = d1::batch(self.exchange, &statements, session).await?;
        writing.explain(self.table, results.rows(0).first().as_deref())?;
        Ok(results.last_first().next().and_then(|rows| rows.first()))
    }

    fn view(&self) -> Result<View, Faults> {
        let mut faults = Faults::default();
        let view = View::read(self.table, &mut UrlParameters::parse(self.exchange.head.url().query), &mut faults);
        if faults.is_empty() { Ok(view) } else { Err(faults) }
    }

    /// Reads, on any copy of the database that is as new as the caller wants.
    async fn look_up(&self, statements: &[Statement]) -> Result<Results, ApiError> {
        let bookmark = self.exchange.head.header(Header::D1Bookmark);
        if let Some(bookmark) = bookmark.filter(|bookmark| !is_bookmark(bookmark)) {
            let message = format!("{BOOKMARK} \"{}\" is none that was answered; send one, or none", quoted(bookmark));
            return Err(Faults::from(Fault::field(BOOKMARK, FaultCode::InvalidBookmark, message)).into());
        }
        Ok(d1::batch(self.exchange, statements, Session::Read(bookmark)).await?)
    }

    /// The address under which tables are found.
    fn tables(&self) -> String {
        [self.exchange.head.url().origin, self.version.prefix(), "table/"].concat()
    }
}

/// D1's bookmarks are hexadecimal digits and hyphens.
fn is_bookmark(text: &str) -> bool {
    (1..=MAX_BOOKMARK).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
