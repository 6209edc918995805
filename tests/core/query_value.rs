//! Values that a query compares with, by the type of the field (contract, sections 2 and 7).

use crate::support::{ACTIONS, HELP_REQUEST_STATES, INTERACTION, NOW, STATES, fault, message, table, time};
use help_request_edge::fault::{Fault, FaultCode};
use help_request_edge::query::{FieldPath, Value};

fn path(table_name: &str, name: &str) -> FieldPath {
    FieldPath::parse(table(table_name), name).unwrap()
}

fn value_at(now: &str, (table_name, name): (&str, &str), text: &str) -> Result<String, Fault> {
    Value::parse(&path(table_name, name), text, time(now)).map(|value| value.as_str().to_owned())
}

/// What becomes of a value for a field of `interaction`.
fn value(name: &str, text: &str) -> Result<String, Fault> {
    value_at(NOW, ("interaction", name), text)
}

#[test]
fn a_sys_id_is_in_lower_case() {
    assert_eq!(value("sys_id", INTERACTION), Ok(INTERACTION.to_owned()));
    assert_eq!(value("sys_id", &INTERACTION.to_uppercase()), Ok(INTERACTION.to_owned()));
    let reference = ("supervisor_help_action", "help_request.interaction");
    assert_eq!(value_at(NOW, reference, &INTERACTION.to_uppercase()), Ok(INTERACTION.to_owned()));
    for text in ["", "IMS0000001", &INTERACTION[1..], &format!("{INTERACTION} "), &format!("'{INTERACTION}'")] {
        let message = message!("invalid_sys_id", field = "sys_id", value = text);
        assert_eq!(value("sys_id", text), Err(fault("sys_id", FaultCode::InvalidSysId, message)));
        let message = message!("invalid_sys_id", field = "help_request.interaction", value = text);
        let expected = fault("help_request.interaction", FaultCode::InvalidSysId, message);
        assert_eq!(value_at(NOW, reference, text), Err(expected));
    }
}

#[test]
fn a_code_is_in_upper_case() {
    for (text, stored) in [("IMS0000001", "IMS0000001"), ("ims0000001", "IMS0000001"), ("", ""), ("ßä ?1", "ßä ?1")]
    {
        assert_eq!(value("number", text), Ok(stored.to_owned()));
    }
}

#[test]
fn no_script_is_run_or_taken_for_a_text() {
    let text = "javascript:gs.getUserID()";
    for name in ["type", "number", "state", "sys_id", "sys_mod_count"] {
        let message = message!("is_a_script", field = name, value = text);
        assert_eq!(value(name, text), Err(fault(name, FaultCode::InvalidQuery, message)));
    }
}

#[test]
fn a_text_is_as_it_is() {
    for text in ["", " a ", "Ä'\"%_?1\\\u{0}", "java", &"a".repeat(2000)] {
        assert_eq!(value("type", text), Ok(text.to_owned()));
        assert_eq!(value_at(NOW, ("sys_audit", "user"), text), Ok(text.to_owned()));
    }
}

#[test]
fn a_choice_is_one_of_its_words() {
    for word in ["new", "work_in_progress", "on_hold", "wrap_up", "closed_complete", "closed_abandoned"] {
        assert_eq!(value("state", word), Ok(word.to_owned()));
    }
    for text in ["", "New", "new ", "closed", "in_progress", "1", "new,on_hold"] {
        let message = message!("invalid_choice", field = "state", value = text, choices = STATES);
        assert_eq!(value("state", text), Err(fault("state", FaultCode::InvalidChoice, message)));
    }
    let state_of_request = ("supervisor_help_action", "help_request.state");
    assert_eq!(value_at(NOW, state_of_request, "in_progress"), Ok("in_progress".to_owned()));
    let message =
        message!("invalid_choice", field = "help_request.state", value = "on_hold", choices = HELP_REQUEST_STATES);
    let expected = fault("help_request.state", FaultCode::InvalidChoice, message);
    assert_eq!(value_at(NOW, state_of_request, "on_hold"), Err(expected));
    let message = message!("invalid_choice", field = "action", value = "whisper", choices = ACTIONS);
    let expected = fault("action", FaultCode::InvalidChoice, message);
    assert_eq!(value_at(NOW, ("supervisor_help_action", "action"), "whisper"), Err(expected));
}

#[test]
fn a_number_is_whole() {
    for field in [("interaction", "sys_mod_count"), ("supervisor_help_action", "duration")] {
        for (text, stored) in [
            ("0", "0"),
            ("007", "7"),
            ("-5", "-5"),
            ("-0", "0"),
            ("+5", "5"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
        ] {
            assert_eq!(value_at(NOW, field, text), Ok(stored.to_owned()));
        }
        let name = field.1;
        for text in ["", " 5", "5 ", "1.0", "1e3", "0x1", "five", "1 OR 1=1", "９", "--1", "9223372036854775808"] {
            let message = message!("invalid_number", field = name, value = text);
            assert_eq!(value_at(NOW, field, text), Err(fault(name, FaultCode::InvalidNumber, message)));
        }
    }
}

#[test]
fn a_time_is_in_utc() {
    for (text, stored) in [
        ("2026-02-18 11:30:00", "2026-02-18 11:30:00"),
        ("2026-02-18T11:30:00.9Z", "2026-02-18 11:30:00"),
        ("2026-02-18T12:30:00+01:00", "2026-02-18 11:30:00"),
        ("2026-02-18", "2026-02-18 00:00:00"),
    ] {
        assert_eq!(value("opened_at", text), Ok(stored.to_owned()));
    }
    for (text, reason) in [
        ("", "time_not_accepted"),
        ("2026-2-18", "time_not_accepted"),
        ("2026-02-18 ", "time_not_accepted"),
        ("2026/02/18", "time_not_accepted"),
        ("yesterday!", "time_not_accepted"),
        ("Today", "time_not_accepted"),
        ("javascript:new Date()", "time_not_accepted"),
        ("2026-02-18T11:30:00", "time_without_offset"),
        ("2026-02-30 11:30:00", "time_not_existing"),
    ] {
        let message = message!(reason, field = "opened_at", value = text);
        assert_eq!(value("opened_at", text), Err(fault("opened_at", FaultCode::InvalidTime, message)));
    }
    let message = message!("time_not_existing", field = "opened_at", value = "2026-02-30 00:00:00");
    assert_eq!(value("opened_at", "2026-02-30"), Err(fault("opened_at", FaultCode::InvalidTime, message)));
}

#[test]
fn a_date_may_be_generated() {
    for (call, stored) in [
        ("'2026-02-18','11:30:00'", "2026-02-18 11:30:00"),
        ("\"2026-02-18\",\"11:30:00\"", "2026-02-18 11:30:00"),
        (" '2026-02-18' , \"11:30:00\" ", "2026-02-18 11:30:00"),
        // pysnow's.
        ("'2026-02-18 11:30:00'", "2026-02-18 11:30:00"),
        ("'2026-02-18T12:30:00+01:00'", "2026-02-18 11:30:00"),
        ("'2026-02-18','start'", "2026-02-18 00:00:00"),
        ("'2026-02-18','end'", "2026-02-18 23:59:59"),
        ("'2026-02-18'", "2026-02-18 00:00:00"),
        ("'2026-2-7','9:5:00'", "2026-02-07 09:05:00"),
        ("'2026-2-7 9:5:0'", "2026-02-07 09:05:00"),
        ("'2024-2-29','end'", "2024-02-29 23:59:59"),
    ] {
        assert_eq!(value("opened_at", &format!("javascript:gs.dateGenerate({call})")), Ok(stored.to_owned()), "{call}");
    }
}

#[test]
fn a_time_may_lie_before_the_present() {
    for (call, stored) in [
        ("minutesAgo(0)", "2026-02-18 12:00:00"),
        ("minutesAgo(1)", "2026-02-18 11:59:00"),
        ("minutesAgo( 90 )", "2026-02-18 10:30:00"),
        ("hoursAgo(1)", "2026-02-18 11:00:00"),
        ("hoursAgo(36)", "2026-02-17 00:00:00"),
        ("daysAgo(0)", "2026-02-18 12:00:00"),
        ("daysAgo(49)", "2025-12-31 12:00:00"),
        ("daysAgo(740030)", "0000-01-01 12:00:00"),
    ] {
        assert_eq!(value("opened_at", &format!("javascript:gs.{call}")), Ok(stored.to_owned()), "{call}");
    }
    let earliest = value_at("0000-01-01 00:00:59", ("interaction", "opened_at"), "javascript:gs.minutesAgo(0)");
    assert_eq!(earliest, Ok("0000-01-01 00:00:59".to_owned()));
}

#[test]
fn no_other_function_is_known() {
    for call in [
        "",
        "now(1)",
        "nowdatetime()",
        "beginningOf()",
        "beginningOfNothing()",
        "beginningOfToday(1)",
        "beginningOfDay()",
        "beginningOfDay(2026-02-18)",
        "beginningOfSchedulePeriodsAgo(1)",
        "weeksAgo(1)",
        "yearsAgoStart(1)",
        "getUserID()",
        "dateAdd('2026-02-18',1)",
        "endOfNextYear",
        "daysAgoStart()",
        "daysAgoStart",
        "daysago(1)",
        "daysAgo",
        "daysAgo(",
        "daysAgo()",
        "daysAgo(1",
        "daysAgo(1) ",
        "daysAgo (1)",
        "daysAgo(1.5)",
        "daysAgo(1,2)",
        "daysAgo(4294967295)",
        "daysAgo(4294967296)",
        "daysAgo(-2147483648)",
        "daysAgo(740031)",
        "daysAgoStart(740031)",
        "daysAgoEnd(-2912811)",
        "monthsAgo(2147483647)",
        "quartersAgo(-2147483647)",
        "yearsAgo(2027)",
        "hoursAgo(4294967295)",
        "dateGenerate",
        "dateGenerate()",
        "dateGenerate(2026-02-18)",
        "dateGenerate('26-02-18')",
        "dateGenerate('2026-002-18')",
        "dateGenerate('2026-02')",
        "dateGenerate('2026-02-18-1')",
        "dateGenerate('2026-02-18','+9:00:00')",
        "dateGenerate('2026-02-18',)",
        "dateGenerate('2026-02-18','Start')",
        "dateGenerate('2026-02-18','')",
        "dateGenerate('2026-02-18','11:30')",
        "dateGenerate('2026-02-30','11:30:00')",
        "dateGenerate('2026-02-18','11:30:00','')",
        "dateGenerate('2026-02-18\",\"11:30:00')",
        "dateGenerate(',')",
        "dateGenerate(')",
        "dateGenerate('')",
        "(",
        ")",
        "()",
    ] {
        let text = format!("javascript:gs.{call}");
        let quoted: String = text.chars().take(64).chain((text.chars().count() > 64).then_some('…')).collect();
        let message = message!("unknown_function", field = "opened_at", value = quoted);
        assert_eq!(value("opened_at", &text), Err(fault("opened_at", FaultCode::InvalidTime, message)));
    }
}

#[test]
fn a_part_of_a_value_is_any_text_in_the_case_of_the_field() {
    let part = |name, text| Value::part(&path("interaction", name), text).as_str().to_owned();
    assert_eq!(part("number", "ims0Ä"), "IMS0Ä");
    for name in ["sys_id", "type", "state", "opened_at", "sys_mod_count"] {
        assert_eq!(part(name, "D4 'Ä'%"), "d4 'Ä'%");
    }
}
