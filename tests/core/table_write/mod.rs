//! Statements that write records, and what their outcome means (contract, section 7).

mod new_values;
mod outcome;
mod statements;

use crate::support::{HELP_REQUEST, INTERACTION, NOW, OTHER_INTERACTION, integration_user, sys_id, table, time};
use help_request_edge::format::RawValue;
use help_request_edge::refusal::Refusal;
use help_request_edge::store::{Param, Statement, ValueRow, WriteContext};
use help_request_edge::table::{InputRules, Purpose, RecordInput, TableWrite};

const NEW: &str = "0198a0c0b0007000800000000000000a";
const TRANSACTION: &str = "0198a0c0b0007000800000000000000b";
const ENTRY: &str = "0198a0c0b0007000800000000000000c";
const USER: &str = "cti.integration";

fn input(table_name: &str, purpose: Purpose<'_>, values: &[(&str, &str)]) -> RecordInput {
    let table = table(table_name);
    let mut fields = RecordInput::fields_of(table);
    for (name, value) in values {
        fields.put(name, RawValue::Text((*value).to_owned()));
    }
    RecordInput::check(table, fields, purpose, InputRules::default()).unwrap()
}

fn new_record(table_name: &str, values: &[(&str, &str)]) -> RecordInput {
    input(table_name, Purpose::Insert, values)
}

fn changed_record(table_name: &str, values: &[(&str, &str)]) -> RecordInput {
    input(table_name, Purpose::Update(INTERACTION), values)
}

/// The batch: the statement that finds the outcome, and the one that writes.
fn statements(table_name: &str, write: &TableWrite<'_>) -> Vec<Statement> {
    let (actor, transaction_id) = (integration_user(USER), sys_id(TRANSACTION));
    let context = WriteContext { actor: &actor, now: time(NOW), transaction_id: &transaction_id };
    write.statements(table(table_name), &context, &[sys_id(ENTRY)])
}

/// The batch that creates a record, under the id that the caller has chosen, or else under a new one.
fn insert(table_name: &str, input: &RecordInput) -> Vec<Statement> {
    let id = input.sys_id.clone().unwrap_or_else(|| sys_id(NEW));
    statements(table_name, &TableWrite::Insert(&id, input))
}

/// The parameters that are texts.
fn texts(statement: &Statement) -> Vec<&str> {
    let text = |param| match param {
        &(Param::Null | Param::Integer(_) | Param::OnRepetition(_)) => None,
        Param::Text(text) => Some(text.as_str()),
    };
    statement.params.iter().filter_map(text).collect()
}

/// What the outcome of a write means.
fn read(write: &TableWrite<'_>, table_name: &str, outcome: &str) -> Result<(), Refusal> {
    write.read_outcome(table(table_name), Some(ValueRow { value: Some(outcome.to_owned()) }))
}

/// Every way to write, with every field.
fn all_batches() -> Vec<(&'static str, Vec<Statement>)> {
    let of_interaction: &[(&str, &str)] = &[
        ("type", "phone"),
        ("state", "on_hold"),
        ("short_description", "s"),
        ("opened_at", NOW),
        ("closed_at", NOW),
        ("assigned_to", "a"),
        ("opened_for", "o"),
    ];
    let of_request: &[(&str, &str)] = &[
        ("interaction", INTERACTION),
        ("state", "closed"),
        ("reason", "r"),
        ("comments", "c"),
        ("opened_by", "o"),
        ("help_provided_by", "h"),
    ];
    let id = sys_id(HELP_REQUEST);
    let mut batches = Vec::new();
    for (name, values) in [("interaction", of_interaction), ("interaction_help_request", of_request)] {
        let with_id = [values, &[("sys_id", OTHER_INTERACTION)]].concat();
        let removed: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, if matches!(*name, "interaction" | "state") { value } else { "" }))
            .collect();
        batches.push((name, insert(name, &new_record(name, values))));
        batches.push((name, insert(name, &new_record(name, &with_id))));
        for values in [values, &removed, &values[..1], &[]] {
            batches.push((name, statements(name, &TableWrite::Update(&id, &changed_record(name, values)))));
        }
        batches.push((name, statements(name, &TableWrite::Delete(&id))));
    }
    for values in [of_interaction, &[]] {
        let with_number = changed_record("interaction", &[values, &[("number", "IMS0000007")]].concat());
        batches.push(("interaction", statements("interaction", &TableWrite::Update(&id, &with_number))));
    }
    batches
}
