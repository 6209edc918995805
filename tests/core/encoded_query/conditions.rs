//! Fields, operators and values.

use super::means;
use crate::support::{INTERACTION, NOW, fault, meaning, message, query, table, time};
use help_request_edge::fault::{FaultCode, Faults};
use help_request_edge::table::UrlParameters;

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
