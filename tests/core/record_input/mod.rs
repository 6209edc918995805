//! What may be written into a record (contract, sections 2 and 7).

mod fields;
mod names;
mod values;

use crate::support::{INTERACTION, fault, table};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::format::{Format, decode};
use help_request_edge::table::{InputRules, Purpose, RecordInput};
use serde_json::Value;

type Values = Vec<(&'static str, Option<String>)>;

/// What becomes of a body: the id and the values, or all faults.
fn check_body(
    table_name: &str,
    purpose: Purpose<'_>,
    (format, body): (Format, &str),
) -> Result<(Option<String>, Values), Vec<Fault>> {
    let table = table(table_name);
    let fields = RecordInput::fields_of(table);
    let input = decode(format, body.as_bytes(), fields)
        .and_then(|fields| RecordInput::check(table, fields, purpose, InputRules::default()))
        .map_err(Faults::into_list)?;
    let values = input.values.into_iter().map(|(field, value)| (field.name, value)).collect();
    Ok((input.sys_id.map(|id| id.to_string()), values))
}

/// What becomes of a body under these rules.
fn input(table_name: &str, purpose: Purpose<'_>, rules: InputRules, body: &str) -> Result<RecordInput, Vec<Fault>> {
    let fields = decode(Format::Json, body.as_bytes(), RecordInput::fields_of(table(table_name)));
    fields.and_then(|fields| RecordInput::check(table(table_name), fields, purpose, rules)).map_err(Faults::into_list)
}

fn check(table_name: &str, purpose: Purpose<'_>, body: &Value) -> Result<Values, Vec<Fault>> {
    check_body(table_name, purpose, (Format::Json, &body.to_string())).map(|(_, values)| values)
}

fn insert(body: &Value) -> Result<Values, Vec<Fault>> {
    check("interaction", Purpose::Insert, body)
}

fn update(body: &Value) -> Result<Values, Vec<Fault>> {
    check("interaction", Purpose::Update(INTERACTION), body)
}

fn values(values: &[(&'static str, &str)]) -> Values {
    values.iter().map(|(name, text)| (*name, Some((*text).to_owned()))).collect()
}

/// The one fault.
fn refused(name: &str, code: FaultCode, message: impl Into<String>) -> Result<Values, Vec<Fault>> {
    Err(vec![fault(name, code, message)])
}
