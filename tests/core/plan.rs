//! Which statements carry a command out, with which parameters, and what their results mean.

use crate::support::{
    ACTION, HELP_REQUEST, INTERACTION, NOW, OTHER_INTERACTION, can_be_run, fault, integration_user, json_command,
    keyed_with, message, sys_id, time,
};
use help_request_edge::fault::{FaultCode, Faults};
use help_request_edge::help_action::{
    BulkEndScope, CarriedOut, Command, HelpActionSettings, InteractionPolicy, Outcome, Plan,
};
use help_request_edge::refusal::{NotFound, Refusal};
use help_request_edge::store::idempotency::{IdempotencyKey, KeyRow};
use help_request_edge::store::{DONE, Param, Statement, ValueRow, WriteContext};
use serde_json::json;

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

#[test]
fn a_create_is_one_statement() {
    assert_eq!(Call::default().steps(CREATE), (vec!["create"], None, Some(0)));
    let row = [NEW, INTERACTION, "", "coach", NOW, ""];
    assert_eq!(Call::default().params(CREATE), [[&row[..], &STAMP].concat()]);
}

#[test]
fn a_create_with_all_fields_binds_them() {
    let members = create_with_all_fields();
    assert_eq!(Call::default().steps(&members), (vec!["create"], None, Some(0)));
    let row = [NEW, INTERACTION, HELP_REQUEST, "barge_in", START, END];
    assert_eq!(Call::default().params(&members), [[&row[..], &STAMP].concat()]);
}

const OPEN: Call = Call { scope: BulkEndScope::All, policy: InteractionPolicy::Open, key: None };

#[test]
fn under_the_policy_open_a_create_registers_the_interaction() {
    assert_eq!(OPEN.steps(CREATE), (vec!["register interaction", "create"], None, Some(1)));
    let rows = [vec![INTERACTION], vec![NEW, INTERACTION, "", "coach", NOW, ""]];
    let mut expected = rows.map(|row| [&row[..], &STAMP].concat());
    expected[0].extend(OPENING);
    assert_eq!(OPEN.params(CREATE), expected);
}

#[test]
fn under_the_policy_open_a_create_registers_the_help_request_too() {
    let members = create_with_all_fields();
    let steps = vec!["register interaction", "register help request", "create"];
    assert_eq!(OPEN.steps(&members), (steps, None, Some(2)));
    let rows = [
        vec![INTERACTION],
        vec![HELP_REQUEST, INTERACTION],
        vec![NEW, INTERACTION, HELP_REQUEST, "barge_in", START, END],
    ];
    let mut expected = rows.map(|row| [&row[..], &STAMP].concat());
    expected[0].extend(OPENING);
    assert_eq!(OPEN.params(&members), expected);
}

#[test]
fn an_update_binds_what_is_given_and_nothing_else() {
    assert_eq!(Call::default().steps(&update()), (vec!["update", "outcome of update"], None, Some(1)));
    let checked = [&[ACTION, INTERACTION, "", "", "", END][..], &LOG_PARAMS].concat();
    assert_eq!(Call::default().params(&update()), [[&checked[..], &STAMP].concat(), checked]);
}

#[test]
fn an_update_of_all_fields_binds_them() {
    let members = update_of_all_fields();
    assert_eq!(Call::default().steps(&members), (vec!["update", "outcome of update"], None, Some(1)));
    let checked = [&[ACTION, INTERACTION, "barge_in", HELP_REQUEST, START, END][..], &LOG_PARAMS].concat();
    assert_eq!(Call::default().params(&members), [[&checked[..], &STAMP].concat(), checked]);
}

#[test]
fn ending_all_ends_all_by_default() {
    let members = format!(r#","end_time":"{END}""#);
    assert_eq!(Call::default().steps(&members), (vec!["end all", "outcome of end all"], None, Some(1)));
    let checked = [&[INTERACTION, END][..], &LOG_PARAMS].concat();
    assert_eq!(Call::default().params(&members), [[&checked[..], &STAMP].concat(), checked]);
    for statement in Call::default().statements(&members) {
        assert!(statement.sql.contains("end_time IS NOT ?2"), "{}", statement.sql);
        assert!(!statement.sql.contains("end_time IS NULL"), "{}", statement.sql);
    }
}

#[test]
fn under_the_scope_open_only_open_ones_end() {
    let call = Call { scope: BulkEndScope::Open, ..Call::default() };
    assert_eq!(call.steps(END_ALL), (vec!["end all", "outcome of end all"], None, Some(1)));
    let checked = [&[INTERACTION, NOW][..], &LOG_PARAMS].concat();
    assert_eq!(call.params(END_ALL), [[&checked[..], &STAMP].concat(), checked]);
    for statement in call.statements(END_ALL) {
        assert!(statement.sql.contains("end_time IS NULL"), "{}", statement.sql);
        assert!(!statement.sql.contains("end_time IS NOT"), "{}", statement.sql);
    }
}

#[test]
fn an_interaction_is_registered_by_a_create_alone() {
    for members in [END_ALL, &update_of_all_fields()] {
        for key in [None, Some(KEY)] {
            let registered = Call { key, ..Call::default() };
            assert_eq!(Call { key, ..OPEN }.statements(members), registered.statements(members));
        }
    }
}

#[test]
fn the_scope_is_of_an_end_of_all_alone() {
    for members in [CREATE, &update_of_all_fields()] {
        let open = Call { scope: BulkEndScope::Open, ..KEYED };
        assert_eq!(open.statements(members), KEYED.statements(members));
    }
}

/// What is looked up of a key.
const KEY_PARAMS: [&str; 4] = [DAYS, NOW, CALLER, KEY];

#[test]
fn a_key_is_stored_ahead_of_a_create() {
    assert_eq!(KEYED.steps(CREATE), (vec!["store key", "create", "find key"], Some(2), Some(1)));
    let request = format!("interaction={INTERACTION};action=coach;");
    let row = [NEW, INTERACTION, "", "coach", NOW, ""];
    let expected = [
        [&KEY_PARAMS[..], &[NOW, CALLER, KEY, &request, "create", NEW, TRANSACTION]].concat(),
        [&row[..], &STAMP, &[NOW, CALLER, KEY, TRANSACTION]].concat(),
        KEY_PARAMS.to_vec(),
    ];
    assert_eq!(KEYED.params(CREATE), expected);
    // And the create is made only if this very request has stored the key.
    let create = &KEYED.statements(CREATE)[1].sql;
    assert!(create.contains(" WHERE EXISTS (SELECT 1 FROM idempotency_record WHERE day = date("), "{create}");
    assert!(!Call::default().statements(CREATE)[0].sql.contains("idempotency_record"));
}

#[test]
fn under_the_policy_open_nothing_is_registered_for_a_key_that_was_used() {
    let (call, members) = (Call { key: Some(KEY), ..OPEN }, create_with_all_fields());
    let steps = vec!["register interaction", "register help request", "store key", "create", "find key"];
    assert_eq!(call.steps(&members), (steps, Some(4), Some(3)));
    let expected = [
        [&[INTERACTION][..], &STAMP, &OPENING, &KEY_PARAMS].concat(),
        [&[HELP_REQUEST, INTERACTION][..], &STAMP, &KEY_PARAMS].concat(),
    ];
    assert_eq!(call.params(&members)[..2], expected);
    for (keyed, free) in call.statements(&members).iter().zip(OPEN.statements(&members)).take(2) {
        assert!(keyed.sql.contains(" AND NOT EXISTS (SELECT 1 FROM idempotency_record WHERE "), "{}", keyed.sql);
        assert!(free.sql.ends_with(" AND true"), "{}", free.sql);
    }
}

#[test]
fn a_create_that_is_too_late_asks_for_its_key_alone() {
    for policy in [InteractionPolicy::Registered, InteractionPolicy::Open] {
        let call = Call { policy, ..KEYED };
        assert_eq!(call.steps(TOO_LATE), (vec!["find key"], Some(0), None));
        assert_eq!(call.params(TOO_LATE), [KEY_PARAMS]);
    }
}

#[test]
fn a_key_is_stored_for_other_successes_once_they_are_found() {
    let steps = vec!["end all", "store key", "outcome of end all", "find key"];
    assert_eq!(KEYED.steps(END_ALL), (steps, Some(3), Some(2)));
    let checked = [&[INTERACTION, NOW][..], &LOG_PARAMS].concat();
    let request = format!("interaction={INTERACTION};");
    let stored = [NOW, CALLER, KEY, &request, "end_all", INTERACTION, TRANSACTION];
    let expected = [
        [&checked[..], &STAMP, &KEY_PARAMS].concat(),
        [&checked[..], &KEY_PARAMS, &stored].concat(),
        checked,
        KEY_PARAMS.to_vec(),
    ];
    assert_eq!(KEYED.params(END_ALL), expected);

    let steps = vec!["update", "store key", "outcome of update", "find key"];
    assert_eq!(KEYED.steps(&update()), (steps, Some(3), Some(2)));
    let checked = [&[ACTION, INTERACTION, "", "", "", END][..], &LOG_PARAMS].concat();
    let request = format!("interaction={INTERACTION};action_sys_id={ACTION};end_time={END};");
    let stored = [NOW, CALLER, KEY, &request, "update", ACTION, TRANSACTION];
    let expected = [
        [&checked[..], &STAMP, &KEY_PARAMS].concat(),
        [&checked[..], &KEY_PARAMS, &stored].concat(),
        checked,
        KEY_PARAMS.to_vec(),
    ];
    assert_eq!(KEYED.params(&update()), expected);
}

/// What stores the key asks the very question whose answer is told to the caller.
#[test]
fn a_key_is_stored_by_the_outcome_of_its_own_operation() {
    for scope in [BulkEndScope::All, BulkEndScope::Open] {
        for members in [END_ALL, &update(), &update_of_all_fields()] {
            let statements = Call { scope, ..KEYED }.statements(members);
            let [_, store, outcome, _] = statements.as_slice() else { panic!("{statements:?}") };
            assert!(
                store.sql.contains(&format!(" WHERE ({}) = '{DONE}' AND NOT EXISTS (", outcome.sql)),
                "{}",
                store.sql
            );
            assert!(store.params.starts_with(&outcome.params));
        }
    }
    assert!(KEYED.statements(CREATE)[0].sql.contains(" WHERE true AND NOT EXISTS ("));
}

#[test]
fn a_change_with_a_key_is_made_only_if_the_key_is_unused() {
    for members in [END_ALL, &update_of_all_fields()] {
        let (keyed, free) =
            (KEYED.statements(members).remove(0).sql, Call::default().statements(members).remove(0).sql);
        let (head, tail) = keyed.split_once(" AND NOT EXISTS (SELECT 1 FROM idempotency_record ").unwrap();
        assert_eq!(free, format!("{head} AND true"));
        assert!(tail.starts_with("WHERE day IN (SELECT value FROM json_each("), "{tail}");
    }
}

/// A retry of the batch finds its own change, whatever others have done since.
#[test]
fn a_change_asks_the_log_whether_this_request_has_made_it() {
    const ASKED: &str = "EXISTS (SELECT 1 FROM (SELECT transaction_id FROM record_change WHERE documentkey = ";
    for call in [Call::default(), KEYED] {
        for members in [END_ALL, &update(), &update_of_all_fields()] {
            let statements = call.statements(members);
            let outcome = call.steps(members).2.unwrap();
            for (sql, beginnings) in [
                (&statements[0].sql, ["AND NOT ", "AND NOT EXISTS (SELECT 1 FROM supervisor_help_action AS one "]),
                (&statements[outcome].sql, ["OR ", "OR max("]),
            ] {
                let (before, _) = sql.split_once(ASKED).unwrap_or_else(|| panic!("{sql}"));
                let is_condition =
                    before.ends_with(beginnings[0]) || (members == END_ALL && before.contains(beginnings[1]));
                assert!(is_condition, "{sql}");
                assert_eq!(sql.matches(ASKED).count(), 1, "{sql}");
            }
        }
        // A create finds its own row.
        assert!(call.statements(CREATE).iter().all(|statement| !statement.sql.contains("record_change")));
    }
}

#[test]
fn the_plan_points_at_what_it_has_to_read() {
    for (call, members) in all_calls() {
        let (steps, key, outcome) = call.steps(&members);
        let place = |is: fn(&str) -> bool| {
            let places: Vec<usize> = (0..steps.len()).filter(|at| is(steps[*at])).collect();
            assert!(places.len() <= 1, "{steps:?}");
            places.first().copied()
        };
        assert_eq!(key, place(|step| step == "find key"), "{steps:?}");
        assert_eq!(key.is_some(), call.key.is_some(), "{steps:?}");
        // It is looked for once all others have run.
        assert!(key.is_none_or(|key| key == steps.len() - 1), "{steps:?}");
        assert_eq!(outcome, place(|step| step == "create" || step.starts_with("outcome")), "{steps:?}");
        assert_eq!(outcome.is_none(), members == TOO_LATE, "{steps:?}");
    }
}

#[test]
fn every_statement_gets_as_many_parameters_as_it_names() {
    for (call, members) in all_calls() {
        for statement in call.statements(&members) {
            can_be_run(&statement);
            assert!(statement.params.len() <= 100);
        }
    }
}

#[test]
fn the_text_is_the_same_for_each_call() {
    for (call, members) in all_calls() {
        for statement in call.statements(&members) {
            for value in [INTERACTION, HELP_REQUEST, ACTION, NEW, TRANSACTION, NOW, START, END, USER, KEY, "barge_in"] {
                assert!(!statement.sql.contains(value), "{}", statement.sql);
            }
        }
    }
}

/// A row of what a request has kept under the key: what it asked for, the operation, the id, and its transaction id.
fn kept(request: &str, operation: &str, id: &str, transaction_id: &str) -> KeyRow {
    let row = json!({"request": request, "operation": operation, "sys_id": id, "transaction_id": transaction_id});
    serde_json::from_value(row).unwrap()
}

fn done(outcome: Outcome) -> Result<CarriedOut, Refusal> {
    Ok(CarriedOut { outcome, is_replay: false })
}

fn replayed(outcome: Outcome) -> Result<CarriedOut, Refusal> {
    Ok(CarriedOut { outcome, is_replay: true })
}

/// Each operation with what it does.
fn operations() -> [(String, Outcome); 4] {
    [
        (CREATE.to_owned(), Outcome::Created(sys_id(NEW))),
        (create_with_all_fields(), Outcome::Created(sys_id(NEW))),
        (update(), Outcome::Updated(sys_id(ACTION))),
        (END_ALL.to_owned(), Outcome::EndedAll(sys_id(INTERACTION))),
    ]
}

const NO_INTERACTION: &str = r#"{"interaction":0}"#;

/// All that the statement of the outcome may yield.
const OUTCOMES: [Option<&str>; 4] = [None, Some(DONE), Some(NO_INTERACTION), Some("?")];

#[test]
fn without_a_key_done_is_done() {
    for (members, outcome) in operations() {
        for call in [Call::default(), OPEN, Call { scope: BulkEndScope::Open, ..OPEN }] {
            assert_eq!(call.read(&members, None, Some(DONE)), done(outcome.clone()), "{members}");
        }
    }
}

#[test]
fn facts_are_the_reason_why_nothing_was_done() {
    for (members, _) in operations() {
        for call in [Call::default(), KEYED] {
            let expected = Err(Refusal::NotFound(NotFound::Interaction(sys_id(INTERACTION))));
            assert_eq!(call.read(&members, None, Some(NO_INTERACTION)), expected, "{members}");
        }
    }
    for (members, facts, expected) in [
        (create_with_all_fields(), r#"{"interaction":1}"#, NotFound::HelpRequest(sys_id(HELP_REQUEST))),
        (update(), r#"{"interaction":1}"#, NotFound::HelpAction(sys_id(ACTION))),
        (END_ALL.to_owned(), r#"{"interaction":1,"has_actions":0}"#, NotFound::NothingToEnd(sys_id(INTERACTION))),
    ] {
        assert_eq!(Call::default().read(&members, None, Some(facts)), Err(Refusal::NotFound(expected)));
    }
}

#[test]
fn no_row_and_null_are_a_defect() {
    for (members, _) in operations() {
        for call in [Call::default(), KEYED] {
            assert_eq!(call.read(&members, None, None), Err(Refusal::Unexplained), "{members}");
            let null = call.see(&members, |plan| plan.read(None, Some(ValueRow { value: None })));
            assert_eq!(null, Err(Refusal::Unexplained), "{members}");
        }
    }
}

#[test]
fn facts_that_cannot_be_read_are_a_defect() {
    for (members, _) in operations() {
        for text in ["", "Done", "done ", "1", "null", "{", "{}{}", r#"{"interaction":null}"#, r#"{"interaction":"1"}"#]
        {
            for call in [Call::default(), KEYED] {
                assert_eq!(call.read(&members, None, Some(text)), Err(Refusal::Unexplained), "{members} {text}");
            }
        }
    }
}

#[test]
fn facts_that_explain_nothing_are_a_defect() {
    let facts = r#"{"interaction":1,"has_actions":1}"#;
    for members in [CREATE, END_ALL] {
        assert_eq!(Call::default().read(members, None, Some(facts)), Err(Refusal::Unexplained), "{members}");
    }
}

/// The first request with its key finds its own row, whatever else is found.
#[test]
fn with_a_key_done_is_what_this_request_has_kept() {
    for (members, outcome) in operations() {
        let request = KEYED.command(&members).normalized_fields();
        let (operation, id) = outcome.operation();
        for found in OUTCOMES {
            let row = kept(&request, operation, id.as_str(), TRANSACTION);
            assert_eq!(KEYED.read(&members, Some(row), found), done(outcome.clone()), "{members} {found:?}");
        }
    }
}

#[test]
fn what_the_same_request_has_done_before_is_answered_again() {
    for (members, outcome) in operations() {
        let request = KEYED.command(&members).normalized_fields();
        // A create has given an id of its own.
        let before = match outcome {
            Outcome::Created(_) => Outcome::Created(sys_id(OTHER_INTERACTION)),
            other => other,
        };
        let (operation, id) = before.operation();
        for found in OUTCOMES {
            let row = kept(&request, operation, id.as_str(), OTHER_TRANSACTION);
            assert_eq!(KEYED.read(&members, Some(row), found), replayed(before.clone()), "{members} {found:?}");
        }
    }
}

#[test]
fn what_another_request_has_done_under_the_key_is_told_so() {
    for (members, outcome) in operations() {
        let (operation, id) = outcome.operation();
        for request in ["", "interaction=", &KEYED.command(TOO_LATE).normalized_fields()] {
            for found in OUTCOMES {
                let row = kept(request, operation, id.as_str(), OTHER_TRANSACTION);
                assert_eq!(KEYED.read(&members, Some(row), found), Err(Refusal::KeyReused), "{members} {found:?}");
            }
        }
    }
}

#[test]
fn what_is_kept_and_makes_no_sense_is_a_defect() {
    for (members, _) in operations() {
        let request = KEYED.command(&members).normalized_fields();
        for (operation, id) in [("delete", ACTION), ("", ACTION), ("Create", ACTION), ("create", "1"), ("update", "")] {
            let row = kept(&request, operation, id, OTHER_TRANSACTION);
            assert_eq!(KEYED.read(&members, Some(row), Some(DONE)), Err(Refusal::Unexplained), "{operation} {id}");
        }
    }
}

/// A repetition of it would be done once more.
#[test]
fn with_a_key_a_success_that_is_not_kept_is_none() {
    for (members, _) in operations() {
        assert_eq!(KEYED.read(&members, None, Some(DONE)), Err(Refusal::Unexplained), "{members}");
    }
}

#[test]
fn a_create_that_is_too_late_is_answered_if_it_was_in_time_once() {
    let request = KEYED.command(TOO_LATE).normalized_fields();
    let before = kept(&request, "create", ACTION, OTHER_TRANSACTION);
    assert_eq!(KEYED.read(TOO_LATE, Some(before), None), replayed(Outcome::Created(sys_id(ACTION))));
    let other = kept(&KEYED.command(CREATE).normalized_fields(), "create", ACTION, OTHER_TRANSACTION);
    assert_eq!(KEYED.read(TOO_LATE, Some(other), None), Err(Refusal::KeyReused));
    let odd = kept(&request, "delete", ACTION, OTHER_TRANSACTION);
    assert_eq!(KEYED.read(TOO_LATE, Some(odd), None), Err(Refusal::Unexplained));
}

#[test]
fn a_create_that_is_too_late_and_repeats_nothing_is_told_so() {
    let message = message!("end_before_default_start", end = "2026-02-18 11:59:59", start = NOW);
    let too_late = fault("end_time", FaultCode::EndBeforeStart, message);
    let expected = Err(Refusal::Invalid(Faults::from(too_late)));
    // There is no statement that yields anything else.
    for found in [None, Some(DONE), Some(NO_INTERACTION)] {
        assert_eq!(KEYED.read(TOO_LATE, None, found), expected, "{found:?}");
    }
    let null = KEYED.see(TOO_LATE, |plan| plan.read(None, Some(ValueRow { value: None })));
    assert_eq!(null, expected);
    // Nothing was done in the name of this request.
    let own = kept(&KEYED.command(TOO_LATE).normalized_fields(), "create", NEW, TRANSACTION);
    assert_eq!(KEYED.read(TOO_LATE, Some(own), None), expected);
}
