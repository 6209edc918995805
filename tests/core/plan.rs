//! Which statements carry a command out, with which parameters.

use crate::support::{
    ACTION, HELP_REQUEST, INTERACTION, NOW, highest_parameter, integration_user, json_command, keyed_with, statement,
    sys_id, time,
};
use help_request_edge::config::{BulkEndScope, InteractionPolicy};
use help_request_edge::help_action::Done;
use help_request_edge::store::idempotency::IdempotencyKey;
use help_request_edge::store::{Change, Plan, plan, sql};

const NEW: &str = "0198a0c0b0007000800000000000000a";
const TRANSACTION: &str = "0198a0c0b0007000800000000000000b";
const USER: &str = "cti.integration";
const CALLER: &str = "basic:cti.integration";

/// Settings and key of a call.
#[derive(Clone, Copy, Default)]
struct Call {
    scope: BulkEndScope,
    policy: InteractionPolicy,
    key: Option<&'static str>,
}

impl Call {
    /// The plan for a JSON body with these members besides the interaction.
    fn plan(self, members: &str) -> Plan {
        let user = integration_user(USER);
        let (new_sys_id, transaction_id) = (sys_id(NEW), sys_id(TRANSACTION));
        let key = IdempotencyKey::parse(self.key).unwrap();
        let change = Change {
            user: &user,
            now: time(NOW),
            transaction_id: &transaction_id,
            new_sys_id: &new_sys_id,
            key: key.as_ref(),
        };
        let command = match self.key {
            Some(_) => keyed_with(members).unwrap(),
            None => json_command(&format!(r#"{{"interaction":"{INTERACTION}"{members}}}"#)),
        };
        plan(&command, &change, self.scope, self.policy)
    }
}

fn by_default(members: &str) -> Plan {
    Call::default().plan(members)
}

fn create_with_all_fields() -> String {
    format!(r#","action":"barge_in","help_request":"{HELP_REQUEST}","start_time":"{START}","end_time":"{END}""#)
}

fn update_of_all_fields() -> String {
    format!(r#","action_sys_id":"{ACTION}"{}"#, create_with_all_fields())
}

const START: &str = "2026-02-18 11:00:00";
const END: &str = "2026-02-18 11:30:00";

#[test]
fn a_create_is_one_statement() {
    let expected = Plan {
        statements: vec![statement(sql::CREATE, &[NEW, INTERACTION, "", "coach", NOW, "", NOW, USER])],
        done: Done::Created(sys_id(NEW)),
    };
    assert_eq!(by_default(r#","action":"coach""#), expected);
}

#[test]
fn a_create_with_all_fields_binds_them() {
    let expected = Plan {
        statements: vec![statement(sql::CREATE, &[NEW, INTERACTION, HELP_REQUEST, "barge_in", START, END, NOW, USER])],
        done: Done::Created(sys_id(NEW)),
    };
    assert_eq!(by_default(&create_with_all_fields()), expected);
}

#[test]
fn under_the_policy_open_a_create_registers_the_interaction() {
    let open = Call { policy: InteractionPolicy::Open, ..Call::default() };
    let expected = vec![
        statement(sql::REGISTER_INTERACTION, &[INTERACTION, NOW, USER, "", ""]),
        statement(sql::CREATE, &[NEW, INTERACTION, "", "coach", NOW, "", NOW, USER]),
    ];
    assert_eq!(open.plan(r#","action":"coach""#).statements, expected);
}

#[test]
fn under_the_policy_open_a_create_registers_the_help_request_too() {
    let open = Call { policy: InteractionPolicy::Open, ..Call::default() };
    let expected = vec![
        statement(sql::REGISTER_INTERACTION, &[INTERACTION, NOW, USER, "", ""]),
        statement(sql::REGISTER_HELP_REQUEST, &[INTERACTION, NOW, USER, "", "", HELP_REQUEST]),
        statement(sql::CREATE, &[NEW, INTERACTION, HELP_REQUEST, "barge_in", START, END, NOW, USER]),
    ];
    assert_eq!(open.plan(&create_with_all_fields()).statements, expected);
}

#[test]
fn an_update_binds_what_is_given_and_nothing_else() {
    let checked = [ACTION, INTERACTION, "", "", "", END, TRANSACTION];
    let expected = Plan {
        statements: vec![
            statement(sql::UPDATE, &[&checked[..], &[NOW, USER, "", ""]].concat()),
            statement(sql::UPDATED_OR_WHY_NOT, &checked),
        ],
        done: Done::Updated(sys_id(ACTION)),
    };
    assert_eq!(by_default(&format!(r#","action_sys_id":"{ACTION}","end_time":"{END}""#)), expected);
}

#[test]
fn an_update_of_all_fields_binds_them() {
    let checked = [ACTION, INTERACTION, "barge_in", HELP_REQUEST, START, END, TRANSACTION];
    let expected = vec![
        statement(sql::UPDATE, &[&checked[..], &[NOW, USER, "", ""]].concat()),
        statement(sql::UPDATED_OR_WHY_NOT, &checked),
    ];
    assert_eq!(by_default(&update_of_all_fields()).statements, expected);
}

#[test]
fn ending_all_ends_all_by_default() {
    let checked = [INTERACTION, END, TRANSACTION];
    let expected = Plan {
        statements: vec![
            statement(sql::END_ALL, &[&checked[..], &[NOW, USER, "", ""]].concat()),
            statement(sql::ENDED_ALL_OR_WHY_NOT, &checked),
        ],
        done: Done::EndedAll(sys_id(INTERACTION)),
    };
    assert_eq!(by_default(&format!(r#","end_time":"{END}""#)), expected);
}

#[test]
fn under_the_scope_open_only_open_ones_end() {
    let checked = [INTERACTION, NOW, TRANSACTION];
    let expected = Plan {
        statements: vec![
            statement(sql::END_OPEN, &[&checked[..], &[NOW, USER, "", ""]].concat()),
            statement(sql::ENDED_OPEN_OR_WHY_NOT, &checked),
        ],
        done: Done::EndedAll(sys_id(INTERACTION)),
    };
    assert_eq!(Call { scope: BulkEndScope::Open, ..Call::default() }.plan(""), expected);
}

#[test]
fn an_interaction_is_registered_by_a_create_alone() {
    for members in ["", &update_of_all_fields()] {
        let open = Call { policy: InteractionPolicy::Open, ..Call::default() };
        assert_eq!(open.plan(members), by_default(members));
    }
}

#[test]
fn a_key_has_a_create_remembered_ahead_of_it() {
    let keyed = Call { key: Some("k-1"), ..Call::default() };
    let request = format!("interaction={INTERACTION};action=coach;");
    let row = [NEW, INTERACTION, "", "coach", NOW, "", NOW, USER];
    let expected = Plan {
        statements: vec![
            statement(sql::REMEMBER_CREATE, &[NOW, CALLER, "k-1", &request, "create", NEW, TRANSACTION]),
            statement(sql::CREATE_WITH_KEY, &[&row[..], &[CALLER, "k-1", TRANSACTION]].concat()),
            statement(sql::RECALL, &[NOW, CALLER, "k-1"]),
        ],
        done: Done::Created(sys_id(NEW)),
    };
    assert_eq!(keyed.plan(r#","action":"coach""#), expected);
}

#[test]
fn a_create_that_is_too_late_asks_for_its_key_alone() {
    for policy in [InteractionPolicy::Registered, InteractionPolicy::Open] {
        let keyed = Call { policy, key: Some("k-1"), ..Call::default() };
        let plan = keyed.plan(r#","action":"coach","end_time":"2026-02-18 11:59:59""#);
        assert_eq!(plan.statements, [statement(sql::RECALL, &[NOW, CALLER, "k-1"])]);
    }
}

#[test]
fn a_key_has_other_successes_remembered_before_the_check() {
    let keyed = Call { key: Some("k-1"), ..Call::default() };
    let checked = [INTERACTION, NOW, TRANSACTION];
    let request = format!("interaction={INTERACTION};");
    let remembered = [NOW, CALLER, "k-1", &request, "end_all", INTERACTION, TRANSACTION];
    let expected = Plan {
        statements: vec![
            statement(sql::END_ALL, &[&checked[..], &[NOW, USER, CALLER, "k-1"]].concat()),
            statement(sql::REMEMBER_ENDED_ALL, &[&checked[..], &[""; 4], &remembered].concat()),
            statement(sql::ENDED_ALL_OR_WHY_NOT, &checked),
            statement(sql::RECALL, &[NOW, CALLER, "k-1"]),
        ],
        done: Done::EndedAll(sys_id(INTERACTION)),
    };
    assert_eq!(keyed.plan(""), expected);
}

#[test]
fn each_operation_is_remembered_by_a_statement_of_its_own() {
    let remembered = |scope, members: &str| {
        let keyed = Call { scope, key: Some("k-1"), ..Call::default() };
        let statements = keyed.plan(members).statements;
        statements[statements.len() - 3].sql.clone()
    };
    assert_eq!(remembered(BulkEndScope::All, &create_with_all_fields()), sql::REMEMBER_CREATE);
    assert_eq!(remembered(BulkEndScope::All, &update_of_all_fields()), sql::REMEMBER_UPDATED);
    assert_eq!(remembered(BulkEndScope::All, ""), sql::REMEMBER_ENDED_ALL);
    assert_eq!(remembered(BulkEndScope::Open, ""), sql::REMEMBER_ENDED_OPEN);
}

#[test]
fn every_statement_gets_as_many_parameters_as_it_names() {
    for members in ["", &create_with_all_fields(), &update_of_all_fields(), r#","action":"coach""#] {
        for scope in [BulkEndScope::All, BulkEndScope::Open] {
            for key in [None, Some("k-1")] {
                let call = Call { scope, policy: InteractionPolicy::Open, key };
                for statement in call.plan(members).statements {
                    assert_eq!(statement.parameters.len(), highest_parameter(&statement.sql), "{}", statement.sql);
                }
            }
        }
    }
}
