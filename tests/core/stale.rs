//! Help actions that nobody ended (contract, section 13).

use crate::support::{ACTION, can_be_run, sys_id, time};
use help_request_edge::auth::Actor;
use help_request_edge::config::{Variable, Variables};
use help_request_edge::help_action::StaleAfter;
use help_request_edge::store::{Param, WriteContext};

/// The setting.
struct Hours(&'static str);

impl Variables for Hours {
    fn get(&self, _: &str) -> Variable {
        Variable::Text(self.0.to_owned())
    }
}

#[test]
fn a_portion_ends_what_began_before_the_hours_at_its_start_plus_them() {
    let (actor, id) = (Actor::System, sys_id(ACTION));
    let write = WriteContext { actor: &actor, now: time("2026-02-18 12:00:00"), transaction_id: &id };
    for (hours, oldest, after) in [("8", "2026-02-18 04:00:00", "+8 hours"), ("36", "2026-02-17 00:00:00", "+36 hours")]
    {
        let [end, ended] = StaleAfter::read(&Hours(hours)).unwrap().unwrap().end_portion(&write);
        let most = Param::Integer(StaleAfter::at_once().try_into().unwrap());
        assert_eq!(end.params[..3], [oldest.into(), after.into(), most]);
        for statement in [end, ended] {
            can_be_run(&statement);
        }
    }
}
