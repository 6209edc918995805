//! A query as it is written back.

use crate::support::{NOW, table, time};
use help_request_edge::fault::Faults;
use help_request_edge::query::Query;
use help_request_edge::table::UrlParameters;

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
