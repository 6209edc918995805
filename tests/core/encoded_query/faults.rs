//! What is refused, and what its message says.

use super::{OPERATORS, is_refused, means, unknown};
use crate::support::{STATES, fault, message, query};
use help_request_edge::fault::FaultCode;

#[test]
fn an_unknown_field_is_named() {
    for (text, name) in [
        ("nothing=a", "nothing"),
        ("nothingISEMPTY", "nothing"),
        ("123TEXTQUERY321=a", "123"),
        ("state_=new", "state_"),
        ("states=new", "states"),
        ("sys_transaction_idISEMPTY", "sys_transaction_id"),
        ("rowid=1", "rowid"),
        ("typeisempty", "typeisempty"),
        ("ORDERBYnothing", "nothing"),
        ("ORDERBYDESCnothing", "nothing"),
        ("ORDERBY", ""),
        ("ORDERBYDESC", ""),
        ("ORDERBYDESCDESCtype", "DESCtype"),
        ("ORDERBYtype,number", "type,number"),
        ("ORDERBYtype DESC", "type DESC"),
        ("ORDERBYType", "Type"),
        ("ORDERBY type", " type"),
        ("type=a^ORnothing=a", "nothing"),
        ("type=a^NQnothing=a", "nothing"),
    ] {
        assert_eq!(query("interaction", text), Err(vec![unknown(name)]), "{text}");
    }
    let long = "a".repeat(100);
    let expected = format!("{}…", "a".repeat(64));
    assert_eq!(query("interaction", &format!("{long}=1")), Err(vec![unknown(&expected)]));
}

#[test]
fn a_condition_without_a_field_is_refused() {
    for text in ["=a", " type=a", "Type=a", "TYPE=a", "ISEMPTY", "(type=a)", "'type'=a", "ANDtype=a", "RLQUERYtype"] {
        is_refused(text, FaultCode::InvalidQuery, &message!("query_no_condition", term = text));
    }
    for (text, term) in [("type=a^OR", ""), ("type=a^NQ", ""), ("NQ", ""), ("type=a^NQORDERBYtype", "ORDERBYtype")] {
        is_refused(text, FaultCode::InvalidQuery, &message!("query_no_condition", term = term));
    }
}

#[test]
fn an_alternative_to_nothing_is_refused() {
    for text in ["ORtype=a", "^ORtype=a", "ORDERBYtype^ORtype=a", "ORtype=a^type=b"] {
        let message = message!("query_or_first");
        is_refused(text, FaultCode::InvalidQuery, &message);
    }
}

#[test]
fn an_unknown_operator_is_named() {
    for (text, rest) in [
        ("type", ""),
        ("type a", " a"),
        ("type =a", " =a"),
        ("typeIsEmpty", "IsEmpty"),
        ("typeNOTINa", "NOTINa"),
        ("typeNOT", "NOT"),
        ("typeNOT  INa", "NOT  INa"),
        ("typeINSTANCEOFtask", "INSTANCEOFtask"),
        ("opened_atOn2026-02-18", "On2026-02-18"),
        ("typeNOT BETWEENa@b", "NOT BETWEENa@b"),
        ("typeDYNAMIC90d1921e5f510100a9ad2572f2b477fe", "DYNAMIC90d1921e5f510100a9ad2572f2b477fe"),
        ("typeVALCHANGES", "VALCHANGES"),
        ("type!a", "!a"),
        ("type~a", "~a"),
        ("type'a", "'a"),
        ("typeä", "ä"),
        ("type\u{0}=a", "\u{FFFD}=a"),
    ] {
        let field = if text.starts_with("opened") { "opened_at" } else { "type" };
        let message = message!("query_unknown_operator", rest = rest, field = field, operators = OPERATORS);
        is_refused(text, FaultCode::UnknownOperator, &message);
    }
}

#[test]
fn comparing_with_nothing_is_refused() {
    let operators = [
        "<",
        "<=",
        ">",
        ">=",
        "LIKE",
        "CONTAINS",
        "*",
        "NOT LIKE",
        "DOES NOT CONTAIN",
        "!*",
        "STARTSWITH",
        "ENDSWITH",
        "IN",
        "NOT IN",
    ];
    for operator in operators {
        let message = message!("query_no_value", field = "type");
        is_refused(&format!("type{operator}"), FaultCode::InvalidQuery, &message);
    }
}

#[test]
fn what_is_about_times_is_refused_for_other_fields() {
    for (operator, value) in [
        ("ON", "2026-02-18"),
        ("NOTON", "2026-02-18"),
        ("RELATIVEGT", "@day@ago@1"),
        ("RELATIVEEE", "@day@ago@1"),
        ("DATEPART", "x@javascript:gs.datePart('week','53','LE')"),
    ] {
        let message = format!("sysparm_query: {operator} is for times, and number has none");
        is_refused(&format!("number{operator}{value}"), FaultCode::InvalidQuery, &message);
    }
}

#[test]
fn fields_are_compared_with_fields_of_the_same_record_and_type() {
    for name in ["opened_at", "sys_mod_count", "sys_id", "type", "active", "duration"] {
        means(&format!("{name}SAMEAS{name}"), &format!("{name} = field {name}"));
        for other in ["opened_at", "sys_mod_count", "sys_id", "type", "active", "duration"] {
            let message =
                format!("sysparm_query: SAMEAS compares {name} with {other}, which has values of another type");
            if name != other {
                is_refused(&format!("{name}SAMEAS{other}"), FaultCode::InvalidQuery, &message);
            }
        }
    }
    let message = "sysparm_query: SAMEAS compares sys_created_on with interaction.sys_created_on, which is a field of another record";
    let expected = fault("sysparm_query", FaultCode::InvalidQuery, message);
    let other_record = "sys_created_onSAMEASinteraction.sys_created_on";
    assert_eq!(query("supervisor_help_action", other_record), Err(vec![expected]));
}

#[test]
fn a_value_where_none_belongs_is_refused() {
    for (text, rest) in [("typeISEMPTYa", "a"), ("typeISNOTEMPTYnone", "none"), ("typeISEMPTY ", " ")] {
        is_refused(text, FaultCode::InvalidQuery, &message!("query_value_where_none", rest = rest));
    }
}

#[test]
fn between_takes_two_values() {
    for text in ["typeBETWEEN", "typeBETWEENa", "typeBETWEENa,b"] {
        is_refused(text, FaultCode::InvalidQuery, &message!("query_between_one", field = "type"));
    }
    means("typeBETWEENa@b@c", "type between <a> and <b@c>");
    means("typeBETWEEN@", "type between <> and <>");
    means("sys_mod_countBETWEEN1@2", "sys_mod_count between <1> and <2>");
}

#[test]
fn the_values_of_a_list_are_trimmed() {
    means("stateINnew , on_hold", "state in <new><on_hold>");
    means("typeINa,,b, ,", "type in <a><b>");
    for text in ["typeIN", "typeIN ", "typeIN, ,", "typeNOT IN,"] {
        is_refused(text, FaultCode::InvalidQuery, &message!("query_no_value", field = "type"));
    }
}

#[test]
fn values_are_those_of_their_field() {
    let bad = message!("invalid_choice", field = "state", value = "New", choices = STATES);
    for text in ["state=New", "state!=New", "stateINnew,New", "stateNOT INNew", "stateBETWEENnew@New", "state>New"] {
        assert_eq!(query("interaction", text), Err(vec![fault("state", FaultCode::InvalidChoice, &bad)]), "{text}");
    }
    // A part of a value need not be one.
    means("stateLIKENew", "state contains <new>");
    means("sys_idSTARTSWITHD4DE", "sys_id starts with <d4de>");
    means("opened_atSTARTSWITH2026-02", "opened_at starts with <2026-02>");
    means("numberLIKEims", "number contains <IMS>");
}

#[test]
fn all_faults_are_found() {
    let expected = vec![
        unknown("nothing"),
        fault(
            "sys_mod_count",
            FaultCode::InvalidNumber,
            message!("invalid_number", field = "sys_mod_count", value = "x"),
        ),
        fault("sysparm_query", FaultCode::InvalidQuery, message!("query_no_value", field = "type")),
    ];
    assert_eq!(query("interaction", "nothing=1^sys_mod_count=x^ORstate=new^typeLIKE^state=new"), Err(expected));
}

#[test]
fn an_alternative_to_a_faulty_condition_is_no_fault_of_its_own() {
    assert_eq!(query("interaction", "nothing=1^ORtype=a^ORtype=b"), Err(vec![unknown("nothing")]));
}
