//! Lists that are read from the records that they refer to (docs/table-api.md, "Reading").

use crate::support::{NOW, table, time};
use help_request_edge::table::List;

/// What the first statement of a list of help actions has from ` FROM ` to ` LIMIT `.
fn rows(query: &str) -> String {
    let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    let query = format!("sysparm_fields=sys_id&sysparm_limit=10&sysparm_query={query}");
    let list = List::read(table("supervisor_help_action"), &query, time(NOW)).unwrap();
    let sql = list.statements("").swap_remove(0).sql;
    let (_, rows) = sql.split_once(" AS position FROM ").or_else(|| sql.split_once(" AS value FROM ")).unwrap();
    rows.split_once(" LIMIT ").unwrap().0.to_owned()
}

const FROM_REQUESTS: &str = "interaction_help_request AS r CROSS JOIN supervisor_help_action AS t \
                             ON t.interaction = +r.interaction AND t.help_request = +r.sys_id WHERE ";
const FROM_INTERACTIONS: &str =
    "interaction AS r CROSS JOIN supervisor_help_action AS t ON t.interaction = +r.sys_id WHERE ";

#[test]
fn an_index_on_the_referenced_records_gives_the_order() {
    for (query, from, condition, order) in [
        ("help_request.state=new", FROM_REQUESTS, "r.state = ?1", "r.sys_created_on, r.sys_id, t.sys_id"),
        (
            "help_request.sys_updated_on>=2026-02-18",
            FROM_REQUESTS,
            "r.sys_updated_on >= ?1",
            "r.sys_updated_on, r.sys_id, t.sys_id",
        ),
        (
            "interaction.opened_at>=2026-02-18^action=coach",
            FROM_INTERACTIONS,
            "(r.opened_at >= ?1 AND t.action = ?2)",
            "r.opened_at, r.sys_id, t.sys_id",
        ),
    ] {
        assert_eq!(rows(query), format!("{from}{condition} ORDER BY {order}"), "{query}");
    }
}

#[test]
fn more_conditions_on_the_same_record_are_met_by_it() {
    let found = rows("help_request.state=new^help_request.reason!=a^ORhelp_request.stateISEMPTY^action=coach");
    let conditions = "(r.state = ?1 AND ((r.reason COLLATE NOCASE IS NOT ?2 OR r.state IS NULL) AND t.action = ?3))";
    assert_eq!(found, format!("{FROM_REQUESTS}{conditions} ORDER BY r.sys_created_on, r.sys_id, t.sys_id"));
}

#[test]
fn other_lists_are_read_from_their_own_table() {
    for (query, order) in [
        // An order of the caller.
        ("help_request.state=new^ORDERBYsys_id", "t.sys_id"),
        // An index of the table itself.
        ("help_request.state=new^end_timeISEMPTY", "t.start_time, t.sys_id"),
        ("help_request.state=new^start_time>2026-02-18", "t.start_time, t.sys_id"),
        // No index, or none whose order it gives.
        ("help_request.state>new", "t.interaction, t.help_request, t.sys_id"),
        ("help_request.reason=a", "t.interaction, t.help_request, t.sys_id"),
        ("interaction.state=new", "t.sys_id"),
        // Only one of two alternatives has to be true.
        ("help_request.state=new^ORaction=coach", "t.sys_id"),
        ("help_request.state=new^NQaction=coach", "t.sys_id"),
        // A help action without a help request meets these too.
        ("help_request.state!=new", "t.interaction, t.help_request, t.sys_id"),
        ("help_request.stateISEMPTY", "t.interaction, t.help_request, t.sys_id"),
        // Another condition, which may find few records by an index.
        ("help_request.state=new^interaction.opened_at>=2026-02-18", "t.interaction, t.help_request, t.sys_id"),
        ("help_request.state=new^interaction.number=IMS0000001", "t.interaction, t.help_request, t.sys_id"),
        (
            "help_request.state=new^interaction=d4dec70f3b4bfe101baa9f7e53e45a5d",
            "t.interaction, t.help_request, t.sys_id",
        ),
        ("help_request.state=new^sys_id=d4dec70f3b4bfe101baa9f7e53e45a5d", "t.interaction, t.help_request, t.sys_id"),
        ("help_request.state=new^action=coach^ORsys_idSTARTSWITHa", "t.interaction, t.help_request, t.sys_id"),
        // Two references.
        ("help_request.interaction.opened_at>2026-02-18", "t.interaction, t.help_request, t.sys_id"),
    ] {
        let found = rows(query);
        assert!(found.starts_with("supervisor_help_action AS t WHERE "), "{query}: {found}");
        let ordered = found.rsplit_once(" ORDER BY ").unwrap().1;
        assert_eq!(ordered, order, "{query}");
    }
}

#[test]
fn a_page_begins_after_the_position_in_the_index() {
    let query = "sysparm_query=help_request.sys_created_on%3E%3D2026-02-18&sysparm_offset=10\
                 &sysparm_after=10,2026-02-18+10:00:00,a,b";
    let list = List::read(table("supervisor_help_action"), query, time(NOW)).unwrap();
    let sql = list.statements("").swap_remove(0).sql;
    // The plus keeps the lower bound of the query from being taken for the beginning.
    assert!(
        sql.contains(
            " WHERE +r.sys_created_on >= ?2 AND (r.sys_created_on, r.sys_id, t.sys_id) > (?3 ->> 0, ?3 ->> 1, ?3 ->> 2) \
             ORDER BY r.sys_created_on, r.sys_id, t.sys_id LIMIT "
        ),
        "{sql}"
    );
}
