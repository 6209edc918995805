//! Parts of times, which `DATEPART` compares: `javascript:gs.datePart('dayofweek','monday','EE')`.

use super::Comparison;
use super::time_functions::literal;

/// A part of a time. Its value is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// 0, Sunday, to 6, Saturday. Here a week begins on Sunday, as in ServiceNow.
    DayOfWeek,
    /// 0 to 23.
    Hour,
    /// 1 to 12.
    Month,
    /// 1 to 4.
    Quarter,
    /// 0 to 53. Week 1 begins on the first Monday of the year.
    Week,
    /// 0 to 9999.
    Year,
}

const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const PARTS: [DatePart; 6] =
    [DatePart::DayOfWeek, DatePart::Hour, DatePart::Month, DatePart::Quarter, DatePart::Week, DatePart::Year];

const COMPARISONS: [(&str, Comparison); 5] = [
    ("EE", Comparison::Equal),
    ("LT", Comparison::Less),
    ("LE", Comparison::LessOrEqual),
    ("GT", Comparison::Greater),
    ("GE", Comparison::GreaterOrEqual),
];

impl DatePart {
    /// Reads a call of `gs.datePart`: the part, the comparison with a value, and the value.
    pub(super) fn parse(call: &str) -> Option<(Self, Comparison, u16)> {
        let arguments = call.strip_prefix("javascript:gs.datePart(")?.strip_suffix(')')?;
        let arguments: Vec<&str> = arguments.split(',').map(literal).collect::<Option<_>>()?;
        let [part, value, comparison] = arguments.as_slice() else { return None };
        let part = PARTS.into_iter().find(|one| one.name() == *part)?;
        let (_, comparison) = COMPARISONS.into_iter().find(|(word, _)| word == comparison)?;
        Some((part, comparison, part.value(value)?))
    }

    /// A call that [`DatePart::parse`] can read.
    pub(super) fn call(self, comparison: Comparison, value: u16) -> String {
        let word = COMPARISONS.into_iter().find(|(_, other)| *other == comparison).map_or("EE", |(word, _)| word);
        let names: &[&str] = match self {
            Self::DayOfWeek => &DAYS,
            _ => &[],
        };
        let value = names.get(usize::from(value)).map_or_else(|| value.to_string(), |name| (*name).to_owned());
        format!("javascript:gs.datePart('{}','{value}','{word}')", self.name())
    }

    /// SQL for the part of a time.
    pub(super) fn sql(self, time: &str) -> String {
        match self {
            Self::DayOfWeek => format!("cast(strftime('%w', {time}) AS INTEGER)"),
            Self::Hour => format!("cast(substr({time}, 12, 2) AS INTEGER)"),
            Self::Month => format!("cast(substr({time}, 6, 2) AS INTEGER)"),
            Self::Quarter => format!("(cast(substr({time}, 6, 2) AS INTEGER) + 2) / 3"),
            Self::Week => format!("cast(strftime('%W', {time}) AS INTEGER)"),
            Self::Year => format!("cast(substr({time}, 1, 4) AS INTEGER)"),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::DayOfWeek => "dayofweek",
            Self::Hour => "hour",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Week => "week",
            Self::Year => "year",
        }
    }

    /// Reads a value of this part. Days have names. Months have names, also of three letters, and numbers.
    fn value(self, text: &str) -> Option<u16> {
        let position = |names: &[&str], is_it: &dyn Fn(&str) -> bool| {
            names.iter().position(|name| is_it(name)).and_then(|at| u16::try_from(at).ok())
        };
        let text = text.to_ascii_lowercase();
        let number = || text.parse::<u16>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        let (value, range) = match self {
            Self::DayOfWeek => return position(&DAYS, &|name| name == text),
            Self::Month => {
                let named = position(&MONTHS, &|name| name == text || name.get(..3) == Some(&text)).map(|at| at + 1);
                (named.or_else(number), 1..=12)
            }
            Self::Hour => (number(), 0..=23),
            Self::Quarter => (number(), 1..=4),
            Self::Week => (number(), 0..=53),
            Self::Year => (number(), 0..=9999),
        };
        value.filter(|value| range.contains(value))
    }
}
