//! The language of `sysparm_query` (contract, section 7).

mod conditions;
mod faults;
mod limits;
mod references;
mod structure;
mod written;

use crate::support::{INTERACTION_FIELDS, fault, message, query};
use help_request_edge::fault::{Fault, FaultCode};

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
