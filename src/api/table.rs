//! The Table API (`docs/table-api.md`, "Read" and "Write").

use super::Call;
use crate::auth::{Actor, Role};
use crate::error::{ApiError, RetryAdvice};
use crate::fault::Faults;
use crate::format::{Format, decode};
use crate::platform::d1::{self, Results, Session};
use crate::platform::{join_records, new_id};
use crate::refusal::{NotFound, Refusal};
use crate::resource::Version;
use crate::response::Response;
use crate::schema::Table;
use crate::store::{ValueRow, WriteContext};
use crate::sys_id::SysId;
use crate::table::{
    InputRules, List, Projection, Purpose, RecordInput, TableWrite, UrlParameters, ignored, read_statement,
};
use wasm_bindgen::JsValue;

/// The header with which a caller asks for a write to be answered without a body (ServiceNow, "REST API": request headers).
const NO_BODY: &str = "X-no-response-body";

/// A call of the Table API.
pub struct TableCall<'a> {
    pub call: Call<'a>,
    pub table: &'static Table,
    pub version: Version,
}

impl TableCall<'_> {
    /// Reads a list of records.
    ///
    /// # Errors
    /// Faults of the parameters; under version 1, 404 for an empty list.
    pub async fn list(self) -> Result<Response, ApiError> {
        let url = self.call.context.url();
        let mut list = List::read(self.table, url.query, self.call.now)?.only_of(self.only_of());
        let results = self.call.read_batch(&list.statements(&self.table_base_url())).await?;
        let (records, positions) =
            if list.has_positions() { results.positioned_values(0)? } else { (results.values(0)?, Vec::new()) };
        let yielded = u32::try_from(records.len()).unwrap_or(u32::MAX);
        if yielded == 0 && self.version == Version::V1 {
            return Err(no_record());
        }
        // NULL stands for the records that are too long for the page.
        if let Some(fitting) = records.iter().position(JsValue::is_null) {
            list.cut(fitting)?;
        }
        let shown = records.get(..list.page_length(yielded) as usize).unwrap_or(&records);
        let (response, written) = records_response(shown, self.call.format)?;
        if written < shown.len() {
            list.cut(written)?;
        }
        let end = written.checked_sub(1).and_then(|at| positions.get(at)).and_then(JsValue::as_string);
        let total = if list.is_counted() { value(&results, 1)? } else { None };
        let total = total.and_then(|total| total.parse().ok());
        let headers = list.headers(yielded, total, end.as_deref(), (&[url.origin, url.path].concat(), url.query));
        let ignored = self.ignored(list.unknown());
        Ok(response.with_headers(headers).with_headers(ignored))
    }

    /// Reads one record.
    ///
    /// # Errors
    /// 404 if there is none.
    pub async fn read(self, id: &str) -> Result<Response, ApiError> {
        let projection = self.projection()?;
        let id = sys_id(id)?;
        let statement = read_statement(self.table, &id, &projection, &self.table_base_url(), self.only_of());
        let results = self.call.read_batch(&[statement]).await?;
        let record = value(&results, 0)?.ok_or_else(no_record)?;
        let ignored = self.ignored(projection.unknown());
        Ok(Response::record(200, Some(&record), self.call.format)?.with_headers(ignored))
    }

    /// Creates a record.
    ///
    /// # Errors
    /// Faults of the body; 409 if another record has the `sys_id`.
    pub async fn insert(self) -> Result<Response, ApiError> {
        let (input, projection) = self.input(Purpose::Insert)?;
        let id = input.sys_id.clone().unwrap_or_else(|| new_id(self.call.context.started_at));
        let location = [&self.table_base_url(), self.table.name, "/", id.as_str()].concat();
        let ignored = self.ignored(&[&input.ignored, projection.unknown()].concat());
        let shown = self.shown(projection);
        let response = self.write(201, TableWrite::Insert(&id, &input), shown).await?;
        Ok(response.with_headers([("Location", location)]).with_headers(ignored))
    }

    /// Changes a record.
    ///
    /// # Errors
    /// Faults of the body; 404 if there is no such record; 409 if the change would break references to it.
    pub async fn update(self, id: &str) -> Result<Response, ApiError> {
        let (input, projection) = self.input(Purpose::Update(id))?;
        let id = sys_id(id)?;
        let ignored = self.ignored(&[&input.ignored, projection.unknown()].concat());
        let shown = self.shown(projection);
        let response = self.write(200, TableWrite::Update(&id, &input), shown).await?;
        Ok(response.with_headers(ignored))
    }

    /// Deletes a record.
    ///
    /// # Errors
    /// 404 if there is no such record; 409 if other records refer to it.
    pub async fn delete(self, id: &str) -> Result<Response, ApiError> {
        let id = sys_id(id)?;
        self.write(204, TableWrite::Delete(&id), None).await
    }

    /// How to show the record after a write; `None` if the caller asks for an answer without a body.
    fn shown(&self, projection: Projection) -> Option<Projection> {
        let header = self.call.context.header(NO_BODY);
        let wants_no_body = header.is_some_and(|value| value.eq_ignore_ascii_case("true"));
        (!wants_no_body).then_some(projection)
    }

    /// Reads the body, and the parameters that say how to show the record afterwards.
    fn input(&self, purpose: Purpose<'_>) -> Result<(RecordInput, Projection), ApiError> {
        let unknown_fields = self.call.context.platform.table_settings()?.unknown_fields;
        let fields = decode(self.call.body.format, &self.call.body.bytes, RecordInput::fields_of(self.table))?;
        let mut others = Faults::default();
        let mut parameters = UrlParameters::parse(self.call.context.url().query, &mut others);
        let takes_display_values = parameters.flag("sysparm_input_display_value", &mut others);
        let projection = Projection::read(self.table, &mut parameters, &mut others);
        let projection = if others.is_empty() { Ok(projection) } else { Err(others) };
        let rules = InputRules { unknown_fields, takes_display_values };
        match (RecordInput::check(self.table, fields, purpose, rules), projection) {
            (Ok(input), Ok(projection)) => Ok((input, projection)),
            (Err(mut faults), Err(others)) => {
                faults.append(others);
                Err(faults.into())
            }
            (Err(faults), _) | (_, Err(faults)) => Err(faults.into()),
        }
    }

    /// Runs a write. With a projection, the response shows the record after the write, and has this status.
    async fn write(
        self,
        status: u16,
        write: TableWrite<'_>,
        projection: Option<Projection>,
    ) -> Result<Response, ApiError> {
        let tables = self.table_base_url();
        let Call { context, caller, format, now, deadline, .. } = self.call;
        let actor = Actor::Caller(caller);
        let write_context = WriteContext { actor: &actor, now, transaction_id: &context.transaction_id };
        let entry_ids: Vec<SysId> = (0..write.count_entries()).map(|_| new_id(context.started_at)).collect();
        let mut statements = write.statements(self.table, &write_context, &entry_ids);
        let shown = statements.len();
        if let Some(projection) = &projection {
            statements.push(read_statement(self.table, write.id(), projection, &tables, None));
        }
        let results = d1::batch(context, &statements, Session::Write, deadline).await;
        let results = results.map_err(|error| ApiError::of_write(error, RetryAdvice::LookFirst))?;
        write.read_outcome(self.table, results.first::<ValueRow>(0)?)?;
        match projection {
            Some(_) => {
                // After a lost answer somebody else may have deleted the record since it was written.
                let record = value(&results, shown)?.ok_or_else(no_record)?;
                Response::record(status, Some(&record), format)
            }
            None => Ok(Response::without_body(if matches!(write, TableWrite::Insert(..)) { 201 } else { 204 })),
        }
    }

    fn projection(&self) -> Result<Projection, Faults> {
        let mut faults = Faults::default();
        let mut parameters = UrlParameters::parse(self.call.context.url().query, &mut faults);
        let projection = Projection::read(self.table, &mut parameters, &mut faults);
        if faults.is_empty() { Ok(projection) } else { Err(faults) }
    }

    /// The user whose rows alone the caller may read in tables about users; `None` for all rows.
    fn only_of(&self) -> Option<&str> {
        let caller = &self.call.caller;
        (!caller.holds(Role::Admin)).then(|| caller.user_name())
    }

    /// The header that names the ignored fields. The log line names them too.
    fn ignored(&self, names: &[String]) -> Option<(&'static str, String)> {
        let list = ignored::list(names)?;
        self.call.context.log_ignored(&list);
        Some((ignored::HEADER, list))
    }

    /// The URL in front of a table's name, for links.
    fn table_base_url(&self) -> String {
        [self.call.context.url().origin, self.version.prefix(), "table/"].concat()
    }
}

/// 200 with a list of records, and how many of them the answer holds. Each is a JSON object, as the database built it.
pub(super) fn records_response(records: &[JsValue], format: Format) -> Result<(Response, usize), ApiError> {
    match format {
        Format::Json => Ok((Response::records_as_json(join_records(records)), records.len())),
        Format::Xml => Response::records_as_xml(records.iter().map(JsValue::as_string)),
    }
}

/// The column `value` of the first row; `None` if there is no row, or it is NULL.
pub(super) fn value(results: &Results, statement: usize) -> Result<Option<String>, ApiError> {
    Ok(results.first::<ValueRow>(statement)?.and_then(|row| row.value))
}

/// A text that is not a `sys_id` is 404, like an unknown `sys_id`.
fn sys_id(text: &str) -> Result<SysId, ApiError> {
    SysId::parse(text).map_err(|_| no_record())
}

fn no_record() -> ApiError {
    Refusal::NotFound(NotFound::Record).into()
}
