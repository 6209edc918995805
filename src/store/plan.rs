//! Which statements carry a command out.

use super::{Statement, sql};
use crate::auth::IntegrationUser;
use crate::config::{BulkEndScope, InteractionPolicy};
use crate::help_action::{Command, Create, Done, EndAll, Update};
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
}

/// A batch, and what it has done if its last statement finds no failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// To be run as one transaction. The last one yields one row with the column `failure`: NULL, or facts in JSON.
    pub statements: Vec<Statement>,
    /// The outcome without failure.
    pub done: Done,
}

/// Plans a command.
#[must_use]
pub fn plan(command: &Command, change: &Change<'_>, scope: BulkEndScope, policy: InteractionPolicy) -> Plan {
    match command {
        Command::Create(create) => plan_create(create, change, policy),
        Command::Update(update) => plan_update(update, change),
        Command::EndAll(end_all) => plan_end_all(end_all, change, scope),
    }
}

fn plan_create(create: &Create, change: &Change<'_>, policy: InteractionPolicy) -> Plan {
    let new_id = text(change.new_sys_id);
    let interaction = text(&create.interaction);
    let help_request = create.help_request.as_ref().and_then(text);
    let (now, user) = (text(change.now), text(change.user.name()));
    let mut statements = Vec::with_capacity(4);
    if policy == InteractionPolicy::Open {
        let parameters = vec![interaction.clone(), help_request.clone(), now.clone(), user.clone()];
        statements.push(Statement { sql: sql::REGISTER_INTERACTION, parameters: parameters.clone() });
        if help_request.is_some() {
            statements.push(Statement { sql: sql::REGISTER_HELP_REQUEST, parameters });
        }
    }
    statements.push(Statement {
        sql: sql::CREATE,
        parameters: vec![
            new_id.clone(),
            interaction.clone(),
            help_request.clone(),
            text(create.action.as_str()),
            text(create.period.start()),
            create.period.end().and_then(text),
            now,
            user,
        ],
    });
    statements.push(Statement { sql: sql::CREATED_OR_WHY_NOT, parameters: vec![new_id, interaction, help_request] });
    Plan { statements, done: Done::Created(change.new_sys_id.clone()) }
}

fn plan_update(update: &Update, change: &Change<'_>) -> Plan {
    let changes = &update.changes;
    let row_and_values = vec![
        text(&update.action_sys_id),
        text(&update.interaction),
        changes.action().and_then(|action| text(action.as_str())),
        changes.help_request().and_then(text),
        changes.start_time().and_then(text),
        changes.end_time().and_then(text),
    ];
    let mut parameters = row_and_values.clone();
    parameters.extend([text(change.now), text(change.user.name()), text(change.transaction_id)]);
    Plan {
        statements: vec![
            Statement { sql: sql::UPDATE, parameters },
            Statement { sql: sql::UPDATED_OR_WHY_NOT, parameters: row_and_values },
        ],
        done: Done::Updated(update.action_sys_id.clone()),
    }
}

fn plan_end_all(end_all: &EndAll, change: &Change<'_>, scope: BulkEndScope) -> Plan {
    let (interaction, end_time) = (text(&end_all.interaction), text(end_all.end_time));
    let parameters = vec![
        interaction.clone(),
        end_time.clone(),
        text(change.now),
        text(change.user.name()),
        text(change.transaction_id),
    ];
    let (end, check, checked) = match scope {
        BulkEndScope::All => (sql::END_ALL, sql::ENDED_ALL_OR_WHY_NOT, vec![interaction, end_time]),
        BulkEndScope::Open => (sql::END_OPEN, sql::ENDED_OPEN_OR_WHY_NOT, vec![interaction]),
    };
    Plan {
        statements: vec![Statement { sql: end, parameters }, Statement { sql: check, parameters: checked }],
        done: Done::EndedAll(end_all.interaction.clone()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "most values are small, some are temporary")]
#[expect(clippy::unnecessary_wraps, reason = "a parameter is a text or NULL")]
fn text(value: impl ToString) -> Option<String> {
    Some(value.to_string())
}
