//! How conditions, alternatives, queries and orders are put together.

use super::{is_refused, means, unknown};
use crate::support::message;
use help_request_edge::fault::FaultCode;

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
