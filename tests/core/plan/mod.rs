//! Which statements carry a command out, with which parameters, and what their results mean.

mod keys;
mod outcome;
mod steps;

use crate::support::{
    ACTION, HELP_REQUEST, INTERACTION, NOW, integration_user, json_command, keyed_with, sys_id, time,
};
use help_request_edge::help_action::{BulkEndScope, CarriedOut, Command, HelpActionSettings, InteractionPolicy, Plan};
use help_request_edge::refusal::Refusal;
use help_request_edge::store::idempotency::{IdempotencyKey, KeyRow};
use help_request_edge::store::{Param, Statement, ValueRow, WriteContext};

const NEW: &str = "0198a0c0b0007000800000000000000a";
const TRANSACTION: &str = "0198a0c0b0007000800000000000000b";
const OTHER_TRANSACTION: &str = "0198a0c0b0007000800000000000000c";
const USER: &str = "cti.integration";
const CALLER: &str = "basic:cti.integration";
const KEY: &str = "k-1";
const START: &str = "2026-02-18 11:00:00";
const END: &str = "2026-02-18 11:30:00";

/// What every written row keeps: when, who, and for which request.
const STAMP: [&str; 3] = [NOW, USER, TRANSACTION];
/// When an interaction was opened, and by whom.
const OPENING: [&str; 2] = [NOW, USER];

/// What the log is asked: whether this request has made one of the last changes of the record.
const LOG_PARAMS: [&str; 2] = [TRANSACTION, "#5"];

/// The days on which a key may have been kept.
const DAYS: &str = "[\"2026-02-11\",\"2026-02-12\",\"2026-02-13\",\"2026-02-14\",\"2026-02-15\",\"2026-02-16\",\
                    \"2026-02-17\",\"2026-02-18\",\"2026-02-19\"]";

/// Settings and key of a call.
#[derive(Clone, Copy, Default)]
struct Call {
    scope: BulkEndScope,
    policy: InteractionPolicy,
    key: Option<&'static str>,
}

const KEYED: Call = Call { scope: BulkEndScope::All, policy: InteractionPolicy::Registered, key: Some(KEY) };
const OPEN: Call = Call { scope: BulkEndScope::All, policy: InteractionPolicy::Open, key: None };

impl Call {
    /// What is seen of the plan for a JSON body with these members besides the interaction.
    fn see<T>(self, members: &str, see: impl FnOnce(&Plan<'_>) -> T) -> T {
        let (actor, transaction_id) = (integration_user(USER), sys_id(TRANSACTION));
        let write = WriteContext { actor: &actor, now: time(NOW), transaction_id: &transaction_id };
        let key = IdempotencyKey::parse(self.key).unwrap();
        let settings = HelpActionSettings { bulk_end_scope: self.scope, interaction_policy: self.policy };
        see(&Plan::new(&self.command(members), &write, &sys_id(NEW), key.as_ref(), settings))
    }

    fn command(self, members: &str) -> Command {
        match self.key {
            Some(_) => keyed_with(members).unwrap(),
            None => json_command(&format!(r#"{{"interaction":"{INTERACTION}"{members}}}"#)),
        }
    }

    fn statements(self, members: &str) -> Vec<Statement> {
        self.see(members, |plan| plan.statements.clone())
    }

    /// What each statement does, and which of them yields what is kept under the key, and which the outcome.
    fn steps(self, members: &str) -> (Vec<&'static str>, Option<usize>, Option<usize>) {
        self.see(members, |plan| (plan.statements.iter().map(step).collect(), plan.key_index, plan.outcome_index))
    }

    /// The parameters of each statement; an empty text stands for NULL, and `#` stands in front of a number.
    fn params(self, members: &str) -> Vec<Vec<String>> {
        let text = |param: Param| match param {
            Param::Null => String::new(),
            Param::Text(text) => text,
            Param::Integer(number) | Param::OnRepetition(number) => format!("#{number}"),
        };
        self.statements(members).into_iter().map(|one| one.params.into_iter().map(text).collect()).collect()
    }

    /// What the rows of these two statements mean.
    fn read(self, members: &str, key: Option<KeyRow>, outcome: Option<&str>) -> Result<CarriedOut, Refusal> {
        self.see(members, |plan| plan.read(key, outcome.map(|text| ValueRow { value: Some(text.to_owned()) })))
    }
}

/// What each statement does, by how it begins.
const STEPS: [(&str, &str); 9] = [
    ("INSERT INTO interaction ", "register interaction"),
    ("INSERT INTO interaction_help_request ", "register help request"),
    ("INSERT INTO idempotency_record ", "store key"),
    ("INSERT INTO supervisor_help_action ", "create"),
    ("UPDATE supervisor_help_action SET action = ", "update"),
    ("SELECT CASE WHEN EXISTS (SELECT 1 FROM supervisor_help_action ", "outcome of update"),
    ("UPDATE supervisor_help_action SET end_time = ", "end all"),
    ("SELECT CASE WHEN max(", "outcome of end all"),
    ("SELECT request, operation, sys_id, transaction_id FROM idempotency_record ", "find key"),
];

fn step(statement: &Statement) -> &'static str {
    let found = STEPS.iter().find(|(beginning, _)| statement.sql.starts_with(beginning));
    found.unwrap_or_else(|| panic!("{}", statement.sql)).1
}

const CREATE: &str = r#","action":"coach""#;

/// A create without a start, whose end has passed.
const TOO_LATE: &str = r#","action":"coach","end_time":"2026-02-18 11:59:59""#;

const END_ALL: &str = "";

fn create_with_all_fields() -> String {
    format!(r#","action":"barge_in","help_request":"{HELP_REQUEST}","start_time":"{START}","end_time":"{END}""#)
}

fn update() -> String {
    format!(r#","action_sys_id":"{ACTION}","end_time":"{END}""#)
}

fn update_of_all_fields() -> String {
    format!(r#","action_sys_id":"{ACTION}"{}"#, create_with_all_fields())
}

/// Commands of all operations with all calls.
fn all_calls() -> Vec<(Call, String)> {
    let mut calls = Vec::new();
    for scope in [BulkEndScope::All, BulkEndScope::Open] {
        for policy in [InteractionPolicy::Registered, InteractionPolicy::Open] {
            for key in [None, Some(KEY)] {
                let call = Call { scope, policy, key };
                let commands =
                    [CREATE.to_owned(), create_with_all_fields(), update(), update_of_all_fields(), END_ALL.to_owned()];
                calls.extend(commands.map(|members| (call, members)));
            }
            calls.push((Call { scope, policy, key: Some(KEY) }, TOO_LATE.to_owned()));
        }
    }
    calls
}
