//! Which statements carry a command out.

use super::{Statement, sql};
use crate::auth::IntegrationUser;
use crate::config::{BulkEndScope, InteractionPolicy};
use crate::help_action::{Command, Create, Done, EndAll, Update};
use crate::idempotency::IdempotencyKey;
use crate::sys_id::SysId;
use crate::time::UtcTime;

/// What a change is recorded with.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// Who makes it. Nobody else can make one.
    pub user: &'a IntegrationUser,
    /// When.
    pub now: UtcTime,
    /// By which request.
    pub transaction_id: &'a SysId,
    /// The id that a new help action gets. Chosen before the first attempt, so that a second one cannot make a second row.
    pub new_sys_id: &'a SysId,
    /// Under which the success is remembered.
    pub key: Option<&'a IdempotencyKey>,
}

/// A batch, and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// To be run as one transaction. The last one yields [`sql::DONE`], or facts in JSON. With a key, [`sql::RECALL`] comes
    /// behind it; for a create that is too late, it is the only one.
    pub statements: Vec<Statement>,
    /// What is done if the statements say so.
    pub done: Done,
}

/// Plans a command.
#[must_use]
pub fn plan(command: &Command, change: &Change<'_>, scope: BulkEndScope, policy: InteractionPolicy) -> Plan {
    let done = match command {
        Command::Create(_) => Done::Created(change.new_sys_id.clone()),
        Command::Update(update) => Done::Updated(update.action_sys_id.clone()),
        Command::EndAll(end_all) => Done::EndedAll(end_all.interaction.clone()),
    };
    let remembered = || remembered(command, change, &done);
    let mut statements = match command {
        Command::Create(create) => creating(create, change, policy, remembered),
        Command::Update(update) => updating(update, change, remembered),
        Command::EndAll(end_all) => ending_all(end_all, change, scope, remembered),
    };
    if change.key.is_some() {
        let [caller, key] = caller_and_key(change);
        statements.push(Statement::new(sql::RECALL, vec![text(change.now), caller, key]));
    }
    Plan { statements, done }
}

type Parameter = Option<String>;

/// What is remembered under a key: now, caller, key, request, operation, `sys_id`, transaction id.
fn remembered(command: &Command, change: &Change<'_>, done: &Done) -> [Parameter; 7] {
    let (operation, sys_id) = done.operation();
    let [caller, key] = caller_and_key(change);
    let transaction_id = text(change.transaction_id);
    [text(change.now), caller, key, text(command.fields()), text(operation), text(sys_id), transaction_id]
}

fn creating(
    create: &Create,
    change: &Change<'_>,
    policy: InteractionPolicy,
    remembered: impl FnOnce() -> [Parameter; 7],
) -> Vec<Statement> {
    let Ok(period) = create.period else {
        return Vec::new();
    };
    let interaction = text(&create.interaction);
    let help_request = create.help_request.as_ref().and_then(text);
    let (now, user) = (text(change.now), text(change.user.name()));
    let mut statements = Vec::with_capacity(5);
    if policy == InteractionPolicy::Open {
        let mut parameters = vec![interaction.clone(), now.clone(), user.clone()];
        parameters.extend(caller_and_key(change));
        statements.push(Statement::new(sql::REGISTER_INTERACTION, parameters.clone()));
        if help_request.is_some() {
            parameters.push(help_request.clone());
            statements.push(Statement::new(sql::REGISTER_HELP_REQUEST, parameters));
        }
    }
    let mut row = vec![
        text(change.new_sys_id),
        interaction,
        help_request,
        text(create.action.as_str()),
        text(period.start()),
        period.end().and_then(text),
        now,
        user,
    ];
    if change.key.is_none() {
        statements.push(Statement::new(sql::CREATE, row));
    } else {
        statements.push(Statement::new(sql::REMEMBER_CREATE, remembered().into()));
        row.extend(caller_and_key(change));
        row.push(text(change.transaction_id));
        statements.push(Statement::new(sql::CREATE_WITH_KEY, row));
    }
    statements
}

fn updating(update: &Update, change: &Change<'_>, remembered: impl FnOnce() -> [Parameter; 7]) -> Vec<Statement> {
    let changes = &update.changes;
    let checked = vec![
        text(&update.action_sys_id),
        text(&update.interaction),
        changes.action().and_then(|action| text(action.as_str())),
        changes.help_request().and_then(text),
        changes.start_time().and_then(text),
        changes.end_time().and_then(text),
        text(change.transaction_id),
    ];
    checked_change([sql::UPDATE, sql::REMEMBER_UPDATED, sql::UPDATED_OR_WHY_NOT], checked, change, remembered)
}

fn ending_all(
    end_all: &EndAll,
    change: &Change<'_>,
    scope: BulkEndScope,
    remembered: impl FnOnce() -> [Parameter; 7],
) -> Vec<Statement> {
    let checked = vec![text(&end_all.interaction), text(end_all.end_time), text(change.transaction_id)];
    let texts = match scope {
        BulkEndScope::All => [sql::END_ALL, sql::REMEMBER_ENDED_ALL, sql::ENDED_ALL_OR_WHY_NOT],
        BulkEndScope::Open => [sql::END_OPEN, sql::REMEMBER_ENDED_OPEN, sql::ENDED_OPEN_OR_WHY_NOT],
    };
    checked_change(texts, checked, change, remembered)
}

/// The statements keep this many parameters for the check within the one that remembers.
const PARAMETERS_OF_CHECKS: usize = 7;

/// A change, with a key what remembers it, and the check, whose parameters begin those of the others.
fn checked_change(
    [write, remember, check]: [&'static str; 3],
    checked: Vec<Parameter>,
    change: &Change<'_>,
    remembered: impl FnOnce() -> [Parameter; 7],
) -> Vec<Statement> {
    let mut parameters = checked.clone();
    parameters.extend([text(change.now), text(change.user.name())]);
    parameters.extend(caller_and_key(change));
    let mut statements = Vec::with_capacity(4);
    statements.push(Statement::new(write, parameters));
    if change.key.is_some() {
        let mut parameters = checked.clone();
        while parameters.len() < PARAMETERS_OF_CHECKS {
            parameters.push(None);
        }
        parameters.extend(remembered());
        statements.push(Statement::new(remember, parameters));
    }
    statements.push(Statement::new(check, checked));
    statements
}

/// Both NULL without a key.
fn caller_and_key(change: &Change<'_>) -> [Parameter; 2] {
    match change.key {
        Some(key) => [text(change.user.identity()), text(key.as_str())],
        None => [None, None],
    }
}

#[expect(clippy::needless_pass_by_value, reason = "most values are small, some are temporary")]
#[expect(clippy::unnecessary_wraps, reason = "a parameter is a text or NULL")]
fn text(value: impl ToString) -> Parameter {
    Some(value.to_string())
}
