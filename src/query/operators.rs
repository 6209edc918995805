//! The operators of encoded queries.
//!
//! | operator | operand | other spellings |
//! |---|---|---|
//! | `=` `!=` `<` `<=` `>` `>=` | value | `=` and `!=` with `NULL` or nothing: `ISEMPTY`, `ISNOTEMPTY` |
//! | `IN` `NOT IN` | values, separated by commas | |
//! | `LIKE` `NOT LIKE` | part of a text | `*`, `CONTAINS`; `!*`, `NOTLIKE`, `DOES NOT CONTAIN` |
//! | `STARTSWITH` `ENDSWITH` | part of a text | `%`: `ENDSWITH` |
//! | `ISEMPTY` `ISNOTEMPTY` `ANYTHING` | | `EMPTYSTRING`: `ISEMPTY` |
//! | `BETWEEN` | `value@value` | |
//! | `ON` `NOTON` | `label@start@end`, or a date | |
//! | `RELATIVEGT` `RELATIVEGE` `RELATIVELT` `RELATIVELE` `RELATIVEEE` | `@unit@ago@n`, `@unit@ahead@n` | |
//! | `SAMEAS` `NSAMEAS` | field, or `field@unit` | |
//! | `GT_FIELD` `GT_OR_EQUALS_FIELD` `LT_FIELD` `LT_OR_EQUALS_FIELD` | field | |
//! | `MORETHAN` `LESSTHAN` | `field@unit@before@n`, `after`, `before or after` | |
//! | `DATEPART` | `label@javascript:gs.datePart('part','value','EE')` | |

use super::operands::Operand;
use super::{Comparison, Condition, FieldPath, PARAMETER, Test, Value, invalid};
use crate::fault::{Fault, FaultCode, excerpt};
use crate::schema::Table;
use crate::time::UtcTime;

#[derive(Clone, Copy, Debug)]
enum Operator {
    Empty,
    NotEmpty,
    Anything,
    Compare(Comparison),
    In,
    NotIn,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    Between,
    On,
    NotOn,
    /// Compares with a time relative to now.
    Relative(Comparison),
    /// Compares with another field.
    Field(Comparison),
    MoreThan,
    LessThan,
    DatePart,
    /// Not an operator here, but begins like one.
    Unknown,
}

/// The operators. If one begins with another, the longer one is first.
const OPERATORS: [(&str, Operator); 41] = [
    ("ISNOTEMPTY", Operator::NotEmpty),
    ("ISEMPTY", Operator::Empty),
    ("EMPTYSTRING", Operator::Empty),
    ("ANYTHING", Operator::Anything),
    ("NOT IN", Operator::NotIn),
    ("NOT LIKE", Operator::NotContains),
    ("NOTLIKE", Operator::NotContains),
    ("DOES NOT CONTAIN", Operator::NotContains),
    ("NOTON", Operator::NotOn),
    ("STARTSWITH", Operator::StartsWith),
    ("ENDSWITH", Operator::EndsWith),
    ("CONTAINS", Operator::Contains),
    ("BETWEEN", Operator::Between),
    ("LIKE", Operator::Contains),
    ("ON", Operator::On),
    ("RELATIVEGT", Operator::Relative(Comparison::Greater)),
    ("RELATIVEGE", Operator::Relative(Comparison::GreaterOrEqual)),
    ("RELATIVELT", Operator::Relative(Comparison::Less)),
    ("RELATIVELE", Operator::Relative(Comparison::LessOrEqual)),
    ("RELATIVEEE", Operator::Relative(Comparison::Equal)),
    ("SAMEAS", Operator::Field(Comparison::Equal)),
    ("NSAMEAS", Operator::Field(Comparison::NotEqual)),
    ("GT_FIELD", Operator::Field(Comparison::Greater)),
    ("GT_OR_EQUALS_FIELD", Operator::Field(Comparison::GreaterOrEqual)),
    ("LT_FIELD", Operator::Field(Comparison::Less)),
    ("LT_OR_EQUALS_FIELD", Operator::Field(Comparison::LessOrEqual)),
    ("MORETHAN", Operator::MoreThan),
    ("LESSTHAN", Operator::LessThan),
    ("DATEPART", Operator::DatePart),
    // ServiceNow's operator for tables that extend others must not be read as `IN`.
    ("INSTANCEOF", Operator::Unknown),
    ("IN", Operator::In),
    ("!=", Operator::Compare(Comparison::NotEqual)),
    ("!*", Operator::NotContains),
    // An operator of SQL, not of ServiceNow, must not be read as `<`.
    ("<>", Operator::Unknown),
    ("<=", Operator::Compare(Comparison::LessOrEqual)),
    (">=", Operator::Compare(Comparison::GreaterOrEqual)),
    ("=", Operator::Compare(Comparison::Equal)),
    ("<", Operator::Compare(Comparison::Less)),
    (">", Operator::Compare(Comparison::Greater)),
    ("*", Operator::Contains),
    ("%", Operator::EndsWith),
];

/// The operators, for messages.
const NAMES: &str = "=, !=, <, <=, >, >=, IN, NOT IN, LIKE, NOT LIKE, STARTSWITH, ENDSWITH, ISEMPTY, ISNOTEMPTY, ANYTHING, BETWEEN, \
     ON, NOTON, RELATIVEGT, RELATIVEGE, RELATIVELT, RELATIVELE, RELATIVEEE, SAMEAS, NSAMEAS, GT_FIELD, GT_OR_EQUALS_FIELD, \
     LT_FIELD, LT_OR_EQUALS_FIELD, MORETHAN, LESSTHAN, DATEPART";

/// Reads a condition on a field. `rest` is the text after the field.
///
/// # Errors
/// The fault of an unknown operator, or of an operand that does not fit it.
pub(super) fn condition(table: &'static Table, path: FieldPath, rest: &str, now: UtcTime) -> Result<Condition, Fault> {
    let found = OPERATORS.iter().find_map(|(word, operator)| Some((*word, *operator, rest.strip_prefix(word)?)));
    let Some((word, operator, given)) = found else { return Err(unknown(path, rest)) };
    let operand = Operand { table, path, operator: word, text: given, now };
    // These operators search the display value of a reference.
    let path = match operator {
        Operator::Contains | Operator::NotContains | Operator::StartsWith | Operator::EndsWith => path.displayed(),
        _ => path,
    };
    let part = || Ok(Value::part(&path, operand.some_text()?));
    let test = match operator {
        Operator::Empty => operand.none(Test::Empty)?,
        Operator::NotEmpty => operand.none(Test::NotEmpty)?,
        Operator::Anything => operand.none(Test::Anything)?,
        Operator::Compare(Comparison::Equal) if is_no_value(given) => Test::Empty,
        Operator::Compare(Comparison::NotEqual) if is_no_value(given) => Test::NotEmpty,
        Operator::Compare(comparison) => Test::Compare(comparison, operand.value(operand.some_text()?)?),
        Operator::In => Test::In(operand.values()?),
        Operator::NotIn => Test::NotIn(operand.values()?),
        Operator::Contains => Test::Contains(part()?),
        Operator::NotContains => Test::NotContains(part()?),
        Operator::StartsWith => Test::StartsWith(part()?),
        Operator::EndsWith => Test::EndsWith(part()?),
        Operator::Between => operand.between()?,
        Operator::On => operand.on(Test::Between)?,
        Operator::NotOn => operand.on(Test::NotBetween)?,
        Operator::Relative(comparison) => operand.relative(comparison)?,
        Operator::Field(comparison) => operand.field(comparison)?,
        Operator::MoreThan => operand.distance(true)?,
        Operator::LessThan => operand.distance(false)?,
        Operator::DatePart => operand.date_part()?,
        Operator::Unknown => return Err(unknown(path, rest)),
    };
    Ok(Condition { path, test })
}

fn unknown(path: FieldPath, rest: &str) -> Fault {
    let (rest, name) = (excerpt(rest), path.name());
    let message = format!("{PARAMETER}: \"{rest}\" after {name} begins with no operator; the operators are {NAMES}");
    invalid(FaultCode::UnknownOperator, message)
}

/// Whether the text after `=` or `!=` means that the field has no value.
pub(super) fn is_no_value(text: &str) -> bool {
    matches!(text, "" | "NULL")
}
