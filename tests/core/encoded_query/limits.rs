//! How much a query may ask for.

use super::{is_refused, means, unknown};
use crate::support::{NOW, fault, message, query, table, time};
use help_request_edge::fault::{Fault, FaultCode, Faults, MAX_FAULTS};
use help_request_edge::query::{MAX_QUERY_BYTES, MAX_SCANS, MAX_TERMS, MAX_VALUES};
use help_request_edge::table::UrlParameters;

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
