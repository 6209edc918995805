//! The columns that a write sets: values from the caller, and defaults.

use super::RecordInput;
use crate::schema::{CLOSED_STATES, DefaultValue, NEXT_NUMBER, OWN_COLUMNS, Table};
use crate::store::{SqlBuilder, WriteContext};

/// A new value in SQL.
pub(super) enum NewValue<'a> {
    /// This text; `None` is NULL.
    Text(Option<&'a str>),
    /// The `sys_id` of the record of this table whose field of this name has this text.
    RecordWith(&'static Table, &'static str, &'a str),
}

impl NewValue<'_> {
    pub(super) fn sql(&self, sql: &mut SqlBuilder) -> String {
        match self {
            Self::Text(text) => sql.bind(*text),
            Self::RecordWith(table, shown, text) => {
                format!("(SELECT sys_id FROM {} WHERE {shown} = {})", table.name, sql.bind(*text))
            }
        }
    }
}

/// The columns that get a new value, by their names.
pub(super) fn new_values(input: &RecordInput) -> impl Iterator<Item = (&'static str, NewValue<'_>)> {
    let values = input.values.iter().map(|(field, value)| (field.name, NewValue::Text(value.as_deref())));
    let shown = &input.shown_references;
    values.chain(shown.iter().map(|(field, table, shown, text)| (field.name, NewValue::RecordWith(table, shown, text))))
}

/// Whether the write sets a closed state.
fn is_closed(input: &RecordInput) -> bool {
    input.value("state").flatten().is_some_and(|state| CLOSED_STATES.contains(&state))
}

/// The columns of a new record besides its `sys_id`, and their values.
pub(super) fn columns(
    table: &Table,
    input: &RecordInput,
    write: &WriteContext<'_>,
    sql: &mut SqlBuilder,
) -> (String, String) {
    let (stamp_columns, stamp) = write.insert_stamp(sql);
    let (mut names, mut values) = (vec![stamp_columns], vec![stamp]);
    for (name, value) in new_values(input) {
        names.push(name);
        values.push(value.sql(sql));
    }
    if !input.own.is_empty() {
        names.push(OWN_COLUMNS);
        values.push(sql.bind(input.own_columns()));
    }
    let given = names.clone();
    for field in table.fields.iter().filter(|field| !given.contains(&field.name)) {
        let value = match field.default {
            DefaultValue::NextNumber => NEXT_NUMBER.to_owned(),
            DefaultValue::Now => sql.bind(write.now),
            DefaultValue::User => sql.bind(write.actor.user_name()),
            DefaultValue::NowIfClosed if is_closed(input) => sql.bind(write.now),
            DefaultValue::UserIfClosed if is_closed(input) => sql.bind(write.actor.user_name()),
            _ => continue,
        };
        names.push(field.name);
        values.push(value);
    }
    (names.join(", "), values.join(", "))
}

/// The assignments of new values, and SQL for: one of the given values differs from what is stored.
pub(super) fn sets(
    table: &Table,
    input: &RecordInput,
    write: &WriteContext<'_>,
    sql: &mut SqlBuilder,
) -> (String, String) {
    let (mut sets, mut differs, mut names) = (vec![write.update_stamp(sql)], Vec::new(), Vec::new());
    let is_closed = is_closed(input);
    for (name, value) in new_values(input) {
        let value_sql = value.sql(sql);
        differs.push(format!("{name} IS NOT {value_sql}"));
        // If a closed state sets the field, an empty value counts as not given.
        let default = table.field(name).map(|field| field.default);
        let is_left_to_state = matches!(value, NewValue::Text(None))
            && matches!(default, Some(DefaultValue::NowIfClosed | DefaultValue::UserIfClosed));
        if !(is_closed && is_left_to_state) {
            sets.push(format!("{name} = {value_sql}"));
            names.push(name);
        }
    }
    if !input.own.is_empty() {
        let patch = sql.bind(input.own_columns());
        let patched = format!("nullif(json_patch(coalesce({OWN_COLUMNS}, '{{}}'), {patch}), '{{}}')");
        sets.push(format!("{OWN_COLUMNS} = {patched}"));
        differs.push(format!("{OWN_COLUMNS} IS NOT {patched}"));
    }
    // A new entry of a journal always changes the record.
    if !input.entries.is_empty() {
        differs.push("1".to_owned());
    }
    if is_closed {
        let closed = CLOSED_STATES.map(|state| format!("'{state}'")).join(", ");
        for field in table.fields.iter().filter(|field| !names.contains(&field.name)) {
            let value = match field.default {
                DefaultValue::NowIfClosed => sql.bind(write.now),
                DefaultValue::UserIfClosed => sql.bind(write.actor.user_name()),
                _ => continue,
            };
            // A record that was closed before keeps its value, or loses it if the caller removes it. SQLite computes all new
            // values from the old row.
            let kept = if input.value(field.name).is_some() { "NULL" } else { field.name };
            sets.push(format!("{} = iif(state IN ({closed}), {kept}, {value})", field.name));
        }
    }
    (sets.join(", "), differs.join(" OR "))
}
