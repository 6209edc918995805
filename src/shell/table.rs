//! The Table API and the Aggregate API: the steps in the order of the contract, section 3.

use super::d1::{self, Results, Session};
use super::delivery::Reply;
use super::request::Exchange;
use super::{body, rate_limit, settings, sign_in};
use crate::auth::IntegrationUser;
use crate::body::{RawFields, decode};
use crate::fault::{Fault, FaultCode, Faults, quoted};
use crate::http::{Answer, ApiError, Operation, TableRoute, Version};
use crate::store::{Change, Statement};
use crate::sys_id::SysId;
use crate::table::{List, Purpose, Record, Stats, Table, UrlParameters, View, Writing, read};
use wasm_bindgen::JsValue;

/// The header by which a caller says how new what it reads has to be, and hears how new it is.
pub(super) const BOOKMARK: &str = "X-D1-Bookmark";

/// The most characters of a bookmark: twice those that D1's have.
const MAX_BOOKMARK: usize = 128;

pub(super) async fn answer(exchange: &Exchange, route: &TableRoute<'_>) -> Result<Reply, ApiError> {
    let user = admitted(exchange, route).await?;
    let call = Call { exchange, table: route.table, version: route.version };
    match route.operation {
        Operation::List => call.list().await,
        Operation::Stats => call.stats().await,
        Operation::Read(id) => call.read(id).await.map(Reply::from),
        Operation::Insert => call.insert(&user).await.map(Reply::from),
        Operation::Update(id) => call.update(&user, id).await.map(Reply::from),
        Operation::Delete(id) => call.delete(&user, id).await.map(Reply::from),
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
    async fn list(&self) -> Result<Reply, ApiError> {
        let format = self.exchange.answer_format()?;
        let url = self.exchange.url();
        let list = List::read(self.table, url.query, self.exchange.now()?)?;
        let results = self.look_up(&list.statements(&self.tables())).await?;
        let records = results.rows(0);
        let yielded = u32::try_from(records.len()).unwrap_or(u32::MAX);
        if yielded == 0 && self.version == Version::V1 {
            return Err(ApiError::NoRecord);
        }
        if records.last().is_some_and(JsValue::is_null) {
            return Err(Faults::from(List::too_large()).into());
        }
        let total = results.first(1).filter(|_| list.is_counted()).and_then(|total| total.parse().ok());
        let headers = list.headers(yielded, total, (&[url.origin, url.path].concat(), url.query));
        let shown = records.get(..list.shown(yielded) as usize).unwrap_or(records);
        Ok(Reply::list(shown, format)?.with_headers(headers))
    }

    async fn stats(&self) -> Result<Reply, ApiError> {
        let format = self.exchange.answer_format()?;
        let stats = Stats::read(self.table, self.exchange.url().query, self.exchange.now()?)?;
        let results = self.look_up(std::slice::from_ref(stats.statement())).await?;
        if stats.is_grouped() {
            return Reply::list(results.rows(0), format);
        }
        Ok(Answer::record(200, results.first(0).as_deref(), format)?.into())
    }

    async fn read(&self, id: &str) -> Result<Answer, ApiError> {
        let format = self.exchange.answer_format()?;
        let view = self.view()?;
        let id = sys_id(id)?;
        let results = self.look_up(&[read(self.table, &id, &view, &self.tables())]).await?;
        let record = results.first(0).ok_or(ApiError::NoRecord)?;
        Answer::record(200, Some(&record), format)
    }

    async fn insert(&self, user: &IntegrationUser) -> Result<Answer, ApiError> {
        let format = self.exchange.answer_format()?;
        let (record, view) = self.record(Purpose::Insert).await?;
        let id = record.sys_id.clone().unwrap_or_else(|| self.exchange.new_sys_id());
        let shown = self.write(user, &id, &Writing::Insert(&record), Some(&view)).await?;
        let location = [&self.tables(), self.table.name, "/", id.as_str()].concat();
        Ok(Answer::record(201, shown.as_deref(), format)?.with_headers(Some(("Location", location))))
    }

    async fn update(&self, user: &IntegrationUser, id: &str) -> Result<Answer, ApiError> {
        let format = self.exchange.answer_format()?;
        let (record, view) = self.record(Purpose::Update(id)).await?;
        let id = sys_id(id)?;
        let shown = self.write(user, &id, &Writing::Update(&id, &record), Some(&view)).await?;
        Answer::record(200, shown.as_deref(), format)
    }

    async fn delete(&self, user: &IntegrationUser, id: &str) -> Result<Answer, ApiError> {
        self.exchange.answer_format()?;
        let id = sys_id(id)?;
        let deletion = Writing::Delete(&id);
        self.write(user, &id, &deletion, None).await?;
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

    /// Writes the record with this id. Returns it as it is afterwards, if it is to be shown.
    async fn write(
        &self,
        user: &IntegrationUser,
        id: &SysId,
        writing: &Writing<'_>,
        shown: Option<&View>,
    ) -> Result<Option<String>, ApiError> {
        let change = Change {
            user,
            now: self.exchange.now()?,
            transaction_id: &self.exchange.transaction_id,
            new_sys_id: id,
            key: None,
        };
        let mut statements = writing.statements(self.table, &change);
        if let Some(view) = shown {
            statements.push(read(self.table, id, view, &self.tables()));
        }
        let session = if writing.is_repeatable() { Session::Write } else { Session::WriteOnce };
        let results = d1::batch(self.exchange, &statements, session).await?;
        writing.explain(self.table, results.first(0).as_deref())?;
        Ok(results.last_first().next().flatten())
    }

    fn view(&self) -> Result<View, Faults> {
        let mut faults = Faults::default();
        let view = View::read(self.table, &mut UrlParameters::parse(self.exchange.url().query), &mut faults);
        if faults.is_empty() { Ok(view) } else { Err(faults) }
    }

    /// Reads, on any copy of the database that is as new as the caller wants.
    async fn look_up(&self, statements: &[Statement]) -> Result<Results, ApiError> {
        let bookmark = self.exchange.header(BOOKMARK);
        let bookmark = bookmark.as_deref();
        if let Some(bookmark) = bookmark.filter(|bookmark| !is_bookmark(bookmark)) {
            let message = format!("{BOOKMARK} \"{}\" is none that was answered; send one, or none", quoted(bookmark));
            return Err(Faults::from(Fault::field(BOOKMARK, FaultCode::InvalidBookmark, message)).into());
        }
        Ok(d1::batch(self.exchange, statements, Session::Read(bookmark)).await?)
    }

    /// The address under which tables are found.
    fn tables(&self) -> String {
        [self.exchange.url().origin, self.version.prefix(), "table/"].concat()
    }
}

/// D1's bookmarks are hexadecimal digits and hyphens.
fn is_bookmark(text: &str) -> bool {
    (1..=MAX_BOOKMARK).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
