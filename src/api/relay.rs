//! `GET /api/now/helprequest/relay` and `POST /api/now/helprequest/relay/retry` (contract, section 11, "Seen").

use super::Call;
use crate::error::{ApiError, RetryAdvice};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::format::{RawFields, RawValue, decode};
use crate::platform::d1::{self, Session};
use crate::platform::{RelayWish, now_ms};
use crate::refusal::{NotFound, Refusal};
use crate::relay::{Status, sql};
use crate::response::Response;
use crate::store::ValueRow;
use crate::sys_id::SysId;

/// Shows the state of the relay.
///
/// # Errors
/// A faulty setting of the relay, or the database failed.
pub async fn status(call: Call<'_>) -> Result<Response, ApiError> {
    if call.context.platform.relay_settings()?.is_none() {
        return Ok(Response::relay_status(&Status::Off, call.format));
    }
    let results = d1::batch(call.context, &[sql::status()], Session::None, call.deadline).await?;
    let value = results.first::<ValueRow>(0)?.and_then(|row| row.value);
    let status = value.as_deref().and_then(|value| Status::read(value, now_ms()));
    let status = status.ok_or_else(|| ApiError::Internal("the state of the relay cannot be read".to_owned()))?;
    Ok(Response::relay_status(&status, call.format))
}

/// Tries the parked record again that the body names, or all of them. Then it also ends a pause.
///
/// # Errors
/// Faults of the body; 404 if there is no such parked record.
pub async fn retry(call: Call<'_>) -> Result<Response, ApiError> {
    let sys_id = sys_id(&call)?;
    if call.context.platform.relay_settings()?.is_none() {
        return Err(Faults::from(Fault::body("the relay is off; set RELAY_URL first")).into());
    }
    let is_all = sys_id.is_none();
    let statements = sql::retry(sys_id.as_ref(), now_ms());
    let results = d1::batch(call.context, &statements, Session::None, call.deadline).await;
    let results = results.map_err(|error| ApiError::of_write(error, RetryAdvice::LookFirst))?;
    let retried = results.first::<sql::ChangesRow>(statements.len() - 1)?.map_or(0, |row| row.changes);
    if let Some(sys_id) = sys_id.filter(|_| retried == 0) {
        return Err(Refusal::NotFound(NotFound::Parked(sys_id)).into());
    }
    call.context.want_relay(if is_all { RelayWish::Resume } else { RelayWish::Send });
    Ok(Response::relay_retried(retried, call.format))
}

/// The record that the body names; `None` if there is no body.
fn sys_id(call: &Call<'_>) -> Result<Option<SysId>, ApiError> {
    if call.body.bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    let mut fields = decode(call.body.format, &call.body.bytes, RawFields::new(["sys_id"]))?;
    let mut faults = fields.name_faults();
    let sys_id = match fields.take("sys_id") {
        None | Some(RawValue::Null) => Ok(None),
        Some(RawValue::Text(text)) => SysId::parse(text.trim()).map(Some).map_err(|_| {
            let message = format!("sys_id \"{}\" is not 32 hexadecimal digits", excerpt(&text));
            Fault::field("sys_id", FaultCode::InvalidSysId, message)
        }),
        Some(_) => {
            Err(Fault::field("sys_id", FaultCode::NotAString, "sys_id is not a string; put it in quotation marks"))
        }
    };
    match sys_id {
        Ok(sys_id) if faults.is_empty() => return Ok(sys_id),
        Ok(_) => {}
        Err(fault) => faults.push(fault),
    }
    Err(faults.into())
}
