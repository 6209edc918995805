//! `/api/sn_ct_ctr_it_core/external_id_mapping/table/interaction/documentId/{sys_id}`: the external id of an interaction
//! (contract, section 12).

use super::{Call, cti};
use crate::cti::external_id::{self, Mapping, MappingBody, Registration};
use crate::error::ApiError;
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::format;
use crate::platform::d1::{self, Session};
use crate::refusal::{NotFound, Refusal};
use crate::response::Response;
use crate::sys_id::SysId;

/// Reads the external id of an interaction.
///
/// # Errors
/// 404 if it has none.
pub async fn read(call: Call<'_>, interaction: &str) -> Result<Response, ApiError> {
    let interaction = sys_id(interaction)?;
    let results = d1::batch(call.context, &[external_id::read(&interaction)], Session::None, call.deadline).await?;
    let mapping = results.first::<Mapping>(0)?.ok_or(Refusal::NotFound(NotFound::Record))?;
    Ok(Response::of(200, &MappingBody::from(mapping), call.format))
}

/// Registers the external id of an interaction: 201 if it had none, else 200.
///
/// # Errors
/// All faults of the request; 404 if there is no such interaction; 409 if another one has the external id.
pub async fn put(call: Call<'_>, interaction: &str) -> Result<Response, ApiError> {
    let interaction = sys_id(interaction)?;
    let settings = call.context.platform.cti_settings()?;
    let fields = format::decode(call.body.format, &call.body.bytes, external_id::fields())?;
    let registration = Registration::from_raw(interaction, fields, &settings)?;
    let source = settings.source(&registration.external_provider);
    let source = source.ok_or_else(|| ApiError::Internal("a checked source is missing".to_owned()))?;
    let is_new = cti::register(&call, source, &registration).await?;
    let status = if is_new { 201 } else { 200 };
    Ok(Response::of(status, &MappingBody::from(registration.mapping()), call.format))
}

fn sys_id(text: &str) -> Result<SysId, Faults> {
    SysId::parse(text).map_err(|_| {
        let message = format!("sys_id \"{}\" is not 32 hexadecimal digits", excerpt(text));
        Fault::field("sys_id", FaultCode::InvalidSysId, message).into()
    })
}
