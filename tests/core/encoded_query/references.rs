//! Fields of referenced records.

use crate::support::{INTERACTION, OTHER_INTERACTION, fault, message, query};
use help_request_edge::fault::FaultCode;
use help_request_edge::query::MAX_REFERENCES;

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
