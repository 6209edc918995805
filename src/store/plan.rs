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
    /// To be run as one transaction. The last one yields [`sql::DONE`], or facts in JSON. With a key, the one before it is
    /// [`sql::RECALL`].
    pub statements: Vec<Statement>,
    /// What is done if the last statement says so.
    pub done: Done,
}

/// Plans a command.
#[must_use]
pub fn plan(command: &Command, change: &Change<'_>, scope: BulkEndScope, policy: InteractionPolicy) -> Plan {
    let mut steps = match command {
        Command::Create(create) => create_steps(create, change, policy),
        Command::Update(update) => update_steps(update, change),
        Command::EndAll(end_all) => end_all_steps(end_all, change, scope),
    };
    let mut statements = std::mem::take(&mut steps.writes);
    if change.key.is_some() {
        statements.push(steps.remember(command, change));
        let [caller, key] = caller_and_key(change);
        statements.push(Statement::new(sql::RECALL, vec![text(change.now), caller, key]));
    }
    statements.push(Statement::new(steps.check, steps.checked));
    Plan { statements, done: steps.done }
}

/// The statements of one operation.
struct Steps {
    writes: Vec<Statement>,
    /// The statement that finds whether the writes have done what they should.
    check: &'static str,
    /// Its parameters.
    checked: Vec<Parameter>,
    /// The statement that remembers the success.
    remember: &'static str,
    done: Done,
}

type Parameter = Option<String>;

impl Steps {
    fn remember(&self, command: &Command, change: &Change<'_>) -> Statement {
        let (operation, sys_id) = self.done.operation();
        let mut parameters = self.checked.clone();
        parameters.resize(PARAMETERS_OF_CHECKS, None);
        parameters.push(text(change.now));
        parameters.extend(caller_and_key(change));
        parameters.extend([text(command.fields()), text(operation), text(sys_id), text(change.transaction_id)]);
        Statement::new(self.remember, parameters)
    }
}

/// The statements that remember a success keep this many parameters for the check within them.
const PARAMETERS_OF_CHECKS: usize = 7;

fn create_steps(create: &Create, change: &Change<'_>, policy: InteractionPolicy) -> Steps {
    let new_id = text(change.new_sys_id);
    let interaction = text(&create.interaction);
    let help_request = create.help_request.as_ref().and_then(text);
    let (now, user) = (text(change.now), text(change.user.name()));
    let mut writes = Vec::with_capacity(5);
    if policy == InteractionPolicy::Open {
        let mut parameters = vec![interaction.clone(), help_request.clone(), now.clone(), user.clone()];
        parameters.extend(caller_and_key(change));
        writes.push(Statement::new(sql::REGISTER_INTERACTION, parameters.clone()));
        if help_request.is_some() {
            writes.push(Statement::new(sql::REGISTER_HELP_REQUEST, parameters));
        }
    }
    let mut parameters = vec![
        new_id.clone(),
        interaction.clone(),
        help_request.clone(),
        text(create.action.as_str()),
        text(create.period.start()),
        create.period.end().and_then(text),
        now,
        user,
    ];
    parameters.extend(caller_and_key(change));
    writes.push(Statement::new(sql::CREATE, parameters));
    Steps {
        writes,
        check: sql::CREATED_OR_WHY_NOT,
        checked: vec![new_id, interaction, help_request],
        remember: sql::REMEMBER_CREATED,
        done: Done::Created(change.new_sys_id.clone()),
    }
}

fn update_steps(update: &Update, change: &Change<'_>) -> Steps {
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
    Steps {
        writes: vec![write(sql::UPDATE, &checked, change)],
        check: sql::UPDATED_OR_WHY_NOT,
        checked,
        remember: sql::REMEMBER_UPDATED,
        done: Done::Updated(update.action_sys_id.clone()),
    }
}

fn end_all_steps(end_all: &EndAll, change: &Change<'_>, scope: BulkEndScope) -> Steps {
    let checked = vec![text(&end_all.interaction), text(end_all.end_time), text(change.transaction_id)];
    let (end, check, remember) = match scope {
        BulkEndScope::All => (sql::END_ALL, sql::ENDED_ALL_OR_WHY_NOT, sql::REMEMBER_ENDED_ALL),
        BulkEndScope::Open => (sql::END_OPEN, sql::ENDED_OPEN_OR_WHY_NOT, sql::REMEMBER_ENDED_OPEN),
    };
    Steps {
        writes: vec![write(end, &checked, change)],
        check,
        checked,
        remember,
        done: Done::EndedAll(end_all.interaction.clone()),
    }
}

/// A statement whose parameters are those of its check, then now, user, caller and key.
fn write(sql: &'static str, checked: &[Parameter], change: &Change<'_>) -> Statement {
    let mut parameters = checked.to_vec();
    parameters.extend([text(change.now), text(change.user.name())]);
    parameters.extend(caller_and_key(change));
    Statement::new(sql, parameters)
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
