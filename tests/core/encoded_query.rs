//! The language of `sysparm_query` (contract, section 7).

use crate::support::{
    INTERACTION, INTERACTION_FIELDS, NOW, OTHER_INTERACTION, STATES, fault, meaning, message, query, table, time,
};
use help_request_edge::fault::{Fault, FaultCode, Faults, MAX_FAULTS};
use help_request_edge::query::{MAX_QUERY_BYTES, MAX_REFERENCES, MAX_SCANS, MAX_TERMS, MAX_VALUES, Query};
use help_request_edge::table::UrlParameters;

const OPERATORS: &str = "=, !=, <, <=, >, >=, IN, NOT IN, LIKE, NOT LIKE, STARTSWITH, ENDSWITH, ISEMPTY, ISNOTEMPTY, ANYTHING, \
     BETWEEN, ON, NOTON, RELATIVEGT, RELATIVEGE, RELATIVELT, RELATIVELE, RELATIVEEE, SAMEAS, NSAMEAS, GT_FIELD, \
     GT_OR_EQUALS_FIELD, LT_FIELD, LT_OR_EQUALS_FIELD, MORETHAN, LESSTHAN, DATEPART";

/// A query on `interaction` with its meaning.
#[track_caller]
fn means(text: &str, meaning: &str) {
    assert_eq!(query("interaction", text), Ok(meaning.to_owned()), "{text}");
}

/// A query on `interaction` with its one fault.
#[track_caller]
fn is_refused(text: &str, code: FaultCode, message: &str) {
    assert_eq!(query("interaction", text), Err(vec![fault("sysparm_query", code, message)]), "{text}");
}

fn unknown(name: &str) -> Fault {
    let message = message!(
        "unknown_table_field",
        place = "sysparm_query",
        field = name,
        table = "interaction",
        fields = INTERACTION_FIELDS
    );
    fault("sysparm_query", FaultCode::UnknownField, message)
}

#[test]
fn every_operator_is_read() {
    for (text, meaning) in [
        ("short_description=a", "short_description = <a>"),
        ("short_description!=a", "short_description != <a>"),
        ("short_description<a", "short_description < <a>"),
        ("short_description<=a", "short_description <= <a>"),
        ("short_description>a", "short_description > <a>"),
        ("short_description>=a", "short_description >= <a>"),
        ("short_descriptionINa,b", "short_description in <a><b>"),
        ("short_descriptionNOT INa,b", "short_description not in <a><b>"),
        ("short_descriptionLIKEa", "short_description contains <a>"),
        ("short_descriptionNOT LIKEa", "short_description lacks <a>"),
        ("short_descriptionSTARTSWITHa", "short_description starts with <a>"),
        ("short_descriptionENDSWITHa", "short_description ends with <a>"),
        ("short_descriptionISEMPTY", "short_description is empty"),
        ("short_descriptionISNOTEMPTY", "short_description is not empty"),
        ("short_descriptionBETWEENa@b", "short_description between <a> and <b>"),
    ] {
        means(text, meaning);
    }
}

#[test]
fn other_spellings_mean_the_same() {
    for (text, meaning) in [
        ("typeCONTAINSa", "type contains <a>"),
        ("type*a", "type contains <a>"),
        ("typeDOES NOT CONTAINa", "type lacks <a>"),
        ("type!*a", "type lacks <a>"),
        ("typeNOTLIKEa", "type lacks <a>"),
        ("type%a", "type ends with <a>"),
        ("type=NULL", "type is empty"),
        ("type!=NULL", "type is not empty"),
        ("typeEMPTYSTRING", "type is empty"),
        ("type=", "type is empty"),
        ("type!=", "type is not empty"),
        ("typeISEMPTYNone", "type is empty"),
        ("typeISNOTEMPTYNone", "type is not empty"),
    ] {
        means(text, meaning);
    }
}

#[test]
fn times_and_fields_are_compared() {
    for (text, meaning) in [
        ("typeANYTHING", "type is anything"),
        ("opened_atON2026-02-18", "opened_at between <2026-02-18 00:00:00> and <2026-02-18 23:59:59>"),
        ("opened_atONa@b@2026-02-18@2026-02-19", "opened_at between <2026-02-18 00:00:00> and <2026-02-19 00:00:00>"),
        ("opened_atNOTON2026-02-18", "opened_at not between <2026-02-18 00:00:00> and <2026-02-18 23:59:59>"),
        ("opened_atRELATIVEGT@minute@ago@1", "opened_at >= <2026-02-18 11:59:00>"),
        ("opened_atRELATIVEGE@dayofweek@ahead@1", "opened_at >= <2026-02-19 12:00:00>"),
        ("opened_atRELATIVELT@week@ago@0", "opened_at <= <2026-02-18 12:00:00>"),
        ("opened_atRELATIVELE@quarter@ago@1", "opened_at <= <2025-11-18 12:00:00>"),
        ("opened_atRELATIVEEE@year@ago@1", "opened_at between <2025-01-01 00:00:00> and <2025-12-31 23:59:59>"),
        ("typeSAMEASassigned_to", "type = field assigned_to"),
        ("typeNSAMEASstate", "type != field state"),
        ("opened_atGT_FIELDclosed_at", "opened_at > field closed_at"),
        ("opened_atGT_OR_EQUALS_FIELDclosed_at", "opened_at >= field closed_at"),
        ("opened_atLT_FIELDclosed_at", "opened_at < field closed_at"),
        ("opened_atLT_OR_EQUALS_FIELDclosed_at", "opened_at <= field closed_at"),
        ("opened_atSAMEASclosed_at@hour", "opened_at in the hour of closed_at"),
        ("opened_atNSAMEASclosed_at@day", "opened_at not in the day of closed_at"),
        ("opened_atMORETHANclosed_at@day@before@3", "opened_at more than 3 day Before closed_at"),
        ("opened_atLESSTHANclosed_at@month@before or after@0", "opened_at less than 0 month Either closed_at"),
        ("opened_atDATEPARTx@javascript:gs.datePart('dayofweek','sunday','GT')", "opened_at DayOfWeek > 0"),
        ("opened_atDATEPART@javascript:gs.datePart('week','53','LE')", "opened_at Week <= 53"),
    ] {
        means(text, meaning);
    }
    let through = "interaction.opened_atSAMEASinteraction.closed_at";
    assert_eq!(
        query("supervisor_help_action", through),
        Ok("interaction.opened_at = field interaction.closed_at".to_owned())
    );
}

#[test]
fn on_a_reference_parts_of_texts_and_orders_are_about_its_display_value() {
    let read = |text: &str| query("supervisor_help_action", text).unwrap();
    for (operator, word) in
        [("LIKE", "contains"), ("NOT LIKE", "lacks"), ("STARTSWITH", "starts with"), ("ENDSWITH", "ends with")]
    {
        assert_eq!(read(&format!("interaction{operator}ims7")), format!("interaction.number {word} <IMS7>"));
        assert_eq!(
            read(&format!("help_request.interaction{operator}a")),
            format!("help_request.interaction.number {word} <A>")
        );
        // A help request has no other display value than its sys_id.
        assert_eq!(read(&format!("help_request{operator}A")), format!("help_request {word} <a>"));
    }
    assert_eq!(
        read("ORDERBYinteraction^ORDERBYDESChelp_request"),
        "; interaction.number ascending; help_request descending"
    );
    assert_eq!(read(&format!("interaction>{INTERACTION}")), format!("interaction > <{INTERACTION}>"));
    assert_eq!(read("interactionISEMPTY"), "interaction is empty");
}

#[test]
fn filters_take_what_people_read() {
    let read = |table_name: &str, url: &str| {
        let mut faults = Faults::default();
        let query = UrlParameters::parse(url, &mut faults).query(table(table_name), time(NOW), &mut faults);
        let faults = faults.into_list();
        if faults.is_empty() { Ok(meaning(&query)) } else { Err(faults) }
    };
    for (table_name, url, expected) in [
        ("interaction", "state=Closed+Complete", "state = <closed_complete>"),
        ("interaction", "state=on_hold", "state = <on_hold>"),
        ("interaction", "state=NEW", "state = <new>"),
        ("interaction", "type=NULL", "type is empty"),
        ("interaction", "state=NULL", "state is empty"),
        ("interaction", "type=null", "type = <null>"),
        ("supervisor_help_action", "action=barge+in", "action = <barge_in>"),
        ("supervisor_help_action", "interaction=ims0000007", "interaction.number = <IMS0000007>"),
        ("supervisor_help_action", "help_request.interaction=IMS1", "help_request.interaction.number = <IMS1>"),
    ] {
        assert_eq!(read(table_name, url), Ok(format!("; besides {expected}")), "{url}");
    }
    assert_eq!(
        read("supervisor_help_action", &format!("interaction={INTERACTION}")),
        Ok(format!("; besides interaction = <{INTERACTION}>"))
    );
    for text in ["x", "7", "IMS", "IMS-7", "IMS7x"] {
        let message = message!("invalid_sys_id", field = "interaction", value = text);
        let expected = Err(vec![fault("interaction", FaultCode::InvalidSysId, message)]);
        assert_eq!(read("supervisor_help_action", &format!("interaction={text}")), expected);
    }
    // A help request has no number.
    let message = message!("invalid_sys_id", field = "help_request", value = "IMS7");
    assert_eq!(
        read("supervisor_help_action", "help_request=IMS7"),
        Err(vec![fault("help_request", FaultCode::InvalidSysId, message)])
    );
}

#[test]
fn a_longer_operator_is_not_taken_for_one_that_it_begins_with() {
    means("sys_mod_count<=5", "sys_mod_count <= <5>");
    means("sys_mod_count>=5", "sys_mod_count >= <5>");
    means("type!==", "type != <=>");
    means("type!=*", "type != <*>");
    means("type==", "type = <=>");
    means("type=!=a", "type = <!=a>");
    means("typeINISEMPTY", "type in <ISEMPTY>");
    means("typeLIKEIN", "type contains <in>");
    means("typeNOT INNOT IN", "type not in <NOT IN>");
    means("typeISNOTEMPTY^typeISEMPTY", "type is not empty and type is empty");
}

#[test]
fn values_hold_everything_but_circumflexes() {
    means("type=a=b&c|d'\"?1;--%_@,*()", "type = <a=b&c|d'\"?1;--%_@,*()>");
    means("type=  a b  ", "type = <  a b  >");
    means("type=ORDERBYnumber", "type = <ORDERBYnumber>");
    means("type=ä😀\u{0}\n", "type = <ä😀\u{0}\n>");
    means("type=^stateISEMPTY", "type is empty and state is empty");
}

/// As in ServiceNow, a circumflex always ends a condition, and one too many means nothing.
#[test]
fn superfluous_circumflexes_mean_nothing() {
    means("type=a^^stateISEMPTY", "type = <a> and state is empty");
    means("^^^type=a^^^^stateISEMPTY^^^", "type = <a> and state is empty");
    means("type=a^^ORtype=b^^NQtype=c^^EQ^^", "(type = <a> or type = <b>) or else type = <c>");
    means("type=^^", "type is empty");
    is_refused("type=a^^b", FaultCode::UnknownField, &unknown("b").message);
}

#[test]
fn circumflexes_bind_conditions() {
    means("type=a^state=new", "type = <a> and state = <new>");
    means("type=a^ORtype=b", "(type = <a> or type = <b>)");
    means("type=a^NQtype=b", "type = <a> or else type = <b>");
}

#[test]
fn an_alternative_binds_to_the_condition_before_it() {
    means(
        "type=a^ORtype=b^state=new^ORstate=on_hold^ORstate=wrap_up^sys_mod_count=1",
        "(type = <a> or type = <b>) and (state = <new> or state = <on_hold> or state = <wrap_up>) and sys_mod_count = <1>",
    );
    means("type=a^state=new^ORnumber=x", "type = <a> and (state = <new> or number = <X>)");
}

#[test]
fn a_new_query_begins_anew() {
    means(
        "type=a^state=new^ORstate=on_hold^NQtype=b^sys_mod_count>1^NQtype=c^ORtype=d",
        "type = <a> and (state = <new> or state = <on_hold>) or else type = <b> and sys_mod_count > <1> or else (type = \
         <c> or type = <d>)",
    );
    means("NQtype=a", "type = <a>");
}

#[test]
fn orders_are_those_of_the_whole_query_wherever_they_stand() {
    for text in [
        "ORDERBYtype^ORDERBYDESCnumber^type=a^NQtype=b",
        "type=a^ORDERBYtype^ORDERBYDESCnumber^NQtype=b",
        "type=a^NQtype=b^ORDERBYtype^ORDERBYDESCnumber",
        "^ORDERBYtype^type=a^NQtype=b^ORDERBYDESCnumber",
    ] {
        means(text, "type = <a> or else type = <b>; type ascending; number descending");
    }
    means("type=a^ORDERBYtype^ORtype=b", "(type = <a> or type = <b>); type ascending");
    means("ORDERBYtype^ORDERBYDESCtype", "; type ascending; type descending");
    means("ORDERBYDESCsys_id", "; sys_id descending");
}

#[test]
fn nothing_asks_for_everything() {
    for text in ["", "^", "^^^", "EQ", "^EQ", "^EQ^EQ^"] {
        means(text, "");
    }
}

#[test]
fn a_final_eq_and_superfluous_circumflexes_mean_nothing() {
    for text in ["type=a", "type=a^EQ", "^type=a", "type=a^", "^type=a^EQ", "type=a^EQ^", "type=a^EQ^EQ", "EQ^type=a"] {
        means(text, "type = <a>");
    }
    means("type=a^ORDERBYtype^EQ", "type = <a>; type ascending");
    means("type=a^NQtype=b^EQ", "type = <a> or else type = <b>");
}

#[test]
fn clients_put_orders_and_conditions_behind_what_has_ended() {
    means("type=a^EQ^ORDERBYsys_id", "type = <a>; sys_id ascending");
    means("type=a^EQ^ORDERBYDESCtype^ORDERBYsys_id", "type = <a>; type descending; sys_id ascending");
    means("type=a^^ORDERBYsys_id", "type = <a>; sys_id ascending");
    means("type=a^^^ORDERBYsys_id", "type = <a>; sys_id ascending");
    means("^^ORDERBYsys_id", "; sys_id ascending");
    means("type=a^EQ^typeISEMPTY", "type = <a> and type is empty");
    means("type=a^^ORtype=b^^ORDERBYtype", "(type = <a> or type = <b>); type ascending");
    means(
        "type=a^EQ^typeISEMPTY^EQ^ORDERBYsys_id^EQ^stateISEMPTY",
        "type = <a> and type is empty and state is empty; sys_id ascending",
    );
}

#[test]
fn an_eq_with_something_behind_it_is_no_condition() {
    is_refused("type=a^EQtype=b", FaultCode::InvalidQuery, &message!("query_no_condition", term = "EQtype=b"));
}

#[test]
fn references_are_followed() {
    let read = |text: &str| query("supervisor_help_action", text);
    assert_eq!(MAX_REFERENCES, 3);
    assert_eq!(read("interaction.state=new"), Ok("interaction.state = <new>".to_owned()));
    assert_eq!(
        read("help_request.reasonISEMPTY^ORDERBYDESCinteraction.number"),
        Ok("help_request.reason is empty; interaction.number descending".to_owned())
    );
    assert_eq!(
        read(&format!("help_request.interactionIN{INTERACTION},{OTHER_INTERACTION}")),
        Ok(format!("help_request.interaction in <{INTERACTION}><{OTHER_INTERACTION}>"))
    );
    assert_eq!(
        read("help_request.interaction.number=ims7^ORDERBYhelp_request.interaction.opened_at"),
        Ok("help_request.interaction.number = <IMS7>; help_request.interaction.opened_at ascending".to_owned())
    );
    let fields = "sys_id, interaction, help_request, action, start_time, end_time, duration, sys_created_on, sys_created_by, \
                  sys_updated_on, sys_updated_by, sys_mod_count";
    for name in [
        "help_request.interaction.number.number",
        "help_request.interaction.nothing",
        "interaction.nothing",
        "interaction.",
        ".state",
        ".",
        "interaction..state",
        "action.sys_id",
        "nothing.sys_id",
        "supervisor_help_action.sys_id",
        "interaction.sys_transaction_id",
    ] {
        let message = message!(
            "unknown_table_field",
            place = "sysparm_query",
            field = name,
            table = "supervisor_help_action",
            fields = fields
        );
        let expected = Err(vec![fault("sysparm_query", FaultCode::UnknownField, message)]);
        assert_eq!(read(&format!("{name}=new")), expected);
        assert_eq!(read(&format!("ORDERBY{name}")), expected);
    }
}

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

#[test]
fn faults_beyond_the_limit_are_counted() {
    let text = vec!["nothing=1"; MAX_TERMS].join("^");
    let mut expected = vec![unknown("nothing"); MAX_FAULTS];
    let message = message!("more_faults", count = MAX_TERMS - MAX_FAULTS);
    expected.push(Fault { field: None, code: FaultCode::MoreFaults, message });
    assert_eq!(query("interaction", &text), Err(expected));
}

#[test]
fn a_query_has_a_most_of_bytes() {
    assert_eq!(MAX_QUERY_BYTES, 65_536);
    let query_of = |bytes: usize| format!("type={}", "ü".repeat((bytes - 5) / 2) + &"a".repeat((bytes - 5) % 2));
    let longest = query_of(MAX_QUERY_BYTES);
    assert_eq!(longest.len(), MAX_QUERY_BYTES);
    means(&longest, &format!("type = <{}>", &longest[5..]));
    let message = message!("query_too_long", bytes = 65537);
    is_refused(&query_of(MAX_QUERY_BYTES + 1), FaultCode::QueryTooLong, &message);
    // Whatever it holds.
    is_refused(&"^".repeat(65_537), FaultCode::QueryTooLong, &message);
}

#[test]
fn a_query_has_a_most_of_values() {
    assert_eq!(MAX_VALUES, 95);
    let list = |count: usize| vec!["1"; count].join(",");
    let all = |count: usize| vec!["sys_mod_count=1"; count].join("^");
    let pairs = "sys_mod_countBETWEEN1@2^".repeat(47);
    for longest in [
        all(95),
        // A list is one, however long.
        format!("sys_mod_countIN{}^NQsys_mod_countNOT IN{}^{}", list(2000), list(1), all(93)),
        format!("{pairs}sys_mod_count=1"),
        format!("{pairs}typeLIKEa^typeISEMPTY^typeISNOTEMPTY^type=^type!=^ORDERBYtype"),
    ] {
        assert!(query("interaction", &longest).is_ok(), "{longest}");
        let message = message!("query_too_many_values", values = 96);
        is_refused(&format!("{longest}^NQtypeLIKEa"), FaultCode::TooManyValues, &message);
        is_refused(&format!("{longest}^ORtype=a"), FaultCode::TooManyValues, &message);
    }
}

/// Looks for parts of texts, for which no index helps.
#[test]
fn a_query_has_a_most_of_searches() {
    assert_eq!(MAX_SCANS, 10);
    let cost = |table_name: &str, url: &str| {
        let mut faults = Faults::default();
        let encoded = form_urlencoded::byte_serialize(url.as_bytes()).collect::<String>();
        let url = format!("sysparm_query={encoded}");
        UrlParameters::parse(&url, &mut faults).query(table(table_name), time(NOW), &mut faults);
        faults.into_list()
    };
    let too_many = |count: usize| {
        vec![fault("sysparm_query", FaultCode::QueryTooCostly, message!("query_too_costly", scans = count))]
    };
    for search in [
        "typeLIKEa",
        "typeNOT LIKEa",
        "typeENDSWITHa",
        "typeSTARTSWITHa",
        "numberLIKE1",
        "sys_idENDSWITHa",
        "opened_atDATEPART@javascript:gs.datePart('hour','1','EE')",
        "opened_atSAMEASclosed_at@day",
        "opened_atMORETHANclosed_at@day@before@1",
    ] {
        for binding in ["^", "^OR", "^NQ"] {
            assert_eq!(cost("interaction", &[search; 10].join(binding)), [], "{search}");
            assert_eq!(cost("interaction", &[search; 11].join(binding)), too_many(11), "{search}");
        }
    }
    let (behind, own) = (["help_request.reasonLIKEa"; 5].join("^"), "actionLIKEa");
    assert_eq!(cost("supervisor_help_action", &behind), []);
    assert_eq!(cost("supervisor_help_action", &format!("{behind}^{own}")), too_many(11));
    let behind = ["interaction.opened_atDATEPART@javascript:gs.datePart('hour','1','EE')"; 6].join("^");
    assert_eq!(cost("supervisor_help_action", &behind), too_many(12));
    let behind = ["help_request.reasonSTARTSWITHa"; 6].join("^");
    assert_eq!(cost("supervisor_help_action", &behind), too_many(12));
    let through_identifiers = ["interaction.numberSTARTSWITHims", "interaction.sys_idSTARTSWITHa"];
    assert_eq!(cost("supervisor_help_action", &through_identifiers.repeat(20).join("^")), []);
    // What cannot be read is not weighed.
    let faults = cost("interaction", &format!("{}^nothing=1", ["typeLIKEa"; 11].join("^")));
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [FaultCode::UnknownField]);
    // These are found by an index, or by one look at each record.
    for cheap in [
        "numberSTARTSWITHims",
        "sys_idSTARTSWITHa",
        "type=a",
        "typeINa,b",
        "typeISEMPTY",
        "typeBETWEENa@b",
        "opened_atON2026-02-18",
        "opened_atNOTON2026-02-18",
        "opened_atRELATIVEGE@day@ago@1",
        "typeSAMEASstate",
        "typeANYTHING",
    ] {
        assert_eq!(cost("interaction", &[cheap; 40].join("^")), [], "{cheap}");
    }
}

#[test]
fn a_query_has_a_most_of_terms() {
    assert_eq!(MAX_TERMS, 100);
    for binding in ["^", "^OR", "^NQ"] {
        let longest = vec!["typeISEMPTY"; MAX_TERMS].join(binding);
        assert!(query("interaction", &longest).is_ok());
        let message = message!("query_too_many_terms", terms = 101);
        is_refused(&format!("{longest}{binding}typeISEMPTY"), FaultCode::QueryTooLong, &message);
        is_refused(&format!("ORDERBYtype^{longest}"), FaultCode::QueryTooLong, &message);
        // Whatever they are.
        is_refused(&format!("nothing=1^{longest}"), FaultCode::QueryTooLong, &message);
    }
}

/// A query on `interaction` as it is written back.
fn written(text: &str) -> String {
    Query::parse(table("interaction"), text, time(NOW)).unwrap().to_string()
}

#[test]
fn a_query_is_written_as_it_can_be_read() {
    for text in [
        "",
        "type=a",
        "type!=a^type<a^type<=a^type>a^type>=a",
        "typeINa,b^typeNOT INa,b",
        "typeLIKEa^typeNOT LIKEa^typeSTARTSWITHa^typeENDSWITHa",
        "typeISEMPTY^typeISNOTEMPTY^typeBETWEENa@b",
        "type=a^ORtype=b^state=new^ORstate=on_hold^NQtype=c^ORtype=d^NQtypeISEMPTY",
        "ORDERBYtype^ORDERBYDESCnumber",
        "type=a^NQtype=b^ORDERBYtype",
        "typeINc,d",
        "typeANYTHING^typeSAMEASassigned_to^typeNSAMEASnumber",
        "sys_mod_countGT_FIELDsys_mod_count^opened_atGT_OR_EQUALS_FIELDclosed_at^opened_atLT_FIELDclosed_at^opened_atLT_OR_EQUALS_FIELDclosed_at",
        "opened_atNOTON@2026-02-18 00:00:00@2026-02-18 23:59:59",
        "opened_atSAMEASclosed_at@day^opened_atNSAMEASclosed_at@week",
        "opened_atMORETHANclosed_at@hour@before@2^opened_atLESSTHANclosed_at@quarter@before or after@1",
        "opened_atDATEPART@javascript:gs.datePart('dayofweek','monday','EE')",
        "opened_atDATEPART@javascript:gs.datePart('year','2026','GE')",
        "typeIN STANCEOF,b",
    ] {
        assert_eq!(written(text), text);
    }
}

#[test]
fn a_query_is_written_in_the_words_of_the_contract() {
    for (text, expected) in [
        ("typeCONTAINSA^typeDOES NOT CONTAINB^type*c^type!*d", "typeLIKEa^typeNOT LIKEb^typeLIKEc^typeNOT LIKEd"),
        ("type=^type!=^ORtypeISEMPTYNone", "typeISEMPTY^typeISNOTEMPTY^ORtypeISEMPTY"),
        ("NQtype=a^EQ", "type=a"),
        ("^ORDERBYtype^type=a^^^", "type=a^ORDERBYtype"),
        (
            "type=NULL^type!=NULL^typeEMPTYSTRING^type%a^typeNOTLIKEb",
            "typeISEMPTY^typeISNOTEMPTY^typeISEMPTY^typeENDSWITHa^typeNOT LIKEb",
        ),
        (
            "opened_atONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()",
            "opened_atBETWEEN2026-02-18 00:00:00@2026-02-18 23:59:59",
        ),
        ("opened_atRELATIVEGT@hour@ago@24", "opened_at>=2026-02-17 12:00:00"),
        (
            "opened_atDATEPARTJune@javascript:gs.datePart(\"month\", 'jun' ,'LT')",
            "opened_atDATEPART@javascript:gs.datePart('month','6','LT')",
        ),
        ("typeIN a , ,b", "typeINa,b"),
        ("number=ims1^opened_at>javascript:gs.hoursAgo(1)", "number=IMS1^opened_at>2026-02-18 11:00:00"),
        ("sys_mod_count=007", "sys_mod_count=7"),
    ] {
        assert_eq!(written(text), expected, "{text}");
    }
}

#[test]
fn filters_are_other_parameters_and_are_not_written() {
    for (url, expected) in [("type=a&state=new", ""), ("type=a,b^ORDERBYc&sysparm_query=state=new", "state=new")] {
        let mut faults = Faults::default();
        let query = UrlParameters::parse(url, &mut faults).query(table("interaction"), time(NOW), &mut faults);
        assert_eq!((query.to_string().as_str(), faults.into_list()), (expected, vec![]), "{url}");
    }
}
