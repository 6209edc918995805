//! The order of a list.

use super::behind_from;

#[test]
fn ties_are_ordered_by_sys_id() {
    for (query, expected) in [
        ("", "t.sys_id"),
        ("ORDERBYtype", "t.type COLLATE NOCASE, t.sys_id"),
        ("ORDERBYDESCstate^ORDERBYopened_at", "t.state DESC, t.opened_at, t.sys_id"),
        ("ORDERBYsys_id", "t.sys_id"),
        ("ORDERBYDESCsys_id", "t.sys_id DESC"),
        ("ORDERBYstate^ORDERBYDESCsys_id", "t.state, t.sys_id DESC"),
        ("ORDERBYstate^ORDERBYDESCstate^ORDERBYDESCtype^ORDERBYstate", "t.state, t.type COLLATE NOCASE DESC, t.sys_id"),
    ] {
        let sql = behind_from("interaction", &format!("sysparm_query={query}"));
        let order = sql.split_once(" ORDER BY ").unwrap().1.split_once(" LIMIT ").unwrap().0.to_owned();
        assert_eq!(order, expected, "{query}");
    }
    let of_audit = |query| behind_from("sys_audit", query).split_once(" LIMIT ").unwrap().0.to_owned();
    assert_eq!(of_audit(""), "sys_audit AS t ORDER BY t.documentkey, t.sequence");
    assert_eq!(of_audit("sysparm_query=ORDERBYuser"), "sys_audit AS t ORDER BY t.user COLLATE NOCASE, t.sys_id");
}

#[test]
fn a_list_that_nobody_orders_comes_in_the_order_of_the_index_that_its_conditions_use() {
    let by_start = "t.start_time, t.sys_id";
    for (query, expected) in [
        // All records have the value that the condition fixes.
        ("start_time=2026-02-18%2012:00:00", "t.sys_id"),
        ("sysparm_query=start_time=2026-02-18 12:00:00", "t.sys_id"),
        ("sysparm_query=start_timeISEMPTY", "t.sys_id"),
        // A plain filter is a condition like another.
        ("end_time=2026-02-18%2012:00:00", by_start),
        ("end_time=2026-02-18%2012:00:00&sysparm_query=action=coach", by_start),
        ("sysparm_query=start_time>2026-02-18 12:00:00", by_start),
        ("sysparm_query=start_timeBETWEEN2026-02-18 12:00:00@2026-02-19 12:00:00", by_start),
        ("sysparm_query=start_timeISNOTEMPTY", by_start),
        ("sysparm_query=action=coach^start_time>2026-02-18 12:00:00", by_start),
        // A value that a condition fixes goes before a range.
        ("sysparm_query=start_time>2026-02-18 12:00:00^end_timeISEMPTY", by_start),
        ("sysparm_query=help_request.reason=a", "t.interaction, t.help_request, t.sys_id"),
        ("sysparm_query=interaction.type=a^help_request.reason=a", "t.interaction, t.help_request, t.sys_id"),
        ("sysparm_query=help_request.state=new^start_time>2026-02-18 12:00:00", by_start),
        // No index serves these.
        ("", "t.sys_id"),
        ("sysparm_query=start_time!=2026-02-18 12:00:00", "t.sys_id"),
        ("sysparm_query=action=coach", "t.sys_id"),
        ("sysparm_query=interaction.type=a", "t.sys_id"),
        ("sysparm_query=start_timeISEMPTY^ORaction=coach", "t.sys_id"),
        ("sysparm_query=start_timeISEMPTY^NQstart_timeISEMPTY", "t.sys_id"),
    ] {
        let sql = behind_from("supervisor_help_action", query);
        let order = sql.split_once(" ORDER BY ").unwrap().1.split_once(" LIMIT ").unwrap().0.to_owned();
        assert_eq!(order, expected, "{query}");
    }
}

#[test]
fn each_table_has_indexes_of_its_own() {
    for (table_name, query, expected) in [
        ("interaction", "sys_created_on>2026-02-18 12:00:00", "t.sys_created_on, t.sys_id"),
        ("interaction", "sys_updated_on>2026-02-18 12:00:00", "t.sys_updated_on, t.sys_id"),
        ("interaction", "opened_at>2026-02-18 12:00:00", "t.opened_at, t.sys_id"),
        ("interaction_help_request", "state=new", "t.sys_created_on, t.sys_id"),
        ("interaction_help_request", "sys_created_on>2026-02-18 12:00:00", "t.sys_created_on, t.sys_id"),
        ("interaction_help_request", "sys_updated_on>2026-02-18 12:00:00", "t.sys_updated_on, t.sys_id"),
        ("supervisor_help_action", "sys_created_on>2026-02-18 12:00:00", "t.sys_created_on, t.sys_id"),
        ("supervisor_help_action", "sys_updated_on>2026-02-18 12:00:00", "t.sys_updated_on, t.sys_id"),
        ("sys_journal_field", "element_id=d4dec70f3b4bfe101baa9f7e53e45a5d", "t.sys_id"),
    ] {
        let sql = behind_from(table_name, &format!("sysparm_query={query}"));
        assert!(sql.contains(&format!(" ORDER BY {expected} LIMIT ")), "{sql}");
    }
}
