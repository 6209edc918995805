//! The statements that carry out a command, and what their results mean.

use super::settings::{HelpActionSettings, InteractionPolicy};
use super::{Command, Create, Outcome, sql};
use crate::refusal::Refusal;
use crate::store::idempotency::{IdempotencyKey, KeyEntry, KeyLookup, KeyRow, OwnedKey};
use crate::store::{DONE, SqlBuilder, Statement, ValueRow, WriteContext};
use crate::sys_id::SysId;

/// The batch of statements that carries out a command, in one transaction.
#[derive(Debug)]
pub struct Plan<'a> {
    command: &'a Command,
    write: &'a WriteContext<'a>,
    /// What the batch does. `None` if it only looks for a stored answer.
    planned: Option<Outcome>,
    /// The statements of the batch, in order.
    pub statements: Vec<Statement>,
    /// The index of the statement that finds what is stored under the key: a [`KeyRow`], or no row. `None` without a key.
    pub key_index: Option<usize>,
    /// The index of the statement that checks the outcome: a [`ValueRow`], or no row. `None` if there is no such statement.
    pub outcome_index: Option<usize>,
}

/// How a command was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedOut {
    /// What was done.
    pub outcome: Outcome,
    /// Whether an earlier request with the same key did it.
    pub is_replay: bool,
}

impl<'a> Plan<'a> {
    /// Plans a command. `new_sys_id` is the id for a new help action. The same id is used for all attempts, so that a retry
    /// cannot create a second row.
    #[must_use]
    pub fn new(
        command: &'a Command,
        write: &'a WriteContext<'a>,
        new_sys_id: &SysId,
        key: Option<&IdempotencyKey>,
        settings: HelpActionSettings,
    ) -> Self {
        let owner = write.actor.identity();
        let key = key.map(|key| OwnedKey { owner: &owner, key, now: write.now });
        let key = key.as_ref();
        let planned = match command {
            Command::Create(_) => Some(Outcome::Created(new_sys_id.clone())),
            Command::Update(update) => Some(Outcome::Updated(update.action_sys_id.clone())),
            Command::EndAll(end_all) => Some(Outcome::EndedAll(end_all.interaction.clone())),
            Command::ReplayOnly(_) => None,
        };
        let mut plan =
            Self { command, write, planned, statements: Vec::with_capacity(4), key_index: None, outcome_index: None };
        match command {
            Command::Create(create) => plan.create(create, new_sys_id, key, settings.interaction_policy),
            Command::Update(update) => {
                plan.push(sql::update(update, write, key));
                plan.check(key, |sql| sql::update_outcome(update, write, sql));
            }
            Command::EndAll(end_all) => {
                let scope = settings.bulk_end_scope;
                plan.push(sql::end_all(end_all, scope, write, key));
                plan.check(key, |sql| sql::end_all_outcome(end_all, scope, write, sql));
            }
            Command::ReplayOnly(_) => {}
        }
        if let Some(key) = key {
            plan.key_index = Some(plan.push(key.find()));
        }
        plan
    }

    fn create(&mut self, create: &Create, id: &SysId, key: Option<&OwnedKey<'_>>, policy: InteractionPolicy) {
        let write = self.write;
        if policy == InteractionPolicy::Open {
            self.push(sql::register_interaction(&create.interaction, write, key));
            if let Some(help_request) = &create.help_request {
                self.push(sql::register_help_request(help_request, &create.interaction, write, key));
            }
        }
        // Stored before the create runs. If the create fails, the transaction undoes this too.
        self.store_key(key, "true", SqlBuilder::new());
        self.outcome_index = Some(self.push(sql::create(create, id, write, key)));
    }

    /// Adds the statement that checks the outcome. With a key, stores the success under it first.
    fn check(&mut self, key: Option<&OwnedKey<'_>>, outcome: impl Fn(&mut SqlBuilder) -> String) {
        if key.is_some() {
            let mut sql = SqlBuilder::new();
            let condition = format!("({}) = '{DONE}'", outcome(&mut sql));
            self.store_key(key, &condition, sql);
        }
        let mut sql = SqlBuilder::new();
        let text = outcome(&mut sql);
        self.outcome_index = Some(self.push(sql.statement(text)));
    }

    fn store_key(&mut self, key: Option<&OwnedKey<'_>>, condition: &str, sql: SqlBuilder) {
        if let (Some(key), Some(planned)) = (key, &self.planned) {
            let (operation, sys_id) = planned.operation();
            let (request, transaction_id) = (self.command.normalized_fields(), self.write.transaction_id);
            let entry = KeyEntry { request, operation, sys_id, transaction_id };
            let statement = key.store(&entry, condition, sql);
            self.push(statement);
        }
    }

    fn push(&mut self, statement: Statement) -> usize {
        self.statements.push(statement);
        self.statements.len() - 1
    }

    /// Interprets the rows of the statements [`key_index`](Plan::key_index) and [`outcome_index`](Plan::outcome_index).
    ///
    /// # Errors
    /// Why the command was not carried out.
    pub fn read(&self, key: Option<KeyRow>, outcome: Option<ValueRow>) -> Result<CarriedOut, Refusal> {
        match key.map(|row| row.lookup(&self.command.normalized_fields(), self.write.transaction_id)) {
            Some(KeyLookup::First) => return self.carried_out(),
            Some(KeyLookup::Replay(operation, sys_id)) => {
                let sys_id = SysId::parse(&sys_id).map_err(|_| Refusal::Unexplained)?;
                let outcome = Outcome::of_operation(&operation, sys_id).ok_or(Refusal::Unexplained)?;
                return Ok(CarriedOut { outcome, is_replay: true });
            }
            Some(KeyLookup::Mismatch) => return Err(Refusal::KeyReused),
            None => {}
        }
        match outcome.and_then(|row| row.value).as_deref() {
            // With a key, a success counts only if it is stored under the key.
            Some(DONE) if self.key_index.is_none() => self.carried_out(),
            Some(DONE) | None => Err(self.unexplained()),
            Some(facts) => Err(self.command.explain(facts)),
        }
    }

    fn carried_out(&self) -> Result<CarriedOut, Refusal> {
        let outcome = self.planned.clone().ok_or_else(|| self.unexplained())?;
        Ok(CarriedOut { outcome, is_replay: false })
    }

    /// The refusal if the database gave no reason.
    fn unexplained(&self) -> Refusal {
        match self.command {
            Command::ReplayOnly(replay) => Refusal::Invalid(replay.fault.clone().into()),
            _ => Refusal::Unexplained,
        }
    }
}
